/**
 * Days as Chinese documents write them, and the year they leave out.
 *
 * A month without part means its last day, 上旬 the 10th, 中旬 the 20th, 下旬 and 底 the last; a quarter or half-year
 * ends it. The missing year is, in this order: the one named before in the same item, the title's, the issue year
 * (the next one where that day has passed). 「自2023年1月1日起」 and 「2021—2023年」 are no deadlines.
 *
 * Example: issued 2018-11-02, 「于11月20日前」 → 2018-11-20; 「3月底前」 → 2019-03-31, and the year is doubtful.
 */
import { halfWidth, isoDay, lastDayOf, numeral, yearOf } from './plan-text.js';
import type { Span } from './plan-types.js';

export interface DateContext {
  titleYear: number | null;
  issuedOn: string | null;
}

export interface DateHit extends Span {
  year: number | null;
  relative: string | null;
  month: number | null;
  day: number | null;
  /** What follows 月 or 年: 底, 上旬, 季度 … '' for a bare month or year. */
  part: string;
  /** 前, 之前, 以前, 止; '' where none. */
  before: string;
}

const NUM = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const SP = '[ \\u3000]*';
const monthPart = (p: string): string =>
  `(?<${p}m>${NUM})${SP}月份?${SP}(?:(?<${p}d>${NUM})${SP}[日号]|(?<${p}p>底|末|上旬|中旬|下旬|初|中(?![旬期心央小级]))?)`;
const spanPart = (p: string): string => `(?<${p}h>[上下]半年)|第?(?<${p}q>[一二三四1-4])季度(?:末|底)?`;
const YEAR = `(?:(?<y>(?:19|20)\\d{2}|[一二][〇○零O九][〇○零一二三四五六七八九]{2})${SP}年度?|(?<rel>今年|本年度?|当年|明年|次年|翌年|每年))`;
const DATE = new RegExp(
  [
    `${YEAR}${SP}(?:${monthPart('a')}|${spanPart('a')}|(?<ae>年?底|末|年?内|终|中(?![旬期心央小级])))?`,
    monthPart('b'),
    spanPart('b'),
    '(?<be>年底|年末|年终|年内|年中)',
    '(?<![\\d.])(?<iy>(?:19|20)\\d{2})[-./](?<im>\\d{1,2})(?:[-./](?<id>\\d{1,2}))?(?![\\d%])',
  ].join('|'),
  'g',
);
const BEFORE = /^[ \u3000]*(?:之前|以前|前(?![期提后沿列景往瞻述三])|为止|止)/;
const NO_DEADLINE = /^[ \u3000]*(?:起|以来|至今|之日|开始|以后|之后|后|（?含）?起)/;

type Groups = Record<string, string | undefined>;

/** The first of these groups that matched. */
function firstOf(groups: Groups, ...names: string[]): string | undefined {
  return names.map((name) => groups[name]).find((value) => value !== undefined);
}

function partOf(groups: Groups): string {
  const half = firstOf(groups, 'ah', 'bh');
  if (half !== undefined) return half;
  const quarter = firstOf(groups, 'aq', 'bq');
  if (quarter !== undefined) return `q${numeral(quarter) ?? 1}`;
  return (firstOf(groups, 'ap', 'bp', 'ae', 'be') ?? '').replace(/^年/, '');
}

function numberOf(printed: string | undefined): number | null {
  return printed === undefined ? null : numeral(printed);
}

function hitOf(match: RegExpMatchArray, text: string): DateHit | null {
  const groups = match.groups as Groups;
  const start = match.index!;
  const bare = start + match[0].trimEnd().length;
  const after = text.slice(bare, bare + 8);
  if (NO_DEADLINE.test(after)) return null;
  const before = BEFORE.exec(after)?.[0] ?? '';
  const year = firstOf(groups, 'y', 'iy');
  const month = numberOf(firstOf(groups, 'am', 'bm', 'im'));
  const day = numberOf(firstOf(groups, 'ad', 'bd', 'id'));
  if ((month !== null && (month < 1 || month > 12)) || day === 0) return null;
  return {
    start,
    end: bare + before.length,
    year: year === undefined ? null : yearOf(year),
    relative: groups.rel ?? null,
    month,
    day,
    part: partOf(groups),
    before: before.trim(),
  };
}

