/** A year as twelve small tables, and what a notice changes, in plain values for the templates. */
import { addDays, dateOf, endOfMonth, isoWeekday, makeDay, startOfIsoWeek, type Day } from '../rules/day.js';
import type { CalendarDay, WorkingCalendar } from '../rules/working-days.js';
import type { DayChange } from './notice.js';

export interface DayCell {
  /** Empty for a day of another month. */
  date: number | '';
  day: Day;
  sign: 'off' | 'makeUp' | null;
  name: string | null;
  isWeekend: boolean;
}

export interface MonthView {
  month: number;
  weeks: DayCell[][];
}

const DAYS = 7;
const LAST_WEEKDAY = 5;

export function monthsOf(year: number, calendar: WorkingCalendar): MonthView[] {
  return Array.from({ length: 12 }, (_, i) => ({ month: i + 1, weeks: weeksOf(year, i + 1, calendar) }));
}

function weeksOf(year: number, month: number, calendar: WorkingCalendar): DayCell[][] {
  const [first, last] = [makeDay(year, month, 1), endOfMonth(year, month)];
  const weeks: DayCell[][] = [];
  for (let monday = startOfIsoWeek(first); monday <= last; monday = addDays(monday, DAYS))
    weeks.push(
      Array.from({ length: DAYS }, (_, i) => addDays(monday, i)).map((day) =>
        cellOf(day, day >= first && day <= last, calendar),
      ),
    );
  return weeks;
}

function cellOf(day: Day, isOfMonth: boolean, calendar: WorkingCalendar): DayCell {
  const isWeekend = isoWeekday(day) > LAST_WEEKDAY;
  const name = calendar.nameOf(day);
  const sign = name === null ? null : calendar.isWorkingDay(day) ? 'makeUp' : 'off';
  return isOfMonth
    ? { date: dateOf(day), day, sign, name, isWeekend }
    : { date: '', day, sign: null, name: null, isWeekend };
}

/** Working days of the year, and how many of them were made working by a notice. */
export function countsOf(year: number, calendar: WorkingCalendar): { working: number; makeUp: number } {
  const working = calendar.workingDaysBetween(makeDay(year - 1, 12, 31), makeDay(year, 12, 31));
  const cells = monthsOf(year, calendar).flatMap(({ weeks }) => weeks.flat());
  return { working, makeUp: cells.filter((cell) => cell.sign === 'makeUp').length };
}

export interface Span {
  from: Day;
  until: Day;
  count: number;
}

export interface FestivalView {
  name: string;
  off: Span[];
  makeUp: Span[];
}

/** The days of a notice, festival by festival in the order of the year. */
export function festivalsOf(days: CalendarDay[]): FestivalView[] {
  const names = [
    ...new Set(
      days
        .filter(({ isOff }) => isOff)
        .concat(days)
        .map(({ name }) => name),
    ),
  ];
  return names.map((name) => {
    const own = days.filter((each) => each.name === name);
    return {
      name,
      off: spansOf(own.filter(({ isOff }) => isOff)),
      makeUp: spansOf(own.filter(({ isOff }) => !isOff)),
    };
  });
}

/** Days that follow each other as one span. */
function spansOf(days: CalendarDay[]): Span[] {
  const spans: Span[] = [];
  for (const { day } of days) {
    const last = spans.at(-1);
    if (last && addDays(last.until, 1) === day) Object.assign(last, { until: day, count: last.count + 1 });
    else spans.push({ from: day, until: day, count: 1 });
  }
  return spans;
}

/** Words for what a day was and becomes: a plain day is a working day or a weekend. */
export function changeView(change: DayChange): { day: Day; name: string; was: string; becomes: string } {
  const plain = isoWeekday(change.day) > LAST_WEEKDAY ? 'plain-off' : 'plain-working';
  const words = { plain, off: 'off', working: 'working' };
  return { day: change.day, name: change.name, was: words[change.was], becomes: words[change.becomes] };
}
