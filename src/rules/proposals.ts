/**
 * Rule: “Each task is marked, from its text and by a person, with one or more of: one-off (研究建立, 制定,
 * 设立, 健全: completion at the end of the second period, plus progress), yearly (每年: a completion per
 * year on 31 December, or 31 March following where it rests on the year's assessment results), standing
 * (落实, 坚持, 加强, 及时: progress only; ends with the plan). Progress at 30 June and 31 December; no period
 * ends within 60 working days of issue. A printed day stands. A proposed day on a free day moves to the
 * previous working day, its period keeps the nominal day.” Lead duties only.
 *
 * Example: Haimen, issued 2018-11-02. 31 December 2018 is within 60 working days, so nothing is due
 * then. Item 15 (研究建立权责清单) is one-off: progress 2019-H1, nominally Sunday 2019-06-30, due Friday the
 * 28th; completion 2019-12-31. Item 4 (每年确定…) is due 2019-12-31 for 2019; item 3, which rests on
 * assessment results, 2020-03-31. Ten refinement rows stand on the printed 20 November.
 *
 * Only first periods are proposed; `nextPeriod` opens each following one. Completion is owed by the
 * first lead; progress by the first lead for all, or by each lead, as the task is set.
 */
import { makeDay, monthOf, yearOf, type Day } from './day.js';
import { periodAfter, periodByKey, periodOf, type Period, type Rhythm } from './recurrence.js';
import type { TaskKind } from './task-kinds.js';
import type { WorkingCalendar } from './working-days.js';

export { proposeKinds, type KindProposal, type TaskKind } from './task-kinds.js';

export interface ProposalTask {
  ref: number | string;
  kinds: TaskKind[];
  restsOnAssessment: boolean;
  /** A one-off task reports each half-year whatever is set here. */
  standingRhythm: Rhythm;
  /** What the document prints, the principal one first; only the principal day that is a day becomes a deadline. */
  printed: { phrase: string; dueOn: Day | null }[];
  /** first lead first */
  leadUnits: (number | string)[];
  reporting: 'first-lead' | 'each-lead';
}

export interface ProposedDeadline {
  /** null for a refinement plan: one paper per lead unit, not one per task */
  taskRef: number | string | null;
  unit: number | string;
  kind: 'refinement' | 'progress' | 'completion';
  /** '2019-H1', '2019', or '' for one without period */
  period: string;
  /** The day before any move to a working day; null for a printed day. */
  nominalOn: Day | null;
  dueOn: Day;
  source: 'document' | 'rule';
}

export interface ProposalPlan {
  issuedOn: Day;
  refinementDueOn: Day | null;
  tasks: ProposalTask[];
}

/** In working days after issue. */
export const NO_PERIOD_ENDS_WITHIN = 60;
const [MARCH, LAST_OF_MARCH] = [3, 31];

export function proposeDeadlines(plan: ProposalPlan, calendar: WorkingCalendar): ProposedDeadline[] {
  return [
    ...refinements(plan),
    ...plan.tasks.flatMap((task) => [
      ...firstProgress(task, plan.issuedOn, calendar),
      ...firstCompletions(task, plan.issuedOn, calendar),
    ]),
  ];
}

/**
 * The row that follows a periodic one, or null where none does.
 * @param task.endsOn the completion day of a task that is one-off and not standing, or the last day of the
 * plan: no progress period ending on or after it is opened, the completion says the same; no year ending after it
 */
export function nextPeriod(
  row: Pick<ProposedDeadline, 'taskRef' | 'unit' | 'kind' | 'period'>,
  task: { restsOnAssessment: boolean; endsOn: Day | null },
  calendar: WorkingCalendar,
): ProposedDeadline | null {
  const current = periodByKey(row.period);
  if (!current || row.kind === 'refinement') return null;
  const next = periodAfter(current);
  if (row.kind === 'progress') {
    if (task.endsOn !== null && next.nominalOn >= task.endsOn) return null;
    return byRule(row, next.key, next.nominalOn, calendar);
  }
  if (task.endsOn !== null && next.nominalOn > task.endsOn) return null;
  return byRule(row, next.key, yearlyDay(next, task.restsOnAssessment), calendar);
}

export interface MovableDeadline {
  nominalOn: Day | null;
  dueOn: Day;
  /** only 'rule' and 'calendar' move */
  source: string;
}

/**
 * “When the calendar changes, proposed days not yet due are recomputed (source `calendar`).” Returns only the
 * rows that move; the nominal day is kept. A row whose new day would not lie after today stays: no unit
 * becomes late by a notice.
 */
