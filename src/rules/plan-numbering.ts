/**
 * The number a paragraph begins with, and its kind. Which kind stands under which is learned from each document
 * (plan-tree); only the order 一、（一）1.（1）① of the official style guide GB/T 9704 is common, and even that is broken.
 *
 * Example: 「12．健全完善体检结果」 → kind `num`, no "12", value 12, length 3; 「1.5亿元」, 「2021年」 and 「（2021）」 have no
 * number.
 */
import { halfWidth, numeral } from './plan-text.js';

export type MarkerKind =
  | 'chapter' // 第一章
  | 'article' // 第一条
  | 'cn' // 一、
  | 'cnp' // （一）
  | 'num' // 1.  1、
  | 'dec' // 1.1
  | 'nump' // （1）
  | 'numr' // 1）
  | 'circ' // ①
  | 'dash'; // ——坚持

export interface Marker {
  kind: MarkerKind;
  /** As printed, without punctuation; '' for a dash. */
  no: string;
  value: number;
  /** Characters taken at the start of the paragraph. */
  length: number;
}

const CN = '[一二三四五六七八九十百零〇○]{1,5}';
/** 「（2021）」 at the start of a paragraph is a year. */
const NO_YEAR = '(?!(?:19|20)\\d{2}\\D)';
const PATTERNS: [MarkerKind, RegExp][] = [
  ['chapter', new RegExp(`^第\\s*(${CN}|\\d{1,3})\\s*[章编篇节](?![节制])`)],
  ['article', new RegExp(`^第\\s*(${CN}|\\d{1,3})\\s*条(?!件|例|款|线|约|目)[：:]?`)],
  ['chapter', new RegExp(`^第\\s*(${CN})\\s*(?:部分|板块)[：:、]?`)],
  ['cn', new RegExp(`^(${CN})\\s*[、．.](?!\\d)`)],
  ['cn', new RegExp(`^[（(](${CN})[、．.][）)]`)],
  ['cnp', new RegExp(`^[（(]\\s*(${CN})\\s*[）)][、．.]?`)],
  ['dec', /^(\d{1,2}(?:[.．]\d{1,2}){1,3})(?:[.．、]|\s+|(?=[\u4e00-\u9fa5“《]))(?!\d|[万亿%％倍个元吨米])/],
  ['num', /^(\d{1,5})\s*[.．、](?!\d)/],
  ['num', /^(?:任务|事项|措施|举措|条目)\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[：:、.．]/],
  ['nump', new RegExp(`^[（(]\\s*${NO_YEAR}(\\d{1,5})\\s*[）)][、．.]?`)],
  ['numr', new RegExp(`^${NO_YEAR}(\\d{1,5})\\s*[）)][、．.]?`)],
  ['num', /^([⒈-⒛])/],
  ['nump', /^([⑴-⒇])/],
  ['cnp', /^([㈠-㈩])/],
  ['circ', /^([①-⑳])[、．.]?/],
  ['dash', /^(?:——?|--|[•●◆■★▪·])()\s*/],
];

const RINGS: [string, number][] = [
  ['①', 0x2460],
  ['⑴', 0x2474],
  ['⒈', 0x2488],
  ['㈠', 0x3220],
];

function valueOf(no: string): number {
  const code = no.charCodeAt(0);
  for (const [, first] of RINGS) if (code >= first && code < first + 20) return code - first + 1;
  const last = no.split(/[.．]/).at(-1) ?? no;
  return numeral(last) ?? 0;
}

/** The marker at the start of a trimmed paragraph; null when it begins with plain text. */
export function markerOf(text: string): Marker | null {
  const head = halfWidth(text.slice(0, 16));
  for (const [kind, pattern] of PATTERNS) {
    const match = pattern.exec(head);
    if (match === null) continue;
    const printed = text.slice(match[0].indexOf(match[1]!), match[0].indexOf(match[1]!) + match[1]!.length);
    const rest = /^[\s\u3000]*/.exec(text.slice(match[0].length))![0].length;
    return { kind, no: printed.replace(/\s/g, ''), value: valueOf(printed), length: match[0].length + rest };
  }
  return null;
}
