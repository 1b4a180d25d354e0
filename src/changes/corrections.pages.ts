/** Putting right what was asked wrongly: a day, a deadline that was never owed, one that was forgotten. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotAllowed } from '../platform/refusal.js';
import { mayDecide, type DecidingVerdict } from '../rules/deciding.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { requireSight } from './acting.js';
import { AddedDeadlineDto, DayCorrectionDto, WaiverDto } from './correction.dto.js';
import { CorrectionsService } from './corrections.service.js';
import { deadlineSubject, dutyHolders, decidedFor } from './subjects.queries.js';
import { TermsReports } from './terms-reports.service.js';
import { deadlineView, formView, idOf, marked, sayTo } from './terms-view.js';

@Controller()
export class CorrectionsPages {
  constructor(
    private readonly db: Database,
    private readonly corrections: CorrectionsService,
    private readonly reports: TermsReports,
    private readonly pages: Pages,
  ) {}

  @Get('/deadlines/:id/correction')
  @For('correct-days')
  @Page()
  show(@Req() request: WebRequest): Promise<string> {
    return this.drawDeadline(request, null, null);
  }

  @Post('/deadlines/:id/correction')
  @For('correct-days')
  @RedrawWith('drawCorrection')
  async correct(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: DayCorrectionDto,
  ): Promise<Answer> {
    await this.corrections.correctDay(viewer, id, dto);
    return await this.back(id);
  }

  @Post('/deadlines/:id/waiver')
  @For('correct-days')
  @RedrawWith('drawWaiver')
  async waive(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: WaiverDto,
  ): Promise<Answer> {
    await this.corrections.waive(viewer, id, dto);
    return await this.back(id);
  }

  @Get('/tasks/:id/deadlines')
  @For('correct-days')
  @Page()
  showAdding(@Req() request: WebRequest): Promise<string> {
    return this.drawAdding(request, null);
  }

  @Post('/tasks/:id/deadlines')
  @For('correct-days')
  @RedrawWith('drawAdding')
  async add(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: AddedDeadlineDto,
  ): Promise<Answer> {
    return seeOther(`/tasks/${id}#deadline-${await this.corrections.add(viewer, id, dto)}`);
  }

  drawCorrection(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawDeadline(request, refused, null);
  }

  drawWaiver(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawDeadline(request, null, refused);
  }

  async drawAdding(request: WebRequest, refused: RefusedForm | null): Promise<string> {
    const say = sayTo(this.pages, request);
    const { task } = await this.reports.task(request.viewer!, idOf(request));
    const holders = await dutyHolders(this.db.read, task.id);
    const open = holders.filter(({ unitId }) => verdictOn(request.viewer!, task, unitId).ok);
    if (open.length === 0) refuseUnlessDecides(request.viewer!, task, holders[0]?.unitId ?? 0);
    const names = new Map(open.map(({ unitId, unitName }) => [unitId, unitName]));
    return this.pages.render(request, 'changes/added-deadline', {
      title: say('terms.adding.title'),
      heading: say('desk.item', { no: task.no, title: task.title }),
      ...{ task, refused, form: formView(refused) },
      choices: [...names].map(([unitId, word]) => ({ value: String(unitId), word })),
      kinds: (['progress', 'completion'] as const).map((value) => ({
        value,
        word: say(`deadline.${value}`),
      })),
    });
  }

  private async drawDeadline(
    request: WebRequest,
    correct: RefusedForm | null,
    waive: RefusedForm | null,
  ): Promise<string> {
    const say = sayTo(this.pages, request);
    const deadline = await deadlineSubject(this.db.read, idOf(request));
    requireSight(request.viewer!, 'deadline', [deadline.unitId, deadline.verifierUnitId]);
    refuseUnlessDecides(request.viewer!, deadline, deadline.unitId);
    return this.pages.render(request, 'changes/correction', {
      ...deadlineView(say, deadline),
      title: say('terms.correction.title'),
      refused: correct ?? marked(waive, '-waiver'),
      correct: formView(correct, { dueOn: deadline.dueOn }),
      waive: formView(waive),
    });
  }

  private async back(deadlineId: number): Promise<Answer> {
    const { taskId, unitId } = await deadlineSubject(this.db.read, deadlineId);
    return seeOther(taskId === null ? `/units/${unitId}` : `/tasks/${taskId}#deadline-${deadlineId}`);
  }
}

type Subject = Parameters<typeof decidedFor>[0];

function verdictOn(viewer: Viewer, subject: Subject, unitId: number): DecidingVerdict {
  return mayDecide(viewer, { ...decidedFor(subject, unitId), isUnasked: true });
}

function refuseUnlessDecides(viewer: Viewer, subject: Subject, unitId: number): void {
  const verdict = verdictOn(viewer, subject, unitId);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}