export function recomputeForCalendar<T extends MovableDeadline>(
  rows: T[],
  calendar: WorkingCalendar,
  today: Day,
): { row: T; dueOn: Day; source: 'calendar' }[] {
  return rows.flatMap((row) => {
    const isProposed = row.source === 'rule' || row.source === 'calendar';
    if (!isProposed || row.nominalOn === null || row.dueOn <= today) return [];
    const dueOn = calendar.sameOrPrevious(row.nominalOn);
    return dueOn === row.dueOn || dueOn <= today ? [] : [{ row, dueOn, source: 'calendar' as const }];
  });
}

function refinements(plan: ProposalPlan): ProposedDeadline[] {
  const dueOn = plan.refinementDueOn;
  if (dueOn === null) return [];
  const units = new Set(plan.tasks.flatMap((task) => task.leadUnits));
  return [...units].map((unit) => printedRow({ taskRef: null, unit, kind: 'refinement' }, '', dueOn));
}

function firstProgress(task: ProposalTask, issuedOn: Day, calendar: WorkingCalendar): ProposedDeadline[] {
  const isOneOff = task.kinds.includes('one-off');
  if (!isOneOff && !task.kinds.includes('standing')) return [];
  const first = firstPeriod(issuedOn, isOneOff ? 'half-year' : task.standingRhythm, calendar);
  const printedOn = principalDay(task);
  if (printedOn !== null && printedOn <= first.nominalOn) return [];
  const units = task.reporting === 'each-lead' ? [...new Set(task.leadUnits)] : task.leadUnits.slice(0, 1);
  return units.map((unit) =>
    byRule({ taskRef: task.ref, unit, kind: 'progress' }, first.key, first.nominalOn, calendar),
  );
}

/** A printed day is that of the one-off completion; for a task that is only yearly, that of its year. */
function firstCompletions(task: ProposalTask, issuedOn: Day, calendar: WorkingCalendar): ProposedDeadline[] {
  const unit = task.leadUnits[0];
  if (unit === undefined) return [];
  const row = { taskRef: task.ref, unit, kind: 'completion' as const };
  const printedOn = principalDay(task);
  const isOnlyYearly = task.kinds.includes('yearly') && !task.kinds.includes('one-off');
  if (printedOn !== null && isOnlyYearly) return [printedRow(row, yearMeant(printedOn, task), printedOn)];
  const rows: ProposedDeadline[] = [];
  if (printedOn !== null) rows.push(printedRow(row, '', printedOn));
  else if (task.kinds.includes('one-off')) {
    rows.push(byRule(row, '', periodAfter(firstPeriod(issuedOn, 'half-year', calendar)).nominalOn, calendar));
  }
  if (task.kinds.includes('yearly')) {
    const year = firstPeriod(issuedOn, 'year', calendar);
    rows.push(byRule(row, year.key, yearlyDay(year, task.restsOnAssessment), calendar));
  }
  return rows;
}

/** The end of the period counts, also for a yearly task whose completion falls on 31 March following. */
function firstPeriod(issuedOn: Day, rhythm: Rhythm, calendar: WorkingCalendar): Period {
  let period = periodOf(issuedOn, rhythm);
  while (calendar.workingDaysBetween(issuedOn, period.nominalOn) <= NO_PERIOD_ENDS_WITHIN)
    period = periodAfter(period);
  return period;
}

function yearlyDay(year: Period, restsOnAssessment: boolean): Day {
  return restsOnAssessment ? makeDay(yearOf(year.nominalOn) + 1, MARCH, LAST_OF_MARCH) : year.nominalOn;
}

function yearMeant(printedOn: Day, task: ProposalTask): string {
  const isYearBefore = task.restsOnAssessment && monthOf(printedOn) <= MARCH;
  return String(yearOf(printedOn) - (isYearBefore ? 1 : 0));
}

function principalDay(task: ProposalTask): Day | null {
  return task.printed.find((printed) => printed.dueOn !== null)?.dueOn ?? null;
}

type RowHead = Pick<ProposedDeadline, 'taskRef' | 'unit' | 'kind'>;

function byRule(row: RowHead, period: string, nominalOn: Day, calendar: WorkingCalendar): ProposedDeadline {
  const { taskRef, unit, kind } = row;
  return {
    taskRef,
    unit,
    kind,
    period,
    nominalOn,
    dueOn: calendar.sameOrPrevious(nominalOn),
    source: 'rule',
  };
}

function printedRow(row: RowHead, period: string, dueOn: Day): ProposedDeadline {
  return { ...row, period, nominalOn: null, dueOn, source: 'document' };
}
