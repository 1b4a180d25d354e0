/**
 * Title, 文号, issuer and issue day, and the lines they stand on.
 *
 * The issuer is whoever signs above the issue day; without signature the letterhead 「…文件」, else the body before
 * 「关于」 in the title. The issue day is the first line that is nothing but a day.
 *
 * Example: 「中共海门市委办公室 / 2018年11月2日」 → issuedBy 中共海门市委办公室, issuedOn 2018-11-02.
 */
import { wholeDate } from './plan-dates.js';
import {
  isAnnex,
  isNotice,
  isNote,
  isNumberLine,
  numberIn,
  titleAt,
  yearInTitle,
  type Title,
} from './plan-title.js';
import { foundIn } from './plan-found.js';
import { isUnitLike } from './plan-units.js';
import { markerOf } from './plan-numbering.js';
import { halfWidth, squeeze } from './plan-text.js';
import type { Line } from './plan-lines.js';

export interface Head {
  title: string | null;
  documentNumber: string | null;
  issuedBy: string | null;
  issuedOn: string | null;
  titleYear: number | null;
  /** Lines that are title, number, letterhead, signature or issue day. */
  lines: Set<number>;
  /** Lines at which a new part of the document begins (attached document, annex, what follows the issue day). */
  parts: Set<number>;
}

const HEAD_LINES = 60;
const DAY = '(?:19|20)\\d{2}\\s*[年\\-./]\\s*\\d{1,2}\\s*[月\\-./]\\s*\\d{1,2}\\s*日?';
const SIGNED = new RegExp(
  `^([^\\d。，：:]{2,40}?)[\\s\\u3000]*((?:${DAY}|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日))\\s*(?:印发|发布)?$`,
);
const ISSUED_LABEL = new RegExp(
  `(?:成文日期|印发日期|发文日期|公布日期|印发时间|成文时间|生成日期)[】\\s：:]*(${DAY})`,
);
const ISSUER_LABEL =
  /(?:发布机关|发文机关|发布机构|制定机关|发文单位)[】\s：:]*([\u4e00-\u9fa5（）()、]{2,40})/;

function isBody(line: Line): boolean {
  return /。/.test(line.text) || line.text.length > 110 || foundIn(line, 0).trailing.length > 0;
}

function firstTitle(lines: Line[]): Title | null {
  for (let at = 0; at < Math.min(lines.length, HEAD_LINES); at += 1) {
    const title = titleAt(lines, at);
    if (title !== null) return title;
    const marker = markerOf(lines[at]!.text);
    if (isNote(lines[at]!.text)) continue;
    if (isBody(lines[at]!) || (marker !== null && marker.kind !== 'dash')) return null;
  }
  return null;
}

/** The first line that is only a day, and that no table holds. */
function dayLine(lines: Line[], tables: Set<number>): number {
  return lines.findIndex(
    (line, at) => !tables.has(at) && line.text.length < 30 && wholeDate(line.text) !== null,
  );
}

function sameTitle(a: string, b: string): boolean {
  const bare = (text: string): string => text.replace(/[\s（）()《》〈〉—–\-－]/g, '');
  return bare(a) === bare(b);
}

/** Where an attached document may begin: after the issue day (notes and 附件 skipped), else before the first number. */
function attachedStarts(lines: Line[], body: number, day: number): number[] {
  const starts: number[] = [];
  for (let at = day + 1; day >= body && at < Math.min(lines.length, day + 8); at += 1) {
    const text = lines[at]!.text;
    const title = titleAt(lines, at);
    if (title !== null) starts.push(at);
    else if (!isNote(text) && !/^附\s*件/.test(text)) break;
  }
  for (let at = body; at < Math.min(lines.length, body + HEAD_LINES); at += 1) {
    const marker = markerOf(lines[at]!.text);
    if (marker !== null && marker.kind !== 'dash') break;
    starts.push(at);
  }
  return starts;
}

function attachedTitle(lines: Line[], head: Title | null, day: number): Title | null {
  if (head !== null && !isNotice(head.text)) return null;
  for (const at of attachedStarts(lines, head?.to ?? 0, day)) {
    const title = titleAt(lines, at);
    if (title !== null && !sameTitle(title.text, head?.text ?? '')) return title;
  }
  return null;
}

function signersAbove(lines: Line[], day: number, taken: Set<number>): number[] {
  const signers: number[] = [];
  for (let at = day - 1; at >= 0 && signers.length < 8; at -= 1) {
    const text = lines[at]!.text;
    if (taken.has(at) || text.length > 45 || /[。，：:；]/.test(text) || !isUnitLike(text) || markerOf(text))
      break;
    signers.unshift(at);
  }
  return signers;
}

