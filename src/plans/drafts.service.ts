/**
 * Correcting a draft: the plan's own facts, a task's units and kinds, what a group's members owe, a
 * proposed day, and the doubts a person has settled. After each the deadlines are proposed afresh.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { cleanLine } from '../rules/clean-line.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { Deadline } from './deadline.entity.js';
import { reproposeDeadlines } from './draft-deadlines.js';
import { dutiesOf } from './duties.js';
import { Duty } from './duty.entity.js';
import type { DeadlineDayDto, DutyChoiceDto, PlanCorrectionDto, TaskCorrectionDto } from './plan.dto.js';
import { Plan } from './plan.entity.js';
import { owingUnits } from './owing-units.js';
import { refuseSecond, refuseStranger } from './plans.service.js';
import { PrintedUnits } from './printed-units.js';
import { Task } from './task.entity.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class DraftsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
    private readonly printed: PrintedUnits,
  ) {}

  /** The plan's own facts. A verifier named here verifies every task the department leads itself. */
  async correctPlan(viewer: Viewer, planId: number, dto: PlanCorrectionDto): Promise<void> {
    await this.correct(viewer, planId, async (tx, plan) => {
      const { verifierUnitId, whole, ...facts } = dto;
      if (facts.documentNumber) await refuseSecond(tx, facts.documentNumber, plan, 'documentNumber');
      const after: Partial<Plan> = { ...(whole ? EMPTY_PLAN_FACTS : {}), ...given(facts) };
      if (whole && !after.title?.trim()) throw wrongInput('field-required', { title: 'field-required' });
      if (Object.keys(after).length) await tx.update(Plan, planId, after);
      if (verifierUnitId !== undefined) await this.nameVerifier(tx, viewer, plan, verifierUnitId);
      return {
        verb: 'correct',
        noun: 'plan',
        id: planId,
        before: pick(plan, after),
        after: given({ ...dto }),
      };
    });
  }

  async correctTask(viewer: Viewer, taskId: number, dto: TaskCorrectionDto): Promise<void> {
    const task = await this.taskOf(taskId);
    const after = taskFacts(dto);
    const { lead, cooperating } = dto.whole ? { lead: '', cooperating: '', ...dto } : dto;
    await this.correct(viewer, task.planId, async (tx) => {
      await this.refuseUnfit(tx, viewer, { verifierUnitId: after.verifierUnitId });
      if (Object.keys(after).length) await tx.update(Task, taskId, after);
      if (lead !== undefined || cooperating !== undefined)
        await this.renewDuties(tx, viewer, taskId, { lead, cooperating });
      return {
        verb: 'correct',
        noun: 'task',
        id: taskId,
        before: pick(task, after),
        after: given({ ...dto }),
      };
    });
  }

  /** What was read as a task and is none. */
  async dropTask(viewer: Viewer, taskId: number): Promise<void> {
    const task = await this.taskOf(taskId);
    await this.correct(viewer, task.planId, async (tx) => {
      await tx.delete(Deadline, { taskId });
      await tx.delete(Duty, { taskId });
      await tx.delete(Task, { id: taskId });
      return {
        verb: 'drop',
        noun: 'task',
        id: taskId,
        before: { no: task.no, text: task.text },
        after: null,
      };
    });
  }

  async chooseDuty(viewer: Viewer, dutyId: number, dto: DutyChoiceDto): Promise<void> {
    const duty = await this.db.read.findOneBy(Duty, { id: dutyId });
    if (!duty) throw new NotFound('duty');
    const task = await this.taskOf(duty.taskId);
    await this.correct(viewer, task.planId, async (tx) => {
      if (dto.groupMode && duty.groupMode === null)
        throw wrongInput('unit-is-not-a-group', { groupMode: 'unit-is-not-a-group' });
      const after: Partial<Duty> = given({ ...dto });
      if (dto.groupMode)
        after.collectorUnitId = dto.groupMode === 'collected' ? (dto.collectorUnitId ?? null) : null;
      await this.refuseUnfit(tx, viewer, { collectorUnitId: after.collectorUnitId });
      if (Object.keys(after).length) await tx.update(Duty, dutyId, after);
      return { verb: 'choose', noun: 'duty', id: dutyId, before: pick(duty, after), after };
    });
  }

  /** A person's day for what was proposed, or that it is not asked for at all. */
  async setDay(viewer: Viewer, deadlineId: number, dto: DeadlineDayDto): Promise<void> {
    const deadline = await this.db.read.findOneBy(Deadline, { id: deadlineId });
    if (!deadline) throw new NotFound('deadline');
    await this.correct(viewer, deadline.planId, async (tx) => {
      const { dueOn, dropped } = dto;
      if (!dueOn && dropped === undefined) throw wrongInput('field-required', { dueOn: 'field-required' });
      const after: Partial<Deadline> = {};
      if (dueOn) Object.assign(after, { dueOn, originalDueOn: dueOn, nominalOn: null, source: 'person' });
      if (dropped !== undefined) after.waivedOn = dropped ? this.clock.today() : null;
      const { subject, kind, period } = deadline;
      await tx.update(Deadline, { subject, kind, period }, after);
      return { verb: 'set-day', noun: 'deadline', id: deadlineId, before: pick(deadline, after), after };
    });
  }

  /** The doubts at these places of the list have been looked at; all of them when none are named. */
  async settleDoubts(viewer: Viewer, planId: number, places: number[] | null): Promise<void> {
    await this.correct(viewer, planId, async (tx, plan) => {
      const doubts = plan.doubts.map((doubt, i) =>
        places === null || places.includes(i) ? { ...doubt, settled: true } : doubt,
      );
      await tx.update(Plan, planId, { doubts });
      const open = doubts.filter((doubt) => !doubt.settled).length;
      return { verb: 'settle-doubts', noun: 'plan', id: planId, before: null, after: { open } };
    });
  }

  private async taskOf(taskId: number): Promise<Task> {
    const task = await this.db.read.findOneBy(Task, { id: taskId });
    if (!task) throw new NotFound('task');
    return task;
  }

  private async correct(viewer: Viewer, planId: number, change: Correction): Promise<void> {
    refuseStranger(viewer);
    const calendar = await this.calendar.working();
    await this.db.inTransaction(async (tx) => {
      const plan = await tx.findOneBy(Plan, { id: planId });
      if (!plan) throw new NotFound('plan');
      await refuseElsewhere(tx, viewer, planId);
      if (plan.state !== 'draft') throw new Refusal('plan-not-draft');
      const made = await change(tx, plan);
      await tx.update(Plan, planId, { changedAt: this.clock.now() });
      await reproposeDeadlines(tx, planId, { clock: this.clock, directory: this.directory, calendar });
      await record(tx, this.clock, viewer, { ...made, planId });
    });
  }

  /** Every task that the department owes as a lead, be it by name, as a group's member or as its collector. */
  private async nameVerifier(tx: Tx, viewer: Viewer, plan: Plan, verifierUnitId: number): Promise<void> {
    await this.refuseUnfit(tx, viewer, { verifierUnitId });
    const owing = await owingUnits(tx, this.directory, plan.id, this.clock.today());
    const selfLed = [...owing].filter(([, units]) => units.leads.includes(plan.supervisorUnitId));
    for (const [taskId] of selfLed) await tx.update(Task, taskId, { verifierUnitId });
  }

  /** @throws Refusal unit-unknown for a number that is no unit, an ended one or a group */
  private async refuseUnfit(
    tx: Tx,
    viewer: Viewer,
    given: Record<string, number | null | undefined>,
  ): Promise<void> {
    for (const [field, unitId] of Object.entries(given)) {
      if (unitId == null) continue;
      const known = [...(await this.directory.byIds([unitId], tx)).values()];
      const unit = known.find((one) => isWithin(viewer, one.jurisdictionId));
      if (unit && isFit(unit)) continue;
      throw wrongInput('unit-unknown', { [field]: 'unit-unknown' }, { unit: unit?.name ?? String(unitId) });
    }
  }

  private async renewDuties(
    tx: Tx,
    viewer: Viewer,
    taskId: number,
    names: { lead?: string | undefined; cooperating?: string | undefined },
  ): Promise<void> {
    const before = await tx.find(Duty, { where: { taskId }, order: { position: 'ASC' } });
    const printed = (part: Duty['part']) =>
      before.filter((duty) => duty.part === part).map((duty) => duty.printedName);
    const lead = names.lead === undefined ? printed('lead') : namesIn(names.lead);
    const cooperating = names.cooperating === undefined ? printed('cooperating') : namesIn(names.cooperating);
    const units = await this.printed.take(tx, viewer, [...lead, ...cooperating]);
    const chosen = new Map(before.map((duty) => [`${duty.unitId} ${duty.part}`, duty]));
    await tx.delete(Duty, { taskId });
    for (const duty of dutiesOf(taskId, { lead, cooperating }, units)) {
      const own = chosen.get(`${duty.unitId} ${duty.part}`);
      const choice = own && {
        groupMode: own.groupMode,
        collectorUnitId: own.collectorUnitId,
        reports: own.reports,
      };
      await tx.insert(Duty, { ...duty, ...choice });
    }
  }
}

