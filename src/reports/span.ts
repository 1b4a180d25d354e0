/** The time a score or a list looks at: a year, a half of it, or all there is. */
import { makeDay, yearOf, type Day } from '../rules/day.js';

/** Both days count. */
export interface Span {
  fromOn: Day;
  toOn: Day;
}

export const ALL_TIME: Span = { fromOn: makeDay(1, 1, 1), toOn: makeDay(9999, 12, 31) };

export function yearSpan(year: number): Span {
  return { fromOn: makeDay(year, 1, 1), toOn: makeDay(year, 12, 31) };
}

export type Half = 'H1' | 'H2';

export function halfSpan(year: number, half: Half): Span {
  return half === 'H1'
    ? { fromOn: makeDay(year, 1, 1), toOn: makeDay(year, 6, 30) }
    : { fromOn: makeDay(year, 7, 1), toOn: makeDay(year, 12, 31) };
}

/** The half a year stands in on that day: of a past year the second, of a coming one the first. */
export function halfOn(year: number, today: Day): Half {
  if (year !== yearOf(today)) return year < yearOf(today) ? 'H2' : 'H1';
  return today <= halfSpan(year, 'H1').toOn ? 'H1' : 'H2';
}

export function isWithin({ fromOn, toOn }: Span, day: Day): boolean {
  return day >= fromOn && day <= toOn;
}
