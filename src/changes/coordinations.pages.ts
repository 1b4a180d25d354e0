/** Calls for coordination on a task: the list with its answers, and the form of a lead. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { actingChoices, type Choice } from './acting-choices.js';
import { CoordinationDto } from './coordination.dto.js';
import type { CoordinationRow } from './coordinations.queries.js';
import { CoordinationsService } from './coordinations.service.js';
import { TermsReports } from './terms-reports.service.js';
import { formView, idOf, sayTo } from './terms-view.js';
import { chargeable } from '../plans/charged-units.js';

@Controller()
export class CoordinationsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calls: CoordinationsService,
    private readonly reports: TermsReports,
    private readonly pages: Pages,
  ) {}

  @Get('/tasks/:id/coordinations')
  @For('read-work')
  @Page()
  list(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.draw(request, id, null);
  }

  @Post('/tasks/:id/coordinations')
  @For('ask-changes')
  @RedrawWith('drawCall')
  async call(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: CoordinationDto,
  ): Promise<Answer> {
    const callId = await this.calls.call(viewer, id, dto);
    return seeOther(`/tasks/${id}/coordinations#coordination-${callId}`);
  }

  @Post('/coordinations/:id/withdrawal')
  @For('ask-changes')
  @RedrawWith('drawWithdrawal')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<Answer> {
    await this.calls.withdraw(viewer, id);
    const { taskId } = await this.reports.coordination(viewer, id);
    return seeOther(`/tasks/${taskId}/coordinations`);
  }

  drawCall(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, idOf(request), refused);
  }

  async drawWithdrawal(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { taskId } = await this.reports.coordination(request.viewer!, idOf(request));
    return this.draw(request, taskId, refused);
  }

  private async draw(request: WebRequest, taskId: number, refused: RefusedForm | null): Promise<string> {
    const viewer = request.viewer!;
    const say = sayTo(this.pages, request);
    const today = this.clock.today();
    const { task, items } = await this.reports.coordinations(viewer, taskId);
    const leads = await actingChoices(this.db.read, viewer, taskId);
    return this.pages.render(request, 'changes/coordinations', {
      title: say('terms.call.title'),
      heading: say('desk.item', { no: task.no, title: task.title }),
      ...{ task, refused },
      items: items.map((item) => ({ ...item, ...stateOf(say, item, today), ...rightsOn(viewer, item) })),
      call: leads.length ? formView(refused) : null,
      blockers: leads.length ? await blockers(this.db.read, task.planId, today) : [],
      choices: leads.length > 1 || (leads.length && maySupervise(viewer).ok) ? leads : null,
    });
  }
}

function stateOf(say: Say, call: CoordinationRow, today: Day) {
  const of = (state: string, chip: string, sign: string) => ({
    ...{ chip, sign, stateWord: say(`terms.call.is.${state}`) },
  });
  if (call.withdrawnOn !== null) return of('withdrawn', 'not-started', '○');
  if (call.isAccepted) return of('accepted', 'closed', '√');
  if (call.answeredOn !== null) return of('answered', 'green', '●');
  return call.answerDueOn < today ? of('late', 'red', '■') : of('waiting', 'not-started', '○');
}

function rightsOn(viewer: Viewer, call: CoordinationRow) {
  const isOpen = call.withdrawnOn === null && call.answeredOn === null;
  return {
    mayAnswer: isOpen && maySubmit(viewer, { unitId: call.blockerUnitId }).ok,
    mayWithdraw: isOpen && (maySubmit(viewer, call).ok || maySubmit(viewer, call, { onBehalf: true }).ok),
  };
}

/** Everybody that may be called on. */
async function blockers(read: Reader, planId: number, today: Day): Promise<Choice[]> {
  const units = await rows<{ id: number; name: string }>(
    read,
    `SELECT id, name FROM units WHERE kind <> 'group' AND ("endedOn" IS NULL OR "endedOn" > :today)
       AND ${await chargeable(read, planId, '"jurisdictionId"')} ORDER BY id`,
    { today },
  );
  return units.map(({ id, name }) => ({ value: String(id), word: name }));
}
