/** Rows of the calendar. Which notice a day belongs to is no column: see `noticeYearOf`. */
import { Brackets } from 'typeorm';
import type { Reader, Tx } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import { Setting } from '../platform/setting.entity.js';
import type { CalendarDay } from '../rules/working-days.js';
import { CalendarDayRow } from './calendar-day.entity.js';
import { NEW_YEAR } from './festivals.js';

/** Raised with every change of a row, so that another instance sees it by one small query. */
const VERSION = 'calendar.version';
/** Rows of one INSERT: three parameters each. */
const BATCH = 500;

export interface KnownYear {
  year: number;
  source: string;
}

export function knownYears(from: Reader): Promise<KnownYear[]> {
  return rows<KnownYear>(from, 'SELECT year, source FROM calendar_years ORDER BY year');
}

export async function allDays(from: Reader): Promise<CalendarDay[]> {
  return typed(await rows<CalendarDay>(from, 'SELECT day, "isOff", name FROM calendar_days ORDER BY day'));
}

export async function daysOfNotice(from: Reader, year: number): Promise<CalendarDay[]> {
  const found = await rows<CalendarDay>(
    from,
    `SELECT day, "isOff", name FROM calendar_days
     WHERE (day >= :first AND day <= :last AND NOT (day >= :december AND name = :newYear))
        OR (day >= :decemberBefore AND day < :first AND name = :newYear) ORDER BY day`,
    boundsOf(year),
  );
  return typed(found);
}

export async function removeDaysOfNotice(tx: Tx, year: number): Promise<void> {
  const bounds = boundsOf(year);
  await tx
    .createQueryBuilder()
    .delete()
    .from(CalendarDayRow)
    .where('day >= :first AND day <= :last AND NOT (day >= :december AND name = :newYear)', bounds)
    .orWhere(
      new Brackets((or) => or.where('day >= :decemberBefore AND day < :first AND name = :newYear', bounds)),
    )
    .execute();
}

export async function putDays(tx: Tx, days: CalendarDay[]): Promise<void> {
  for (let at = 0; at < days.length; at += BATCH)
    await tx.upsert(CalendarDayRow, days.slice(at, at + BATCH), {
      conflictPaths: ['day'],
      upsertType: 'on-conflict-do-update',
    });
}

/** As stored text, '' before the first change. */
export async function calendarVersion(from: Reader): Promise<string> {
  const found = await row<{ value: string }>(from, 'SELECT value FROM settings WHERE name = :name', {
    name: VERSION,
  });
  return found?.value ?? '';
}

export async function raiseVersion(tx: Tx): Promise<void> {
  const value = Number(await calendarVersion(tx)) + 1;
  await tx.upsert(Setting, { name: VERSION, value }, ['name']);
}

function boundsOf(year: number) {
  const y = String(year).padStart(4, '0');
  return {
    first: `${y}-01-01`,
    last: `${y}-12-31`,
    december: `${y}-12-01`,
    decemberBefore: `${String(year - 1).padStart(4, '0')}-12-01`,
    newYear: NEW_YEAR,
  };
}

function typed(found: CalendarDay[]): CalendarDay[] {
  return found.map((each) => ({ ...each, isOff: Boolean(each.isOff) }));
}
