/**
 * Rule: progress is reported “at 30 June and 31 December, the rhythm of the three lists; standing
 * tasks may be set to yearly”. A period has a key that never changes, and a nominal end that stays on
 * record when the due day moves before a holiday.
 *
 * Example: for the half-year rhythm the periods ending in 2019 are 2019-H1 (1 January to 30 June) and
 * 2019-H2 (1 July to 31 December); for the yearly rhythm there is one, 2019.
 */
import { endOfMonth, makeDay, monthOf, yearOf, type Day } from './day.js';

export type Rhythm = 'half-year' | 'year';

export interface Period {
  /** '2019-H1' or '2019' */
  key: string;
  startOn: Day;
  /** The end of the period, before any move to a working day. */
  nominalOn: Day;
}

const [JUNE, JULY, DECEMBER] = [6, 7, 12];
const KEY = /^(\d{4})(?:-H([12]))?$/;

/** The period a day lies in. */
export function periodOf(d: Day, rhythm: Rhythm): Period {
  if (rhythm === 'year') return yearPeriod(yearOf(d));
  return halfPeriod(yearOf(d), monthOf(d) <= JUNE ? 1 : 2);
}

/** The period with this key, null for text that is none. */
export function periodByKey(key: string): Period | null {
  const match = KEY.exec(key);
  if (!match) return null;
  const year = Number(match[1]);
  if (!match[2]) return yearPeriod(year);
  return halfPeriod(year, match[2] === '1' ? 1 : 2);
}

/** The period that follows. */
export function periodAfter(period: Period): Period {
  const [year, half] = period.key.split('-');
  if (half === 'H1') return halfPeriod(Number(year), 2);
  if (half === 'H2') return halfPeriod(Number(year) + 1, 1);
  return yearPeriod(Number(year) + 1);
}

/** Every period whose end lies in from..until, both ends included, oldest first. */
export function periodsBetween(from: Day, until: Day, rhythm: Rhythm): Period[] {
  const periods: Period[] = [];
  for (let period = periodOf(from, rhythm); period.nominalOn <= until; period = periodAfter(period))
    periods.push(period);
  return periods;
}

function halfPeriod(year: number, half: 1 | 2): Period {
  const [first, last] = half === 1 ? [1, JUNE] : [JULY, DECEMBER];
  return {
    key: `${yearText(year)}-H${half}`,
    startOn: makeDay(year, first, 1),
    nominalOn: endOfMonth(year, last),
  };
}

function yearPeriod(year: number): Period {
  return { key: yearText(year), startOn: makeDay(year, 1, 1), nominalOn: endOfMonth(year, DECEMBER) };
}

function yearText(year: number): string {
  return String(year).padStart(4, '0');
}
