/** Small pages of their own: ending a plan, and what may be set of an issued task. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { PlanEndingDto, ReportingDto, SensitivityDto } from './ending.dto.js';
import { EndingsService } from './endings.service.js';
import { TaskSettingsService } from './task-settings.service.js';

@Controller()
export class LifePages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly endings: EndingsService,
    private readonly settings: TaskSettingsService,
  ) {}

  @Get('plans/:id/ending')
  @For('steer-tasks')
  @Page()
  drawEndingPage(@Req() request: WebRequest, @Param('id', ParseIntPipe) _planId: number): Promise<string> {
    return this.drawEnding(request);
  }

  @Post('plans/:id/ending')
  @For('steer-tasks')
  @RedrawWith('drawEnding')
  async end(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanEndingDto,
  ) {
    await this.endings.endPlan(viewer, planId, dto);
    return seeOther(`/plans/${planId}`);
  }

  async drawEnding(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const plan = await row<{ id: number; title: string; state: string; endedOn: string | null }>(
      this.db.read,
      'SELECT id, title, state, "endedOn" FROM plans WHERE id = :id',
      { id: idIn(request) },
    );
    if (plan?.state !== 'issued') throw new NotFound('plan');
    const values = refused?.values ?? { endedOn: this.clock.today() };
    return this.pages.render(request, 'plans/ending', {
      ...{ plan, today: this.clock.today(), refused, values, messages: refused?.messages ?? {} },
      title: this.pages.say(request, 'ending.title'),
    });
  }

  @Get('tasks/:id/settings')
  @For('steer-tasks')
  @Page()
  drawSettingsPage(@Req() request: WebRequest, @Param('id', ParseIntPipe) _taskId: number): Promise<string> {
    return this.drawSettings(request);
  }

  @Post('tasks/:id/reporting')
  @For('steer-tasks')
  @RedrawWith('drawReporting')
  async report(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: ReportingDto,
  ) {
    await this.settings.changeReporting(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}`);
  }

  @Post('tasks/:id/sensitivity')
  @For('steer-tasks')
  @RedrawWith('drawSensitivity')
  async mark(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: SensitivityDto,
  ) {
    await this.settings.markSensitive(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}`);
  }

  drawReporting(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawSettings(request, { refused, form: 'reporting' });
  }

  drawSensitivity(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawSettings(request, { refused, form: 'sensitivity' });
  }

  /** Two forms with a reason each stand on the page: the faults of one are not the other's. */
  private async drawSettings(
    request: WebRequest,
    again: { refused: RefusedForm; form: 'reporting' | 'sensitivity' } | null = null,
  ): Promise<string> {
    const task = await this.settings.of(idIn(request));
    if (task.state === 'draft' || task.state === 'registered') throw new NotFound('task');
    const values = again?.refused.values ?? {};
    const own = (form: string) => (again?.form === form ? again.refused : null);
    const reporting = own('reporting') ? values['reporting'] : task.reporting;
    const sensitive = own('sensitivity') ? values['sensitive'] : task.sensitiveFromOn ? 'yes' : 'no';
    return this.pages.render(request, 'plans/task-settings', {
      ...{ task, reporting, sensitive, refused: again?.refused },
      title: this.pages.say(request, 'settings.title', { no: task.no }),
      forms: { reporting: own('reporting'), sensitivity: own('sensitivity') },
    });
  }
}

function idIn(request: WebRequest): number {
  return Number((request.params as Record<string, string>)['id']);
}
