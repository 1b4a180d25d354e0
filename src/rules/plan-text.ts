/**
 * Small facts about Chinese official text that the other plan files share: blanks, numerals, brackets.
 *
 * Example: `numeral('二十一')` and `numeral('２１')` are both 21; `squeeze('实施\n办法')` is 「实施办法」.
 */
import type { Span } from './plan-types.js';

const BLANK = /\s/;

export function isBlank(char: string): boolean {
  return BLANK.test(char);
}

/** The text without the loose characters at its end. A loop: `/[…]+$/` begins anew at each of them, for minutes. */
export function withoutEnd(text: string, loose: string): string {
  let end = text.length;
  while (end > 0 && loose.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The span without blanks at both ends; of nothing but blanks its end. */
export function trimSpan(source: string, start: number, end: number): Span {
  const text = source.slice(start, end);
  const from = end - text.trimStart().length;
  return { start: from, end: Math.max(from, start + text.trimEnd().length) };
}

/** Titles and names are broken over lines for the eye: drop blanks except between Latin words. */
export function squeeze(text: string): string {
  if (!BLANK.test(text)) return text;
  return text.replace(/(^|.)\s+(?=(.)|$)/gu, (_, before: string, after?: string) =>
    /[\w,.]/.test(before) && after !== undefined && /\w/.test(after) ? `${before} ` : before,
  );
}

/** Full-width digits and dots to ASCII, one for one, so that offsets stay. */
export function halfWidth(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
}

const DIGITS = '零一二三四五六七八九';

/** Up to five digits, ASCII or full-width, or Chinese up to 999; null when it is no number. */
export function numeral(text: string): number | null {
  const arabic = halfWidth(text);
  if (/^\d{1,5}$/.test(arabic)) return Number(arabic);
  const plain = arabic.replace(/[〇○]/g, '零').replace(/两/g, '二');
  const match =
    /^(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)$/.exec(plain);
  if (match === null || plain === '') return null;
  const digit = (char: string | undefined): number => (char ? DIGITS.indexOf(char) : 0);
  const tens = match[3] ? digit(match[2]) || 1 : 0;
  return digit(match[1]) * 100 + tens * 10 + digit(match[4]);
}

/** 二〇二一 → 2021; null when it is no four-digit year. */
export function yearOf(text: string): number | null {
  const plain = halfWidth(text)
    .replace(/[〇○O]/g, '0')
    .replace(/[零一二三四五六七八九]/g, (char) => String(DIGITS.indexOf(char)))
    .replace(/\s/g, '');
  return /^(?:19|20)\d\d$/.test(plain) ? Number(plain) : null;
}

const ROUND_OPEN = '（(';
const ROUND_CLOSE = '）)';
const SQUARE_OPEN = '【〔[［';
const ANY_BRACKET = /[（(【〔[［）)】〕\]］]/g;

export interface Bracket extends Span {
  inner: Span;
  closed: boolean;
}

/**
 * The outermost matched brackets of a line, in order; half and full width may be mixed. An opening bracket that
 * nothing closes does not swallow the brackets after it; the last such is given with `closed: false`.
 */
export function bracketsIn(text: string): Bracket[] {
  const open: { at: number; round: boolean }[] = [];
  const found: Bracket[] = [];
  for (const match of text.matchAll(ANY_BRACKET)) {
    const at = match.index;
    const round = (ROUND_OPEN + ROUND_CLOSE).includes(match[0]);
    if ((ROUND_OPEN + SQUARE_OPEN).includes(match[0])) {
      open.push({ at, round });
      continue;
    }
    const last = open.at(-1);
    if (last === undefined || last.round !== round) continue;
    open.pop();
    while (found.length > 0 && found.at(-1)!.start > last.at) found.pop();
    found.push({ start: last.at, end: at + 1, inner: { start: last.at + 1, end: at }, closed: true });
  }
  const dangling = open.at(-1)?.at;
  if (dangling !== undefined && (found.at(-1)?.end ?? 0) <= dangling) {
    const inner = { start: dangling + 1, end: text.length };
    found.push({ start: dangling, end: text.length, inner, closed: false });
  }
  return found;
}

/** 30 February never reaches a deadline: the last day of a month, 2024-02 → 29. */
export function lastDayOf(year: number, month: number): number {
  return [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ][month - 1]!;
}

export function isoDay(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > lastDayOf(year, month)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
