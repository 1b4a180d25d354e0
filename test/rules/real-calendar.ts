import { readFileSync } from 'node:fs';
import { day, yearOf } from '../../src/rules/day.js';
import { workingCalendar, type CalendarDay, type WorkingCalendar } from '../../src/rules/working-days.js';

type Listed = Record<string, string>;

/** The statutory calendar of 2004 to 2026 as the package chinese-days publishes it; 2027 is not known. */
export function realCalendar(): WorkingCalendar {
  const file = new URL('../../node_modules/chinese-days/dist/chinese-days.json', import.meta.url);
  const { holidays, workdays } = JSON.parse(readFileSync(file, 'utf8')) as {
    holidays: Listed;
    workdays: Listed;
  };
  const rows = [...rowsOf(holidays, true), ...rowsOf(workdays, false)];
  return workingCalendar(rows, new Set(rows.map((row) => yearOf(row.day))));
}

function rowsOf(listed: Listed, isOff: boolean): CalendarDay[] {
  return Object.entries(listed).map(([text, names]) => ({
    day: day(text),
    isOff,
    name: names.split(',')[1] ?? '',
  }));
}

/** Every working day from..until, both ends included, found by looking at each day. */
export function workingDaysFrom(
  calendar: WorkingCalendar,
  from: string,
  until: string,
): ReturnType<typeof day>[] {
  const days = [];
  for (let d = calendar.sameOrNext(day(from)); d <= until; d = calendar.plus(d, 1)) days.push(d);
  return days;
}
