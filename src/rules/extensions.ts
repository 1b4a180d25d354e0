/**
 * Rule: 延期, “a request before the day, with reason and new day; approved or refused; the second one needs a
 * leader”. On the day itself is in time, after it is not. The new day is later than the present one; a free day
 * moves to the previous working day; it lies within the plan where that ends, and within the task above. What a request
 * does to the ladder meanwhile stands in `rules/escalation`.
 *
 * Example: 市委办 owes its refinement plan by Tuesday 2018-11-20. On the 19th it asks for Sunday 2018-12-02: the day is
 * Friday 2018-11-30. On the 21st it may not ask any more.
 */
import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export interface ExtensionFacts {
  today: Day;
  /** the day the unit owes by now */
  owedOn: Day;
  askedDay: Day;
  isOpen: boolean;
  isHandedIn: boolean;
  /** another request of the same deadline waits */
  isAsked: boolean;
  planEndsOn: Day | null;
  /** the last day of the task above */
  parentEndsOn: Day | null;
}

export type ExtensionCode =
  | 'deadline-not-open'
  | 'extension-handed-in'
  | 'extension-after-the-day'
  | 'extension-already-asked'
  | LaterDayCode;

export type LaterDayCode = 'extension-not-later' | 'day-after-plan' | 'day-after-parent';

export type DayVerdict<Code> = { ok: true; day: Day } | { ok: false; code: Code; bound: Day | null };

export function mayAsk(facts: ExtensionFacts, calendar: WorkingCalendar): DayVerdict<ExtensionCode> {
  if (!facts.isOpen) return { ok: false, code: 'deadline-not-open', bound: null };
  if (facts.isHandedIn) return { ok: false, code: 'extension-handed-in', bound: null };
  if (facts.owedOn < facts.today) return { ok: false, code: 'extension-after-the-day', bound: facts.owedOn };
  if (facts.isAsked) return { ok: false, code: 'extension-already-asked', bound: null };
  return laterDay(facts, calendar);
}

/** The day that may be granted for the one that was named. */
export function laterDay(
  facts: Pick<ExtensionFacts, 'owedOn' | 'askedDay' | 'planEndsOn' | 'parentEndsOn'>,
  calendar: WorkingCalendar,
): DayVerdict<LaterDayCode> {
  const { owedOn, planEndsOn, parentEndsOn } = facts;
  const day = calendar.sameOrPrevious(facts.askedDay);
  if (day <= owedOn) return { ok: false, code: 'extension-not-later', bound: owedOn };
  if (planEndsOn !== null && day > planEndsOn)
    return { ok: false, code: 'day-after-plan', bound: planEndsOn };
  if (parentEndsOn !== null && day > parentEndsOn)
    return { ok: false, code: 'day-after-parent', bound: parentEndsOn };
  return { ok: true, day };
}

/** @param approvedBefore extensions of the same deadline that were granted */
export function needsLeader(approvedBefore: number): boolean {
  return approvedBefore > 0;
}