function nameOf(text: string): string {
  return text
    .split(/[\s\u3000]+/)
    .filter((part) => part !== '')
    .every((part) => isUnitLike(part) && part.length > 3)
    ? text.split(/[\s\u3000]+/).join('、')
    : squeeze(text);
}

function fromTitle(title: string | null): string | null {
  const before = /^[《]?([^《]{2,60}?)[\s\u3000]*(?:关于|印发|转发|批转)/.exec(title ?? '')?.[1];
  return before !== undefined && isUnitLike(before) ? squeeze(before) : null;
}

interface Issue {
  by: string | null;
  on: string | null;
  lines: number[];
}

function issueOf(lines: Line[], day: number, taken: Set<number>): Issue {
  if (day >= 0) {
    const signers = signersAbove(lines, day, taken);
    const by = signers.map((at) => nameOf(lines[at]!.text)).join('、');
    return { by: by === '' ? null : by, on: wholeDate(lines[day]!.text), lines: [...signers, day] };
  }
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at]!.text;
    if (text.length > 80) continue;
    const signed = SIGNED.exec(halfWidth(text));
    if (signed !== null && isUnitLike(signed[1]!)) {
      return { by: nameOf(signed[1]!), on: wholeDate(signed[2]!), lines: [at] };
    }
  }
  const label = lines.slice(0, HEAD_LINES).find((line) => ISSUED_LABEL.test(halfWidth(line.text)));
  const printed = label === undefined ? null : ISSUED_LABEL.exec(halfWidth(label.text))![1]!;
  return { by: null, on: printed === null ? null : wholeDate(printed), lines: [] };
}

function letterhead(lines: Line[], until: number): { name: string; at: number } | null {
  for (let at = 0; at < Math.min(until, lines.length); at += 1) {
    const text = squeeze(lines[at]!.text);
    const name = text.replace(/文件$/, '');
    if (text.length <= 42 && !/[。，：:]/.test(text) && markerOf(text) === null && isUnitLike(name))
      return { name, at };
  }
  return null;
}

function labelledIssuer(lines: Line[]): string | null {
  for (const line of lines.slice(0, 20)) {
    const match = line.text.length < 200 ? ISSUER_LABEL.exec(line.text) : null;
    if (match !== null) return match[1]!;
  }
  return null;
}

function partStarts(lines: Line[], attached: Title | null, day: number): Set<number> {
  const parts = new Set<number>();
  lines.forEach((line, at) => {
    if (isAnnex(line.text)) parts.add(at);
  });
  if (attached !== null) parts.add(attached.from);
  if (day >= 0) parts.add(day + 1);
  return parts;
}

/** Lines of both titles, and of the same title printed again. */
function titleLines(lines: Line[], titles: (Title | null)[]): Set<number> {
  const used = new Set<number>();
  for (const title of titles) {
    for (let at = title?.from ?? 0; at < (title?.to ?? 0); at += 1) used.add(at);
  }
  const first = titles[0]?.text;
  lines.slice(0, HEAD_LINES).forEach((line, at) => {
    const again = first !== undefined && line.text.length < 110 && sameTitle(squeeze(line.text), first);
    if (again || isNumberLine(line.text)) used.add(at);
  });
  return used;
}

function numberOf(lines: Line[]): string | null {
  for (const line of lines.slice(0, HEAD_LINES)) {
    const number = numberIn(line.text);
    if (number !== null) return number;
  }
  return null;
}

function issuerOf(lines: Line[], issue: Issue, top: string | null, title: string | null): string | null {
  return issue.by ?? top ?? fromTitle(title) ?? labelledIssuer(lines);
}

/** Reads the head; `tables` are the lines tables stand on. */
export function headOf(lines: Line[], tables: Set<number>): Head {
  const head = firstTitle(lines);
  const day = dayLine(lines, tables);
  const attached = attachedTitle(lines, head, day);
  const used = titleLines(lines, [head, attached]);
  const issue = issueOf(lines, day, used);
  const top = letterhead(lines, head === null ? 3 : head.from);
  for (const at of top === null ? issue.lines : [...issue.lines, top.at]) used.add(at);
  const titles = [attached, head].filter((title) => title !== null).map((title) => title.text);
  const years = titles.map((title) => yearInTitle(title)).filter((year) => year !== null);
  return {
    title: titles[0] ?? null,
    documentNumber: numberOf(lines),
    issuedBy: issuerOf(lines, issue, top === null ? null : top.name, titles.at(-1) ?? null),
    issuedOn: issue.on,
    titleYear: years[0] ?? null,
    lines: used,
    parts: partStarts(lines, attached, day),
  };
}
