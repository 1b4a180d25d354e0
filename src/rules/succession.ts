/**
 * Rule: “a successor signs anew and has at least 10 working days”. Whoever takes over a duty, by the end of a unit or
 * because it was another’s all along, owes by the day its predecessor owed by, but never sooner than that.
 *
 * Example: 市卫计委 owes a report by 2019-06-28 and becomes 市卫健委 on 2019-06-24. The successor owes it by
 * 2019-07-08, the tenth working day after; a report due on 2019-12-31 stays due on that day.
 */
import { laterOf, type Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

/** In working days after the day on which the duty came. */
export const SUCCESSOR_HAS_AT_LEAST = 10;

export interface TakenOver {
  dueOn: Day;
  /** The clock stood since this day (挂账, 待认领); null: it ran. */
  heldOn: Day | null;
}

/** The day a successor owes by: time during which the clock stood is given back first. */
export function successorsDay(taken: TakenOver, today: Day, calendar: WorkingCalendar): Day {
  const { dueOn, heldOn } = taken;
  const stood = heldOn === null ? 0 : calendar.workingDaysBetween(heldOn, today);
  const owed = stood > 0 ? calendar.plus(dueOn, stood) : dueOn;
  return laterOf(owed, calendar.plus(today, SUCCESSOR_HAS_AT_LEAST));
}
