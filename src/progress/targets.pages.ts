/** 量化目标 of a task on a page of its own, for the supervisor. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { TargetDto } from './targets.dto.js';
import { TargetsService } from './targets.service.js';
import { targetsOf } from './task-trees.queries.js';

/** Which form was refused: that of a target, or the empty one. */
type Again = { refused: RefusedForm; targetId: number | null };

@Controller()
export class TargetsPages {
  constructor(
    private readonly db: Database,
    private readonly targets: TargetsService,
    private readonly pages: Pages,
  ) {}

  @Get('/tasks/:id/targets')
  @For('steer-tasks')
  @Page()
  show(@Req() request: WebRequest, @Param('id') taskId: number): Promise<string> {
    return this.draw(request, taskId, null);
  }

  @Post('/tasks/:id/targets')
  @For('steer-tasks')
  @RedrawWith('drawAdding')
  async add(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: TargetDto,
  ): Promise<Answer> {
    await this.targets.add(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}#targets`);
  }

  @Post('/targets/:id/correction')
  @For('steer-tasks')
  @RedrawWith('drawCorrecting')
  async correct(
    @CurrentViewer() viewer: Viewer,
    @Param('id') targetId: number,
    @Body() dto: TargetDto,
  ): Promise<Answer> {
    const { taskId } = await this.targets.correct(viewer, targetId, dto);
    return seeOther(`/tasks/${taskId}#targets`);
  }

  drawAdding(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, idIn(request), { refused, targetId: null });
  }

  async drawCorrecting(request: WebRequest, refused: RefusedForm): Promise<string> {
    const targetId = idIn(request);
    const target = await row<{ taskId: number }>(
      this.db.read,
      'SELECT "taskId" FROM targets WHERE id = :targetId',
      { targetId },
    );
    if (!target) throw new NotFound('target');
    return this.draw(request, target.taskId, { refused, targetId });
  }

  private async draw(request: WebRequest, taskId: number, again: Again | null): Promise<string> {
    const task = await row<{ id: number; no: string; title: string; planId: number }>(
      this.db.read,
      `SELECT t.id, t.no, t.title, t."planId" FROM tasks t JOIN plans p ON p.id = t."planId"
       WHERE t.id = :taskId AND p.state = 'issued'`,
      { taskId },
    );
    if (!task) throw new NotFound('task');
    const own = await targetsOf(this.db.read, [taskId]);
    const forms = [
      ...own.map((target) => formOf(`/targets/${target.id}/correction`, target.id, target, again)),
      formOf(`/tasks/${taskId}/targets`, null, {}, again),
    ];
    const { no, title } = task;
    return this.pages.render(request, 'progress/targets', {
      title: this.pages.say(request, 'targets.title', { no, title }),
      task,
      forms,
      refused: again && {
        ...again.refused,
        faults: again.refused.faults.map((fault) => anchored(fault, again)),
      },
    });
  }
}

function formOf(action: string, targetId: number | null, stored: object, again: Again | null) {
  const refused = again && again.targetId === targetId ? again.refused : null;
  return {
    action,
    key: targetId ?? 'new',
    isNew: targetId === null,
    values: refused ? refused.values : stored,
    messages: refused?.messages ?? {},
  };
}

function anchored<F extends { field: string | null }>(fault: F, { targetId }: Again) {
  return { ...fault, field: fault.field && `${fault.field}-${targetId ?? 'new'}` };
}

function idIn(request: WebRequest): number {
  return Number((request.params as { id: string }).id);
}
