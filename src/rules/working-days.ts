/**
 * Rule: what counts in working days counts by the real Chinese calendar: the State Council's yearly
 * notice moves whole weekends, so a Saturday may be a working day (调休补班) and a Monday free. A year
 * without a published notice counts Monday to Friday, and says so through `unknownYears`.
 *
 * Example: National Day 2026 is free from 1 to 7 October and Saturday the 10th is a make-up day; three
 * working days after 2026-09-30 is therefore 2026-10-10. In Haimen 2018-11-20 is working day 12 after
 * the issue on 2018-11-02; from issue to 2019-01-02 there are 42 working days after the day of issue,
 * 43 when both ends are counted.
 *
 * Each year is indexed once when first asked (a running count per day, and the list of its working
 * days), so counting and stepping never loop over days.
 */
import {
  addDays,
  dayNumber,
  daysBetween,
  isoWeekday,
  makeDay,
  startOfIsoWeek,
  yearOf,
  type Day,
} from './day.js';

export interface CalendarDay {
  day: Day;
  isOff: boolean;
  name: string;
}

const LAST_WEEKDAY = 5;
const LAST_OF_WEEK = 6;
const [FIRST_YEAR, LAST_YEAR] = [1, 9999];

interface YearIndex {
  /** 1 January, in days since 1970 */
  firstNumber: number;
  /** countBefore[i]: working days before the i-th day of the year (0 is 1 January). */
  countBefore: Uint16Array;
  workingDays: Day[];
}

/** A value: it never changes; a changed calendar is a new one. */
export class WorkingCalendar {
  private readonly years = new Map<number, YearIndex>();

  constructor(
    private readonly exceptions: ReadonlyMap<Day, CalendarDay>,
    private readonly known: ReadonlySet<number>,
  ) {}

  isWorkingDay(d: Day): boolean {
    const exception = this.exceptions.get(d);
    return exception ? !exception.isOff : isoWeekday(d) <= LAST_WEEKDAY;
  }

  /** What the notice calls the day ('元旦'), or null for a day it does not name. */
  nameOf(d: Day): string | null {
    return this.exceptions.get(d)?.name ?? null;
  }

  sameOrPrevious(d: Day): Day {
    return this.plus(d, 0);
  }

  sameOrNext(d: Day): Day {
    return this.isWorkingDay(d) ? d : this.plus(d, 1);
  }

  /** The n-th working day after d (n > 0) or before d (n < 0), d itself not counted; for 0, d or the working day before it. */
  plus(d: Day, n: number): Day {
    const year = yearOf(d);
    if (n > 0) return this.ranked(year, this.countIn(year, d, true) + n);
    if (n < 0) return this.ranked(year, this.countIn(year, d, false) + n + 1);
    return this.ranked(year, this.countIn(year, d, true));
  }

  /** Working days in (after, upTo]; negative when upTo lies before after. */
  workingDaysBetween(after: Day, upTo: Day): number {
    if (upTo < after) return 0 - this.workingDaysBetween(upTo, after);
    const [from, to] = [yearOf(after), yearOf(upTo)];
    let count = this.countIn(to, upTo, true) - this.countIn(from, after, true);
    for (let year = from; year < to; year += 1) count += this.indexOf(year).workingDays.length;
    return count;
  }

  /** The first working day of the ISO week (Monday to Sunday, make-up days included), null where the whole week is free. */
  firstWorkingDayOfWeek(d: Day): Day | null {
    const monday = startOfIsoWeek(d);
    const first = this.sameOrNext(monday);
    return first <= addDays(monday, LAST_OF_WEEK) ? first : null;
  }

  isFirstWorkingDayOfWeek(d: Day): boolean {
    return this.firstWorkingDayOfWeek(d) === d;
  }

  /** True where the year's notice has been entered. */
  knows(year: number): boolean {
    return this.known.has(year);
  }

  /** The years touched by from..until whose notice is missing (“未含2027年放假安排”). */
  unknownYears(from: Day, until: Day): number[] {
    const missing: number[] = [];
    for (let year = yearOf(from); year <= yearOf(until); year += 1) if (!this.knows(year)) missing.push(year);
    return missing;
  }

  /** Working days of the year before d, or through d. */
  private countIn(year: number, d: Day, through: boolean): number {
    const index = this.indexOf(year);
    return index.countBefore[dayNumber(d) - index.firstNumber + (through ? 1 : 0)] ?? 0;
  }

  /** The rank-th working day counted from the start of the year; 0 and below reach into the years before. */
  private ranked(startYear: number, startRank: number): Day {
    let [year, rank] = [startYear, startRank];
    while (rank < 1 && year > FIRST_YEAR) {
      year -= 1;
      rank += this.indexOf(year).workingDays.length;
    }
    while (rank > this.indexOf(year).workingDays.length && year < LAST_YEAR) {
      rank -= this.indexOf(year).workingDays.length;
      year += 1;
    }
    const days = this.indexOf(year).workingDays;
    return days[rank - 1] ?? (rank < 1 ? makeDay(FIRST_YEAR, 1, 1) : makeDay(LAST_YEAR, 12, 31));
  }

  private indexOf(year: number): YearIndex {
    const known = this.years.get(year);
    if (known) return known;
    const start = makeDay(year, 1, 1);
    const length = daysBetween(start, makeDay(year, 12, 31)) + 1;
    const countBefore = new Uint16Array(length + 1);
    const workingDays: Day[] = [];
    for (let i = 0; i < length; i += 1) {
      const d = addDays(start, i);
      if (this.isWorkingDay(d)) workingDays.push(d);
      countBefore[i + 1] = workingDays.length;
    }
    const index = { firstNumber: dayNumber(start), countBefore, workingDays };
    this.years.set(year, index);
    return index;
  }
}

/**
 * @param days the free days and make-up days of the notices (other days may be given too)
 * @param knownYears the years whose notice has been entered
 */
export function workingCalendar(days: Iterable<CalendarDay>, knownYears: Iterable<number>): WorkingCalendar {
  return new WorkingCalendar(new Map([...days].map((row) => [row.day, row])), new Set(knownYears));
}