function isFit({ kind, endedOn }: UnitFacts): boolean {
  return kind === 'unit' && endedOn === null;
}

const EMPTY_PLAN_FACTS = { documentNumber: null, issuedBy: null, issuedOn: null, refinementDueOn: null };

interface MadeCorrection {
  verb: string;
  noun: string;
  id: number;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}
type Correction = (tx: Tx, plan: Plan) => Promise<MadeCorrection>;

/** What changes of the task itself. A person who chose kinds has settled them. @throws Refusal without any kind */
function taskFacts({
  whole,
  reporting,
  lead: _lead,
  cooperating: _cooperating,
  ...facts
}: TaskCorrectionDto): Partial<Task> {
  if (facts.kinds?.length === 0 || (whole && !facts.kinds))
    throw wrongInput('field-required', { kinds: 'field-required' });
  return {
    ...(whole && { verifierUnitId: null }),
    ...given(facts),
    ...(facts.kinds && { kindsCertain: true }),
    ...(reporting !== undefined && { reporting: reporting === 'as-plan' ? null : reporting }),
  };
}

/** Names separated as officials write them. */
export function namesIn(text: string): string[] {
  return text
    .split(/[、，,；;\n\t]+/u)
    .map((name) => name.trim())
    .filter(Boolean);
}

/** The fields that were given; a title is one line of visible text, for it stands in mail subjects. */
function given<T extends object>(fields: T): Partial<T> {
  const own = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    own.map(([key, value]) => [key, key === 'title' ? cleanLine(String(value)) : value]),
  ) as Partial<T>;
}

function pick(row: object, like: object): Record<string, unknown> {
  const fields = row as Record<string, unknown>;
  return Object.fromEntries(Object.keys(like).map((key) => [key, fields[key]]));
}
