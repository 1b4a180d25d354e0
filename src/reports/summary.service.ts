/** One page about a plan, for its leader. */
import { Injectable } from '@nestjs/common';
import { DeskDay } from '../desk/desk-day.js';
import { EscalationService } from '../notices/escalation.service.js';
import { noticeRows } from '../notices/supervision-notices.queries.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Language } from '../platform/words.js';
import type { DayContext } from '../desk/deadline-view.js';
import type { Day } from '../rules/day.js';
import {
  deadlinesOfPlan,
  dutiesOfPlan,
  planById,
  tasksOf,
  type LedgerDeadlineRow,
} from './ledger.queries.js';
import { ledgerRows } from './ledger.view.js';
import type { SummaryDto, SummaryLateDto, SummaryNoticeDto, SummaryWaitingDto } from './summary.dto.js';
import {
  answersOwedOf,
  openInstructionsOf,
  requestsOf,
  suspendedOf,
  unclaimedOf,
  urgingsOf,
} from './summary.queries.js';
import { lateOf, NEW_WITHIN, numbersOf, sectionsOf, unitsOf } from './summary.js';
import type { Viewer } from '../rules/permissions.js';

const NO_FILTER = { unitId: null, q: '' };
const MOST_NOTICES = 50;

@Injectable()
export class SummaryService {
  constructor(
    private readonly db: Database,
    private readonly day: DeskDay,
    private readonly escalation: EscalationService,
  ) {}

  /** @throws NotFound also for a draft: there is nothing to say of it yet */
  async of(viewer: Viewer, planId: number, language: Language): Promise<SummaryDto> {
    const { read } = this.db;
    const plan = await planById(read, planId);
    if (!plan || plan.state !== 'issued') throw new NotFound('plan');
    const context = await this.day.of({ language });
    const tasks = (await tasksOf(read, planId, NO_FILTER, null)).filter((task) => task.state !== 'withdrawn');
    const deadlines = await deadlinesOfPlan(read, planId);
    const duties = await dutiesOfPlan(read, planId, null);
    const owed = [...deadlines, ...(await answersOwedOf(read, planId))];
    const late = lateOf(owed, tasks, context);
    const newOnes = late.filter((row) => row.daysLate <= NEW_WITHIN);
    return {
      ...{ planId, title: plan.title, documentNumber: plan.documentNumber, department: plan.supervisorName },
      ...{ day: context.by.today, tasks: tasks.length, numbers: numbersOf(owed, context.by) },
      sections: sectionsOf(ledgerRows({ tasks, deadlines, duties, words: [] }, context)),
      overdueUnits: unitsOf(late, await urgingsOf(read, planId)),
      newlyLate: newOnes,
      forLeader: await this.forLeader(viewer, planId, late),
      waiting: await this.waiting(planId, owed, context),
      unclaimed: await unclaimedOf(read, planId),
      suspended: await suspendedOf(read, planId),
      instructions: await openInstructionsOf(read, planId),
      notices: await this.notices(planId, context.by.today),
    };
  }

  private async forLeader(viewer: Viewer, planId: number, late: SummaryLateDto[]): Promise<SummaryLateDto[]> {
    if (late.length === 0) return [];
    const proposals = await this.escalation.proposals(viewer, planId);
    const ids = new Set(proposals.filter((row) => row.step === 'leader').map((row) => row.id));
    return late.filter((row) => ids.has(row.deadlineId));
  }

  private async waiting(
    planId: number,
    deadlines: LedgerDeadlineRow[],
    { by }: DayContext,
  ): Promise<SummaryWaitingDto> {
    const pending = deadlines.filter((row) => row.pendingSince !== null && row.waivedOn === null);
    return {
      verification: pending.length,
      departmentLate: pending.filter((row) => row.pendingSince! <= by.unverifiedIfPendingBy).length,
      ...(await requestsOf(this.db.read, planId, by.unsignedIfIssuedBy)),
    };
  }

  private async notices(planId: number, today: Day): Promise<SummaryNoticeDto[]> {
    const filter = { seenUnitIds: null, planId, isOpen: true, limit: MOST_NOTICES };
    const found = await noticeRows(this.db.read, filter, today);
    return found.map(({ id, year, number, unitName, replyDueOn, state }) => ({
      ...{ id, year, number, unitName, replyDueOn, state },
    }));
  }
}
