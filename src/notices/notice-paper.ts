/** Draws a notice: the paper, and the form it is written with. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { NotFound } from '../platform/refusal.js';
import { owedOn, workingDaysLate } from '../rules/deadline-state.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { dayInWords, headingOf, matterOf, type Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { NoticeReports } from './notice-reports.service.js';
import type { PressedRow } from './pressed.queries.js';
import { LONGEST_REASON, MOST_ITEMS, URGENCIES } from './supervision-notice.dto.js';
import { noticeView } from './supervision-notice.view.js';
import { SupervisionNoticesService } from './supervision-notices.service.js';

@Injectable()
export class NoticePaper {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly notices: SupervisionNoticesService,
    private readonly reports: NoticeReports,
    private readonly pages: Pages,
  ) {}

  /** @throws NotFound also for a notice to another unit */
  async draw(request: WebRequest, viewer: Viewer, id: number, refused?: RefusedForm): Promise<string> {
    const facts = await this.reports.paper(viewer, id);
    const calendar = await this.calendar.working();
    const say = this.say(request);
    const { notice } = facts;
    const isOwn = viewer.unitIds.includes(notice.unitId);
    const isOpen = notice.withdrawnOn === null && notice.state !== 'answered';
    return this.pages.render(request, 'notices/supervision-notice', {
      refused,
      notice: noticeView(say, facts, (day) => dayInWords(say, day, calendar)),
      isSent: (request.query as Record<string, unknown>)['sent'] !== undefined,
      mayWithdraw: isOpen && maySupervise(viewer).ok,
      mayReply: isOpen && isOwn,
      withdrawal: refused?.values['reason'] ?? '',
      longest: LONGEST_REASON,
    });
  }

  async formAgain(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { plan } = request.query as Record<string, string>;
    const [unitId, planId] = [Number(refused.values['unitId']) || 0, Number(plan) || 0];
    return await this.form(request, { unitId, planId }, refused);
  }

  /** @throws NotFound where that unit is late with nothing in that plan */
  async form(
    request: WebRequest,
    { unitId, planId }: { unitId: number; planId: number },
    refused?: RefusedForm,
  ): Promise<string> {
    const late = await this.notices.lateItems(request.viewer!, { unitId, planId });
    const [first] = late;
    if (!first) throw new NotFound('deadline');
    const say = this.say(request);
    const typed = refused?.values;
    const calendar = await this.calendar.working();
    const chosen = typed ? [typed['deadlineIds'] ?? []].flat().map(Number) : null;
    const lateness = (row: PressedRow) => workingDaysLate(row, calendar, this.clock.today());
    return this.pages.render(request, 'notices/supervision-notice-new', {
      refused,
      ...{ unitId, planId, unitName: first.unitName, planTitle: first.planTitle, longest: LONGEST_REASON },
      items: late.map((row, i) => ({
        ...{
          id: row.id,
          heading: headingOf(say, row),
          matter: row.taskNo === null ? '' : matterOf(say, row),
        },
        ...{ owedOn: owedOn(row), daysLate: lateness(row), urgings: row.urgings },
        isChosen: chosen ? chosen.includes(row.id) : i < MOST_ITEMS,
      })),
      urgencies: URGENCIES.map((value) => ({
        ...{ value, word: say(`supervisionNotice.urgency.${value}`) },
        isChosen: value === (typed?.['urgency'] ?? 'urgent'),
      })),
      values: {
        reason: usualReason(say, late, Math.max(...late.map(lateness))),
        requirement: say('supervisionNotice.usualRequirement'),
        replyDueOn: await this.notices.proposedReplyDay(),
        ...typed,
      },
    });
  }

  private say(request: WebRequest): Say {
    return (key, values) => this.pages.say(request, key, values);
  }
}

function usualReason(say: Say, late: PressedRow[], days: number): string {
  const wasUrged = late.some((row) => row.urgings > 0);
  return say(wasUrged ? 'supervisionNotice.usualReasonUrged' : 'supervisionNotice.usualReason', { days });
}