/** No day without one of these; most names and many texts have none. */
const NAMES_A_DAY = /[年月季]|[\d０-９][-./]/;

/** All days named in a text, in order; 「…起」 and 「…以来」 are left out. */
export function datesIn(text: string): DateHit[] {
  const hits: DateHit[] = [];
  if (!NAMES_A_DAY.test(text)) return hits;
  for (const match of halfWidth(text).matchAll(DATE)) {
    const hit = hitOf(match, text);
    if (hit !== null) hits.push(hit);
  }
  return hits;
}

const ENDS: Record<string, [number, number]> = {
  上半年: [6, 30],
  下半年: [12, 31],
  q1: [3, 31],
  q2: [6, 30],
  q3: [9, 30],
  q4: [12, 31],
  中: [6, 30],
};

function monthAndDay(hit: DateHit, year: number): [number, number] {
  if (hit.month === null) return ENDS[hit.part] ?? [12, 31];
  if (hit.day !== null) return [hit.month, hit.day];
  const days: Record<string, number> = { 初: 10, 上旬: 10, 中: 15, 中旬: 20 };
  return [hit.month, days[hit.part] ?? lastDayOf(year, hit.month)];
}

export interface Resolved {
  dueOn: string | null;
  /** The year was guessed from the issue day and the day had passed, or nothing told it. */
  yearDoubtful: boolean;
  /** 「6月前」, 「2025年前」: before it begins, or by its end? Taken as by its end. */
  dayDoubtful: boolean;
}

const NEXT = /明年|次年|翌年/;

function yearFor(
  hit: DateHit,
  context: DateContext,
  carried: number | null,
): { year: number | null; guessed: boolean } {
  if (hit.year !== null) return { year: hit.year, guessed: false };
  const issued = context.issuedOn === null ? null : Number(context.issuedOn.slice(0, 4));
  if (hit.relative !== null && NEXT.test(hit.relative)) {
    return { year: carried !== null ? carried + 1 : issued === null ? null : issued + 1, guessed: false };
  }
  if (carried !== null) return { year: carried, guessed: false };
  if (context.titleYear !== null && (issued === null || context.titleYear >= issued)) {
    return { year: context.titleYear, guessed: false };
  }
  return { year: issued, guessed: true };
}

/** The day a hit means; `carried` is the year named last in the same item. */
export function resolveDate(hit: DateHit, context: DateContext, carried: number | null): Resolved {
  const { year, guessed } = yearFor(hit, context, carried);
  if (year === null) return { dueOn: null, yearDoubtful: true, dayDoubtful: false };
  const dayDoubtful = hit.before !== '' && hit.day === null && hit.part === '';
  const dueOn = isoDay(year, ...monthAndDay(hit, year));
  const passed = guessed && dueOn !== null && context.issuedOn !== null && dueOn < context.issuedOn;
  if (!passed) return { dueOn, yearDoubtful: false, dayDoubtful };
  return { dueOn: isoDay(year + 1, ...monthAndDay(hit, year + 1)), yearDoubtful: true, dayDoubtful };
}

const WHOLE_DATE =
  /^[（(]?\s*((?:19|20)\d{2}|[一二][〇○零O九][〇○零一二三四五六七八九]{2})\s*[年\-./]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月\-./]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?\s*[）)]?$/;

/** A line or phrase that is nothing but a day: 二〇一八年十一月二日, （2018年11月2日）, 2018-11-02. */
export function wholeDate(text: string): string | null {
  const match = WHOLE_DATE.exec(
    halfWidth(text)
      .replace(/[\u3000\u00a0]/g, ' ')
      .trim(),
  );
  if (match === null) return null;
  const [year, month, day] = [yearOf(match[1]!), numeral(match[2]!), numeral(match[3]!)];
  return year === null || month === null || day === null ? null : isoDay(year, month, day);
}
