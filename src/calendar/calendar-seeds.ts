/**
 * What the calendar knows before anybody enters a notice: the years the package `chinese-days` holds whole,
 * and those of `seeds/calendar/<year>.json`, which win.
 *
 * The package answers "workday" for every year it does not know (1 January 2027 included), so its questions
 * are never asked: its data are read, and only a year with New Year, Spring Festival and National Day counts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { day, isDay } from '../rules/day.js';
import type { CalendarDay } from '../rules/working-days.js';
import { NEW_YEAR, noticeYearOf, PRINCIPAL_FESTIVALS } from './festivals.js';
import { daysFromJson } from './notice-json.js';

export interface SeedYear {
  year: number;
  source: string;
  days: CalendarDay[];
}

const SEEDS_FOLDER = join(import.meta.dirname, '..', '..', 'seeds', 'calendar');
const PACKAGE_FILE = 'chinese-days/dist/chinese-days.json';
/** 'Tomb-sweeping Day,清明,1' */
const CHINESE_NAME = 1;

export function seedYears(folder = SEEDS_FOLDER): SeedYear[] {
  const years = new Map(packageYears().map((seed) => [seed.year, seed]));
  for (const seed of fileYears(folder)) years.set(seed.year, seed);
  return [...years.values()].sort((a, b) => a.year - b.year);
}

function packageYears(): SeedYear[] {
  const data = createRequire(import.meta.url)(PACKAGE_FILE) as Record<
    'holidays' | 'workdays',
    Record<string, string>
  >;
  const years = new Map<number, SeedYear>();
  for (const [kind, isOff] of [
    ['holidays', true],
    ['workdays', false],
  ] as const) {
    for (const [text, label] of Object.entries(data[kind])) {
      const found = { day: day(text), isOff, name: label.split(',')[CHINESE_NAME]! };
      const year = noticeYearOf(found);
      if (!years.has(year)) years.set(year, { year, source: 'chinese-days', days: [] });
      years.get(year)!.days.push(found);
    }
  }
  return [...years.values()].filter(isWhole);
}

function isWhole({ year, days }: SeedYear): boolean {
  const named = days.filter((found) => found.isOff).map((found) => found.name);
  const hasNewYear = days.some(
    ({ day: on, isOff, name }) => isOff && name === NEW_YEAR && on === `${year}-01-01`,
  );
  return hasNewYear && PRINCIPAL_FESTIVALS.every((festival) => named.some((name) => name.includes(festival)));
}

function fileYears(folder: string): SeedYear[] {
  const files = readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name));
  return files.map((file) => {
    const read = daysFromJson(readFileSync(join(folder, file), 'utf8'));
    if (!read || read.year !== Number(file.slice(0, 4)) || !read.days.every((found) => isDay(found.day)))
      throw new Error(`seeds/calendar/${file} is not in the shape its README says`);
    return { year: read.year, source: `seeds/calendar/${file}`, days: read.days };
  });
}
