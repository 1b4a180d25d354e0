/** 交办: a draft whose check list is clear is issued in one transaction; the clock starts, every unit gets one mail. */
import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import type { IssueProblem } from '../rules/issuing.js';
import { issueProblems } from '../rules/issuing.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { Deadline } from './deadline.entity.js';
import { draftBurden, type AddedBurden } from './draft-burden.js';
import { reproposeDeadlines } from './draft-deadlines.js';
import { Duty } from './duty.entity.js';
import { issueFacts } from './issue-facts.js';
import { IssueMails } from './issue-mails.js';
import { byTask, dutiesOfPlan, membersOfDuties, resolved, unitsOf } from './owing-units.js';
import { settleRelation } from './plan-relations.js';
import { Plan } from './plan.entity.js';
import { refuseStranger } from './plans.service.js';
import { moveTask } from './task-moves.js';
import { Task } from './task.entity.js';
import { refuseElsewhere } from '../units/sight.queries.js';
import { chargedUnits, refuseUnitsOutside } from './charged-units.js';

@Injectable()
export class IssueService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
    private readonly mails: IssueMails,
  ) {}

  /** What stands in the way, as a check list. */
  async problemsOf(planId: number, arePastDaysAccepted = false): Promise<IssueProblem[]> {
    const facts = await issueFacts(this.db.read, this.directory, planId, this.clock.today());
    return issueProblems({ ...facts, arePastDaysAccepted });
  }

  /** What its units got this month, and what issuing it would add. */
  burdenOf(planId: number): Promise<AddedBurden[]> {
    return draftBurden(this.db.read, this.directory, planId, this.clock.today());
  }

  /** @throws Refusal with the first problem of the check list; `days-moved` when days had to be proposed afresh */
  async issue(viewer: Viewer, planId: number, { acceptPastDays = false } = {}): Promise<void> {
    refuseStranger(viewer);
    await this.refuseMovedDays(viewer, planId);
    const calendar = await this.calendar.working();
    await this.db.inTransaction(async (tx) => {
      const plan = await draftOf(tx, planId);
      await refuseElsewhere(tx, viewer, planId);
      if (await reproposeDeadlines(tx, planId, { clock: this.clock, directory: this.directory, calendar }))
        throw new Refusal('days-moved');
      await this.refuseUnready(tx, planId, acceptPastDays);
      await this.giveMembersTheirDuties(tx, planId);
      await refuseUnitsOutside(tx, viewer, { planId, unitIds: await chargedUnits(tx, planId) });
      await tx.delete(Deadline, waivedOf(planId));
      const today = this.clock.today();
      await tx.update(Deadline, { planId }, { openedOn: today });
      await this.issueTasks(tx, viewer, planId);
      const issued = { state: 'issued' as const, clockStartedOn: today, issuedAt: this.clock.now() };
      await tx.update(Plan, planId, { ...issued, changedAt: this.clock.now() });
      const counts = await this.mails.enqueue(tx, { ...plan, ...issued }, today);
      await settleRelation(tx, { clock: this.clock, viewer }, plan);
      const change = { verb: 'issue', noun: 'plan', id: planId, planId };
      await record(tx, this.clock, viewer, {
        ...change,
        before: { state: 'draft' },
        after: { ...issued, ...counts },
      });
    });
  }

  /** Days proposed on another day may have moved meanwhile: they are stored, and the supervisor looks again. */
  private async refuseMovedDays(viewer: Viewer, planId: number): Promise<void> {
    const calendar = await this.calendar.working();
    const moved = await this.db.inTransaction(async (tx) => {
      await draftOf(tx, planId);
      await refuseElsewhere(tx, viewer, planId);
      return reproposeDeadlines(tx, planId, { clock: this.clock, directory: this.directory, calendar });
    });
    if (moved) throw new Refusal('days-moved');
  }

  private async refuseUnready(tx: Tx, planId: number, arePastDaysAccepted: boolean): Promise<void> {
    const facts = await issueFacts(tx, this.directory, planId, this.clock.today());
    const [first] = issueProblems({ ...facts, arePastDaysAccepted });
    if (first) throw new Refusal(first.code, { names: first.names.join('、'), count: first.names.length });
  }

  /** An item is registered and issued by the same click. */
  private async issueTasks(tx: Tx, viewer: Viewer, planId: number): Promise<void> {
    const today = this.clock.today();
    const acting = { clock: this.clock, viewer };
    for (const { id: taskId, state } of await tx.find(Task, {
      where: { planId },
      order: { position: 'ASC' },
    })) {
      if (state === 'draft') await moveTask(tx, acting, { taskId, move: 'register', by: 'supervisor' });
      await moveTask(tx, acting, { taskId, move: 'issue', by: 'supervisor' });
      await tx.update(Duty, { taskId }, { issuedOn: today });
    }
  }

  /** Where each member of a group owes, or one collects for all, that unit gets a duty of its own. */
  private async giveMembersTheirDuties(tx: Tx, planId: number): Promise<void> {
    const duties = await dutiesOfPlan(tx, planId);
    const members = await membersOfDuties(tx, this.directory, duties, this.clock.today());
    const leads = new Set(
      [...byTask(duties)].flatMap(([taskId, own]) =>
        resolved(own, members).leads.map((unitId) => `${taskId} ${unitId}`),
      ),
    );
    const taken = new Set(duties.map((duty) => `${duty.taskId} ${duty.unitId} ${duty.part}`));
    for (const duty of duties.filter((one) => one.unitKind === 'group')) {
      for (const unitId of unitsOf(duty, members)) {
        const key = `${duty.taskId} ${unitId} ${duty.part}`;
        const leadsAnyway = duty.part === 'cooperating' && leads.has(`${duty.taskId} ${unitId}`);
        if (taken.has(key) || leadsAnyway) continue;
        taken.add(key);
        await tx.insert(Duty, memberDuty(duty, unitId));
      }
    }
  }
}

function memberDuty(
  duty: { taskId: number; unitId: number; part: Duty['part'] },
  unitId: number,
): Omit<Duty, 'id'> {
  return {
    taskId: duty.taskId,
    unitId,
    part: duty.part,
    isFirst: false,
    position: AFTER_PRINTED_UNITS,
    printedName: '',
    groupMode: null,
    collectorUnitId: null,
    viaGroupId: duty.unitId,
    reports: true,
    issuedOn: null,
    receiptId: null,
    unclaimedFromOn: null,
  };
}

/** Members stand behind the units the document names. */
const AFTER_PRINTED_UNITS = 1000;

async function draftOf(tx: Tx, planId: number): Promise<Plan> {
  const plan = await tx.findOneBy(Plan, { id: planId });
  if (!plan) throw new NotFound('plan');
  if (plan.state !== 'draft') throw new Refusal('plan-not-draft');
  return plan;
}

function waivedOf(planId: number) {
  return { planId, waivedOn: Not(IsNull()) };
}
