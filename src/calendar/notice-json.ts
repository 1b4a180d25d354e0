/** The calendar of one year as JSON: {"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}. */
import { isDay } from '../rules/day.js';
import type { CalendarDay } from '../rules/working-days.js';

const LONGEST_NAME = 20;

/** @returns null when the text is not of that shape */
export function daysFromJson(text: string): { year: number; days: CalendarDay[] } | null {
  const { year, days } = parsed(text);
  if (!Number.isInteger(year) || !Array.isArray(days)) return null;
  const read = days.map(dayFrom);
  return read.every((found) => found !== null) ? { year: year as number, days: read } : null;
}

function dayFrom(item: unknown): CalendarDay | null {
  const { name, date, isOffDay } = (item ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || !name || name.length > LONGEST_NAME) return null;
  return isDay(date) && typeof isOffDay === 'boolean' ? { day: date, isOff: isOffDay, name } : null;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
