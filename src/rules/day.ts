/**
 * Rule: a deadline is a day, not an instant; it ends with that day in the plan's time zone, and no
 * rule asks the clock. A Day is the text 'YYYY-MM-DD', so that comparing text compares days.
 *
 * Example: 2018-11-08T16:30:00.000Z is 00:30 of the 9th in Shanghai, so
 * `dayInZone('2018-11-08T16:30:00.000Z', 'Asia/Shanghai')` is '2018-11-09', whatever the machine's zone.
 *
 * Arithmetic runs on whole days since 1970-01-01 (building a PlainDate costs 90 times as much); only
 * what depends on a time zone asks Temporal.
 */
import { Temporal } from 'temporal-polyfill';

export type Day = string & { readonly __day: 'Day' };

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;
const DAYS_PER_WEEK = 7;
const MONTHS_PER_YEAR = 12;
const ZERO = '0'.charCodeAt(0);
/** 1970-01-01 was a Thursday: three days after the Monday of its week. */
const EPOCH_AFTER_MONDAY = 3;

/** Pattern first: other parsers accept '20261120' and turn 30 February into 2 March. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string') return false;
  const match = PATTERN.exec(text);
  if (!match) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= MONTHS_PER_YEAR && date >= 1 && date <= daysInMonth(year, month);
}

/** The only function of the rules that throws: RangeError for text that is no real day. */
export function day(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a day (YYYY-MM-DD): ${text}`);
  return text;
}

/** A month beyond 12 or below 1 runs into the neighbouring year, a date beyond the month's end into the next month. */
export function makeDay(year: number, month: number, date: number): Day {
  return fromDayNumber(utc(year, month, date) / MS_PER_DAY);
}

/** The last day of a month (1..12). */
export function endOfMonth(year: number, month: number): Day {
  return makeDay(year, month, daysInMonth(year, month));
}

/** Days since 1970-01-01. */
export function dayNumber(d: Day): number {
  return utc(yearOf(d), monthOf(d), dateOf(d)) / MS_PER_DAY;
}

export function addDays(d: Day, days: number): Day {
  return fromDayNumber(dayNumber(d) + days);
}

/** The same date so many months on; where that month is shorter, its last day. */
export function addMonths(d: Day, months: number): Day {
  const month = monthOf(d) - 1 + months;
  const year = yearOf(d) + Math.floor(month / MONTHS_PER_YEAR);
  const inYear = (((month % MONTHS_PER_YEAR) + MONTHS_PER_YEAR) % MONTHS_PER_YEAR) + 1;
  return makeDay(year, inYear, Math.min(dateOf(d), daysInMonth(year, inYear)));
}

/** Calendar days from a to b, negative when b lies before a. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(b) - dayNumber(a);
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(d: Day): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const afterMonday = (dayNumber(d) + EPOCH_AFTER_MONDAY) % DAYS_PER_WEEK;
  return (((afterMonday + DAYS_PER_WEEK) % DAYS_PER_WEEK) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** The Monday of the ISO week the day lies in. */
export function startOfIsoWeek(d: Day): Day {
  return addDays(d, 1 - isoWeekday(d));
}

export function yearOf(d: Day): number {
  return twoDigits(d, 0) * 100 + twoDigits(d, 2);
}

/** 1..12 */
export function monthOf(d: Day): number {
  return twoDigits(d, 5);
}

/** 1..31 */
export function dateOf(d: Day): number {
  return twoDigits(d, 8);
}

export function laterOf(a: Day, b: Day): Day {
  return a > b ? a : b;
}

export function earlierOf(a: Day, b: Day): Day {
  return a < b ? a : b;
}

/** The day it is in the zone at an instant (ISO UTC). */
export function dayInZone(instant: string, timeZone: string): Day {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString() as Day;
}

/** The wall clock 'HH:MM' in the zone at an instant (ISO UTC). */
export function timeInZone(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainTime().toString().slice(0, 5);
}

/** The instant (ISO UTC, 24 characters) of a wall-clock time 'HH:MM' on a day in the zone. */
export function instantAt(d: Day, time: string, timeZone: string): string {
  const zoned = Temporal.PlainDateTime.from(`${d}T${time}`).toZonedDateTime(timeZone);
  return zoned.toInstant().toString({ fractionalSecondDigits: 3 });
}

/** Reading the digits is several times as fast as slicing and converting; lists ask this for every row. */
function twoDigits(d: Day, at: number): number {
  return d.charCodeAt(at) * 10 + d.charCodeAt(at + 1) - 11 * ZERO;
}

function daysInMonth(year: number, month: number): number {
  return new Date(utc(year, month + 1, 0)).getUTCDate();
}

/** Date.UTC reads the years 0..99 as 1900..1999; setUTCFullYear does not. */
function utc(year: number, month: number, date: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, date) : new Date(0).setUTCFullYear(year, month - 1, date);
}

function fromDayNumber(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as Day;
}
