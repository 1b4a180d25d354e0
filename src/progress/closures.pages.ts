/** Reopening a closed task has a small page of its own; telling the other leads is a button on the first lead's. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ReopeningDto, TellingDto } from './closure.dto.js';
import { ClosuresService } from './closures.service.js';

@Controller()
export class ClosuresPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly closures: ClosuresService,
  ) {}

  @Get('/tasks/:id/closure')
  @For('read-work')
  @Page()
  async closure(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
  ): Promise<string> {
    if (!(await this.closures.mayReopen(viewer, taskId))) throw new NotFound('task');
    return this.drawReopening(request);
  }

  @Post('/tasks/:id/reopening')
  @For('verify')
  @RedrawWith('drawReopening')
  async reopen(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: ReopeningDto,
  ) {
    await this.closures.reopen(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}`);
  }

  @Post(alsoByLink('/tasks/:id/tellings'))
  @For('report')
  async tell(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: TellingDto,
  ) {
    await this.closures.tell(viewer, taskId, dto.period ?? '');
    return seeOther(viewer.link ? `/units/${viewer.unitIds[0]}` : `/tasks/${taskId}#claim`);
  }

  async drawReopening(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const task = await row<{ id: number; no: string; title: string; closedOn: string; grade: string | null }>(
      this.db.read,
      'SELECT id, no, title, "closedOn", grade FROM tasks WHERE id = :id',
      { id: Number((request.params as Record<string, string>)['id']) },
    );
    if (!task) throw new NotFound('task');
    return this.pages.render(request, 'progress/reopening', {
      ...{ task, today: this.clock.today(), refused },
      ...{ values: refused?.values ?? {}, messages: refused?.messages ?? {} },
      title: this.pages.say(request, 'reopening.title'),
      grade: task.grade && this.pages.say(request, `grade.${task.grade}`),
    });
  }
}
