/** How a deadline is called: 细化方案, 2019年上半年进展, 2019年度办结; and how a day is written. (Moved here from desk: plans and notices need it too.) */
import type { WordValues } from '../platform/words.js';
import { dateOf, isoWeekday, monthOf, yearOf, type Day } from '../rules/day.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

export type Say = (key: string, values?: WordValues) => string;

export interface NamedDeadline {
  kind: DeadlineKind;
  /** `2019-H1`, `2019`, or empty */
  period: string;
}

export function matterOf(say: Say, { kind, period }: NamedDeadline): string {
  const [year, half] = period.split('-');
  if (!year) return say(`deadline.${kind}`);
  return say(`deadline.${kind}-${half ?? 'year'}`, { year });
}

/** “第3项 命名优秀区镇”, or the name of the matter where it belongs to the plan as a whole. */
export function headingOf(
  say: Say,
  row: NamedDeadline & { taskNo: string | null; title: string | null },
): string {
  return row.taskNo === null
    ? matterOf(say, row)
    : say('desk.item', { no: row.taskNo, title: row.title ?? '' });
}

/** “2018年11月20日 星期二”, and what the day is where that is not plain. */
export function dayInWords(say: Say, day: Day, calendar: WorkingCalendar): string {
  const date = say('day.long', {
    year: yearOf(day),
    month: say(`day.month-${monthOf(day)}`),
    date: dateOf(day),
  });
  const weekday = say(`day.weekday-${isoWeekday(day)}`);
  const isPlain = calendar.isWorkingDay(day) === isoWeekday(day) <= 5;
  const kind = calendar.isWorkingDay(day) ? 'day.make-up' : 'day.free';
  return isPlain
    ? `${date} ${weekday}`
    : `${date} ${weekday}${say(kind, { name: calendar.nameOf(day) ?? '' })}`;
}
