/**
 * Reads the State Council's yearly notice 节假日安排 as people paste it, or the same as JSON. What the text says
 * about itself (weekdays, 共3天) is held against the real calendar, so that a wrong year or a slip is found
 * before anything is stored.
 *
 * Example: “一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。” for 2026 gives three free days
 * and one make-up day.
 */
import { addDays, daysBetween, isDay, isoWeekday, type Day } from '../rules/day.js';
import type { CalendarDay } from '../rules/working-days.js';
import { FESTIVALS, NEW_YEAR, noticeYearOf, PRINCIPAL_FESTIVALS } from './festivals.js';
import { daysFromJson } from './notice-json.js';

export interface NoticeFault {
  /** Worded under `calendar.fault.<code>`. */
  code:
    | 'weekday-differs'
    | 'count-differs'
    | 'not-a-day'
    | 'range-too-long'
    | 'make-up-on-a-weekday'
    | 'day-twice'
    | 'day-of-another-year'
    | 'festival-without-days';
  params: Record<string, string | number>;
}

export interface NoticeReading {
  /** null: neither the text nor the form says it, or nothing was read. */
  year: number | null;
  /** False: a later notice that moves single festivals, as that of 1 May 2019. */
  isWhole: boolean;
  days: CalendarDay[];
  faults: NoticeFault[];
}

export interface DayChange {
  day: Day;
  name: string;
  was: 'plain' | 'off' | 'working';
  becomes: 'plain' | 'off' | 'working';
}

const LAST_WEEKDAY = 5;
const LONGEST_RANGE = 15;
const DECEMBER = 12;
/** At its ISO number less one. */
const WEEKDAYS = '一二三四五六日';

