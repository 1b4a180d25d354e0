/**
 * The deadlines of a draft: proposed by rule from what its tasks say now, keeping every day that a person
 * set. Proposed afresh after each correction and once more at issue.
 */
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { laterOf } from '../rules/day.js';
import { proposeDeadlines, type ProposalTask, type ProposedDeadline } from '../rules/proposals.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import { Deadline } from './deadline.entity.js';
import { owingUnits, type OwingUnits } from './owing-units.js';
import { supplementRefinement, type SupplementRefinement } from './plan-relations.js';
import { Plan } from './plan.entity.js';
import { Task } from './task.entity.js';

export interface DraftContext {
  clock: Clock;
  directory: UnitDirectory;
  calendar: WorkingCalendar;
}

/**
 * Proposes the deadlines of a draft again.
 * @returns whether any day, unit or period changed
 */
export async function reproposeDeadlines(tx: Tx, planId: number, context: DraftContext): Promise<boolean> {
  const plan = await tx.findOneByOrFail(Plan, { id: planId });
  const tasks = await tx.find(Task, { where: { planId }, order: { position: 'ASC' } });
  const owing = await owingUnits(tx, context.directory, planId, context.clock.today());
  const added = await supplementRefinement(tx, plan, context.clock.today(), context.calendar);
  const proposed = proposalsOf(
    { ...plan, ...(added && { refinementDueOn: added.dueOn }) },
    tasks,
    owing,
    context,
  )
    .flatMap((one) => (added ? asSupplement(one, added) : [one]))
    .map((one) => wantedRow(planId, one));
  const standing = await tx.find(Deadline, { where: { planId } });
  return replace(tx, standing, withPersonsDays(proposed, standing, owing));
}

type Wanted = Pick<
  Deadline,
  | 'planId'
  | 'taskId'
  | 'subject'
  | 'unitId'
  | 'kind'
  | 'period'
  | 'dueOn'
  | 'nominalOn'
  | 'source'
  | 'waivedOn'
  | 'returns'
>;

function proposalsOf(
  plan: Plan,
  tasks: Task[],
  owing: Map<number, OwingUnits>,
  { clock, calendar }: DraftContext,
): ProposedDeadline[] {
  const today = clock.today();
  const basis = { issuedOn: laterOf(plan.issuedOn ?? today, today), refinementDueOn: plan.refinementDueOn };
  const lead = tasks.map((task) => proposalTask(task, plan, owing.get(task.id)?.leads ?? []));
  const asked = tasks.flatMap((task) =>
    (owing.get(task.id)?.asked ?? []).map((unit) => ({
      ...proposalTask(task, plan, [unit]),
      kinds: ['standing' as const],
    })),
  );
  return [
    ...proposeDeadlines({ ...basis, tasks: lead }, calendar),
    ...proposeDeadlines({ ...basis, refinementDueOn: null, tasks: asked }, calendar),
  ];
}

/** No paper says that day; and who handed a refinement plan in for the plan itself is not asked again. */
function asSupplement(one: ProposedDeadline, { askedAlready }: SupplementRefinement): ProposedDeadline[] {
  if (one.kind !== 'refinement') return [one];
  return askedAlready.has(Number(one.unit)) ? [] : [{ ...one, source: 'rule' }];
}

function proposalTask(task: Task, plan: Plan, leadUnits: number[]): ProposalTask {
  return {
    ref: task.id,
    kinds: task.kinds,
    restsOnAssessment: task.restsOnAssessment,
    standingRhythm: task.standingRhythm,
    printed: task.printed,
    leadUnits,
    reporting: task.reporting ?? plan.reporting,
  };
}

/** What a person set for a task, kind and period holds for whichever unit owes it. */
function withPersonsDays(proposed: Wanted[], standing: Deadline[], owing: Map<number, OwingUnits>): Wanted[] {
  const set = new Map(standing.filter(isByPerson).map((deadline) => [slotOf(deadline), deadline]));
  const slots = new Set(proposed.map(slotOf));
  const added = standing.filter(
    (deadline) => isByPerson(deadline) && !slots.has(slotOf(deadline)) && stillOwes(deadline, owing),
  );
  return [
    ...proposed.map((one) => {
      const own = set.get(slotOf(one));
      return own ? { ...one, dueOn: own.dueOn, source: own.source, waivedOn: own.waivedOn } : one;
    }),
    ...added,
  ];
}

function isByPerson(deadline: Deadline): boolean {
  return deadline.source === 'person' || deadline.waivedOn !== null;
}

function stillOwes(deadline: Deadline, owing: Map<number, OwingUnits>): boolean {
  if (deadline.taskId === null) return true;
  const units = owing.get(deadline.taskId);
  return units !== undefined && [...units.leads, ...units.asked].includes(deadline.unitId);
}

async function replace(tx: Tx, standing: Deadline[], wanted: Wanted[]): Promise<boolean> {
  const before = new Map(standing.map((deadline) => [keyOf(deadline), deadline]));
  const after = new Map(wanted.map((one) => [keyOf(one), one]));
  const gone = standing.filter((deadline) => !after.has(keyOf(deadline)));
  for (const deadline of gone) await tx.delete(Deadline, deadline.id);
  const moved = [...after].flatMap(([key, one]) => {
    const own = before.get(key);
    return own && (own.dueOn !== one.dueOn || own.source !== one.source) ? [{ id: own.id, one }] : [];
  });
  for (const { id, one } of moved) await tx.update(Deadline, id, dayFields(one));
  const added = [...after]
    .filter(([key]) => !before.has(key))
    .map(([, one]) => ({ ...one, ...dayFields(one) }));
  for (let i = 0; i < added.length; i += ROWS_AT_ONCE)
    await tx.insert(Deadline, added.slice(i, i + ROWS_AT_ONCE));
  return gone.length + moved.length + added.length > 0;
}

/** SQLite binds at most 32,766 values in one statement. */
const ROWS_AT_ONCE = 500;

function wantedRow(planId: number, proposal: ProposedDeadline): Wanted {
  const taskId = proposal.taskRef === null ? null : Number(proposal.taskRef);
  const { kind, period, dueOn, nominalOn, source } = proposal;
  const subject = subjectOf(planId, taskId);
  return {
    ...{ planId, taskId, subject, unitId: Number(proposal.unit), kind, period },
    ...{ dueOn, nominalOn, source, waivedOn: null, returns: 0 },
  };
}

function dayFields({ dueOn, nominalOn, source }: Pick<Wanted, 'dueOn' | 'nominalOn' | 'source'>) {
  return { dueOn, originalDueOn: dueOn, nominalOn, source };
}

/** What a deadline is about, as one text that may be part of a unique key. */
export function subjectOf(planId: number, taskId: number | null): string {
  return taskId === null ? `plan:${planId}` : `task:${taskId}`;
}

type Slot = Pick<Deadline, 'subject' | 'kind' | 'period'>;

function slotOf({ subject, kind, period }: Slot): string {
  return `${subject} ${kind} ${period}`;
}

function keyOf(deadline: Slot & { unitId: number }): string {
  return `${slotOf(deadline)} ${deadline.unitId}`;
}
