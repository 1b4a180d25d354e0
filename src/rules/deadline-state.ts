/**
 * Rule: late is computed from facts, never a state. “A pending submission stops lateness; once
 * accepted its day is the met day. A return sets a rework day (3 working days, never before the due
 * day); lateness counts from there.” Overdue is a matter of calendar days (the due day has passed),
 * days late are counted in working days.
 *
 * Example: Haimen's refinement plans are due on Tuesday 2018-11-20. On 2018-11-20 a silent unit is due
 * today, on the 21st overdue and 1 working day late, on the 23rd 3 days late (urging is proposed), on
 * 2018-12-04 10 days late (a supervision notice is proposed). A due day on a Friday is overdue on
 * Saturday, with 0 working days late.
 *
 * Durations become dates once, in `cutoffs`: predicate and SQL compare coalesce(reworkOn, dueOn) with
 * the same text.
 */
import { addDays, laterOf, type Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

/**
 * `answer` is owed by whom a call for coordination names, `reply` by whom a supervision notice is sent to: their
 * subjects are `coordination:<id>` and `notice:<id>`, and neither is a lead deadline of a task.
 */
export type DeadlineKind = 'refinement' | 'progress' | 'completion' | 'answer' | 'reply';

/** What the lead units of a task owe for it: from these its light is made. */
export function isOfTask({ kind }: { kind: DeadlineKind }): boolean {
  return kind !== 'answer' && kind !== 'reply';
}

export interface DeadlineFacts {
  dueOn: Day;
  /** Set by a return, cleared by nothing: from then on the unit owes by this day. */
  reworkOn: Day | null;
  /** The day the unverified submission came in; a return or an acceptance clears it. */
  pendingSince: Day | null;
  /** The day of the submission that was accepted. */
  metOn: Day | null;
  waivedOn: Day | null;
  /** The day the unit was told (issue, opening of the period); null for a draft. */
  openedOn: Day | null;
}

export type DeadlineState =
  | 'not-open'
  | 'met'
  | 'made-up-late'
  | 'waived'
  | 'pending'
  | 'not-due'
  | 'due-soon'
  | 'due-today'
  | 'overdue';

/** All in working days. */
export const DUE_SOON_WITHIN = 7;
export const DUE_VERY_SOON_WITHIN = 3;
export const URGE_AFTER = 3;
export const NOTICE_AFTER = 10;
export const UNVERIFIED_AFTER = 5;
export const UNSIGNED_AFTER = 3;
export const REWORK_DAYS = 3;

export interface Cutoffs {
  today: Day;
  /** owedOn < overdueBefore: overdue */
  overdueBefore: Day;
  /** overdueBefore <= owedOn <= dueSoonUntil: at most 7 working days left */
  dueSoonUntil: Day;
  /** … at most 3 working days left */
  dueIn3Until: Day;
  /** owedOn <= urgeIfDueBy: at least 3 working days late */
  urgeIfDueBy: Day;
  /** owedOn <= noticeIfDueBy: at least 10 working days late */
  noticeIfDueBy: Day;
  /** pendingSince <= unverifiedIfPendingBy: 5 working days unverified, the department's own lateness */
  unverifiedIfPendingBy: Day;
  /** issuedOn <= unsignedIfIssuedBy: 3 working days unsigned */
  unsignedIfIssuedBy: Day;
}

export interface Thresholds {
  dueSoonWithin: number;
  dueVerySoonWithin: number;
  urgeAfter: number;
  noticeAfter: number;
  unverifiedAfter: number;
  unsignedAfter: number;
}

export const defaultThresholds: Thresholds = {
  dueSoonWithin: DUE_SOON_WITHIN,
  dueVerySoonWithin: DUE_VERY_SOON_WITHIN,
  urgeAfter: URGE_AFTER,
  noticeAfter: NOTICE_AFTER,
  unverifiedAfter: UNVERIFIED_AFTER,
  unsignedAfter: UNSIGNED_AFTER,
};

/** The day the unit owes by: the rework day once there was a return. */
export function owedOn(f: Pick<DeadlineFacts, 'dueOn' | 'reworkOn'>): Day {
  return f.reworkOn ?? f.dueOn;
}

export function isOpen(f: DeadlineFacts, today: Day): boolean {
  return f.openedOn !== null && f.openedOn <= today && f.metOn === null && f.waivedOn === null;
}

/** Open, nothing handed in, and the day has passed. */
export function isOverdue(f: DeadlineFacts, today: Day): boolean {
  return isOpen(f, today) && f.pendingSince === null && owedOn(f) < today;
}

export function deadlineState(f: DeadlineFacts, calendar: WorkingCalendar, today: Day): DeadlineState {
  return deadlineStateBy(f, cutoffs(calendar, today));
}

/** The same for many rows of one day: compares text only. */
export function deadlineStateBy(
  f: DeadlineFacts,
  by: Pick<Cutoffs, 'today' | 'dueSoonUntil'>,
): DeadlineState {
  if (f.waivedOn !== null) return 'waived';
  if (f.metOn !== null) return f.metOn > owedOn(f) ? 'made-up-late' : 'met';
  if (f.openedOn === null || f.openedOn > by.today) return 'not-open';
  if (f.pendingSince !== null) return 'pending';
  const owed = owedOn(f);
  if (owed < by.today) return 'overdue';
  if (owed === by.today) return 'due-today';
  return owed <= by.dueSoonUntil ? 'due-soon' : 'not-due';
}

/** Working days after owedOn through today; 0 for what is not overdue, so also for what is pending, met or waived. */
export function workingDaysLate(f: DeadlineFacts, calendar: WorkingCalendar, today: Day): number {
  return isOverdue(f, today) ? calendar.workingDaysBetween(owedOn(f), today) : 0;
}

/** Working days between the owed day and the day it was met; 0 where it was met in time or not at all. */
export function workingDaysMadeUpLate(f: DeadlineFacts, calendar: WorkingCalendar): number {
  if (f.waivedOn !== null || f.metOn === null || f.metOn <= owedOn(f)) return 0;
  return calendar.workingDaysBetween(owedOn(f), f.metOn);
}

/** Working days left until a day, today not counted; a free day counts from the working day before; negative once it passed. */
export function workingDaysLeft(owed: Day, calendar: WorkingCalendar, today: Day): number {
  return calendar.workingDaysBetween(today, owed);
}

/** The day a returned submission is owed again: 3 working days after the return, never before the due day. */
export function reworkDay(dueOn: Day, returnedOn: Day, calendar: WorkingCalendar): Day {
  return laterOf(dueOn, calendar.plus(returnedOn, REWORK_DAYS));
}

/** The dates every predicate and every SQL list of one day compares with. */
export function cutoffs(calendar: WorkingCalendar, today: Day, t: Thresholds = defaultThresholds): Cutoffs {
  return {
    today,
    overdueBefore: today,
    dueSoonUntil: lastDayWithin(t.dueSoonWithin, calendar, today),
    dueIn3Until: lastDayWithin(t.dueVerySoonWithin, calendar, today),
    urgeIfDueBy: lastDayLateBy(t.urgeAfter, calendar, today),
    noticeIfDueBy: lastDayLateBy(t.noticeAfter, calendar, today),
    unverifiedIfPendingBy: lastDayLateBy(t.unverifiedAfter, calendar, today),
    unsignedIfIssuedBy: lastDayLateBy(t.unsignedAfter, calendar, today),
  };
}

/** The last day with at most n working days left: the eve of the next one, so that a free day counts from the working day before. */
function lastDayWithin(n: number, calendar: WorkingCalendar, today: Day): Day {
  return addDays(calendar.plus(today, n + 1), -1);
}

/** The last day after which at least n working days have come, today included. */
function lastDayLateBy(n: number, calendar: WorkingCalendar, today: Day): Day {
  return addDays(calendar.plus(calendar.sameOrPrevious(today), 1 - n), -1);
}