const FESTIVAL = FESTIVALS.map((name) => (name.endsWith('节') ? name : `${name}节?`)).join('|');
const QUOTED = '["“”]?(?:五一)?["“”]?(?:国际)?';
const HEADING = new RegExp(`${QUOTED}(?:${FESTIVAL})(?:[、,和及与]${QUOTED}(?:${FESTIVAL}))*:`, 'g');
const DATE = '(?:(?:\\d{4}年)?\\d{1,2}月)?\\d{1,2}日(?:\\([^()]*\\))?';
const SPAN = `${DATE}(?:(?:至|到|[-–—―~～]+)${DATE})?`;
const SAID = new RegExp(
  `(${SPAN}(?:[、和及]${SPAN})*)(?:全国|照常|正常|调休)?(放假|上班)(?:(?:调休)?,?共?(\\d+)天)?`,
  'g',
);
const PARTS = /(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?/;
const YEAR = /(\d{4})年(?:全年|部分)?(?:法定)?节假日/;
const WEEKDAY = /(?:周|星期|礼拜)([一二三四五六日天])/;

/** @param givenYear the form's, used where the text names no year */
export function readNotice(text: string, givenYear: number | null): NoticeReading {
  const json = text.trimStart().startsWith('{') ? daysFromJson(text) : null;
  if (json) return judged(json.year, json.days, []);
  const plain = text.normalize('NFKC').replace(/\s+/g, '');
  const year = Number(YEAR.exec(plain)?.[1] ?? 0) || givenYear;
  if (!year) return { year: null, isWhole: false, days: [], faults: [] };
  const reader = new NoticeReader(year);
  for (const { name, body } of sections(plain)) reader.readSection(name, body);
  if (reader.days.length === 0) return { year: null, isWhole: false, days: [], faults: [] };
  return judged(year, reader.days, reader.faults);
}

/** Days on which people now work and did not, or the other way; a Sunday named as part of a holiday is none. */
export function changesBetween(before: CalendarDay[], after: CalendarDay[]): DayChange[] {
  const [was, becomes] = [before, after].map((days) => new Map(days.map((row) => [row.day, row])));
  const all = [...new Set([...was!.keys(), ...becomes!.keys()])].sort();
  return all
    .map((day) => ({
      day,
      name: (becomes!.get(day) ?? was!.get(day))!.name,
      was: standing(was!.get(day)),
      becomes: standing(becomes!.get(day)),
    }))
    .filter((change) => isWorking(change.day, change.was) !== isWorking(change.day, change.becomes));
}

/** A notice of single festivals replaces just those. */
export function amended(before: CalendarDay[], days: CalendarDay[]): CalendarDay[] {
  const moved = new Set(days.flatMap((row) => row.name.split('、')));
  const given = new Set(days.map((row) => row.day));
  return [
    ...before.filter((row) => !given.has(row.day) && !row.name.split('、').some((name) => moved.has(name))),
    ...days,
  ].sort(byDay);
}

function isWorking(day: Day, standing: DayChange['was']): boolean {
  return standing === 'plain' ? isoWeekday(day) <= LAST_WEEKDAY : standing === 'working';
}

function standing(row: CalendarDay | undefined): DayChange['was'] {
  if (!row) return 'plain';
  return row.isOff ? 'off' : 'working';
}

function sections(plain: string): { name: string; body: string }[] {
  const headings = [...plain.matchAll(HEADING)];
  return headings.map((heading, i) => ({
    name: FESTIVALS.map((name) => ({ name, at: heading[0].indexOf(name) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name)
      .join('、'),
    body: plain.slice(heading.index + heading[0].length, headings[i + 1]?.index),
  }));
}

function judged(year: number, days: CalendarDay[], faults: NoticeFault[]): NoticeReading {
  const seen = new Set<Day>();
  for (const row of days) {
    if (seen.has(row.day)) faults.push({ code: 'day-twice', params: { day: row.day } });
    seen.add(row.day);
    if (noticeYearOf(row) !== year)
      faults.push({ code: 'day-of-another-year', params: { day: row.day, year } });
    if (!row.isOff && isoWeekday(row.day) <= LAST_WEEKDAY)
      faults.push({ code: 'make-up-on-a-weekday', params: { day: row.day } });
  }
  const isWhole = PRINCIPAL_FESTIVALS.every((name) =>
    days.some((row) => row.isOff && row.name.includes(name)),
  );
  return { year, isWhole, days: [...days].sort(byDay), faults };
}

function byDay(a: CalendarDay, b: CalendarDay): number {
  return a.day < b.day ? -1 : 1;
}

/** Reads one festival's sentences; a month or year said once holds for the dates that follow. */
class NoticeReader {
  readonly days: CalendarDay[] = [];
  readonly faults: NoticeFault[] = [];
  private month = 0;

  constructor(private readonly year: number) {}

  readSection(name: string, body: string): void {
    const before = this.days.length;
    for (const [, spans, verb, count] of body.matchAll(SAID)) {
      const found = [...spans!.matchAll(new RegExp(SPAN, 'g'))].flatMap(([span]) =>
        this.readSpan(span, name),
      );
      for (const day of found) this.days.push({ day, isOff: verb === '放假', name });
      if (count && Number(count) !== found.length)
        this.faults.push({
          code: 'count-differs',
          params: { name, said: Number(count), found: found.length },
        });
    }
    if (!this.days.slice(before).some((row) => row.isOff))
      this.faults.push({ code: 'festival-without-days', params: { name } });
  }

  private readSpan(span: string, name: string): Day[] {
    const ends = [...span.matchAll(new RegExp(PARTS, 'g'))].map((parts) => this.readDate(parts, name));
    const [from, until = from] = ends;
    if (!from || !until) return [];
    const length = daysBetween(from, until);
    if (length < 0 || length >= LONGEST_RANGE) {
      this.faults.push({ code: 'range-too-long', params: { from, until } });
      return [];
    }
    return Array.from({ length: length + 1 }, (_, i) => addDays(from, i));
  }

  private readDate(parts: RegExpMatchArray, name: string): Day | null {
    const [said, year, month, date, remark = ''] = parts;
    if (month) this.month = Number(month);
    const isBefore = !year && this.month === DECEMBER && name.includes(NEW_YEAR);
    const inYear = year ? Number(year) : this.year - (isBefore ? 1 : 0);
    const text = `${inYear}-${String(this.month).padStart(2, '0')}-${date!.padStart(2, '0')}`;
    if (!isDay(text)) {
      this.faults.push({ code: 'not-a-day', params: { said: said! } });
      return null;
    }
    this.checkWeekday(text, remark);
    return text;
  }

  /** The fault's weekdays are ISO numbers: the page has words for them. */
  private checkWeekday(day: Day, remark: string): void {
    const said = WEEKDAY.exec(remark)?.[1]?.replace('天', '日');
    const is = isoWeekday(day);
    if (said && said !== WEEKDAYS[is - 1])
      this.faults.push({ code: 'weekday-differs', params: { day, said: WEEKDAYS.indexOf(said) + 1, is } });
  }
}
