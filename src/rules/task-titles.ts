/**
 * Rule: every task has its verbatim text and a short title for tables and mail subjects (“titles and
 * numbers only, no full texts”). The title is a piece of the text: its first clause that says what is
 * to be done, at most 24 characters, never ending inside 《…》 or a quotation.
 *
 * Example: '依照《办法》规定，对符合相关情形的干部或单位及时启动容错程序。对区镇…' becomes
 * '对符合相关情形的干部或单位及时启动容错程序': the leading clause only says by which rule.
 */
import { cleanLine } from './clean-line.js';

export const LONGEST_TITLE = 24;
/** What a title is looked for in; a first sentence is far shorter. */
const LOOKED_AT = 600;
const ELLIPSIS = '…';
/** A cut that would leave less than this says too little. */
const SHORTEST_CUT = 8;

const PAIRS = ['《》', '〈〉', '（）', '()', '“”', '‘’', '「」', '『』', '〔〕', '【】', '[]'];
const CLOSING_OF = new Map(PAIRS.map((pair) => [pair.charAt(0), pair.charAt(1)]));
const SENTENCE_END = /[。；！？;!?]/u;
const CLAUSE_END = /[，：,:]/u;
const PREAMBLES = [
  /^(?:根据|依据|依照|按照|遵照|对照|围绕|结合|突出|聚焦|针对|通过|或)/u,
  /^为(?:了|贯彻|进一步|深入|全面|切实|确保|加快)/u,
  /^在.*[下中上前时后]$/u,
  /^以.*(?:为.*|导向|目标|抓手|主线)$/u,
];
const LOOSE_END = /[的和与及或、，：]+$/u;

/** A title of at most 24 characters, on one line; '' only for text without a character. */
export function shortTitle(text: string): string {
  const line = cleanLine(text)
    .replace(/^[。；！？;!?\s]+/u, '')
    .slice(0, LOOKED_AT);
  const sentence = splitOutside(line, SENTENCE_END)[0] ?? '';
  const clauses = splitOutside(sentence, CLAUSE_END).filter((part) => part !== '');
  const told = clauses.slice(
    Math.max(
      0,
      clauses.findIndex((clause) => !isPreamble(clause)),
    ),
  );
  return shortened(joined(told));
}

function isPreamble(clause: string): boolean {
  const describesWhom = clause.startsWith('对') && lengthOf(clause) > LONGEST_TITLE;
  return describesWhom || PREAMBLES.some((pattern) => pattern.test(clause));
}

/** The first clause and as many of the following as fit. */
function joined(clauses: string[]): string {
  let title = clauses[0] ?? '';
  for (const clause of clauses.slice(1)) {
    const longer = `${title}，${clause}`;
    if (lengthOf(longer) > LONGEST_TITLE) break;
    title = longer;
  }
  return title;
}

function shortened(title: string): string {
  if (lengthOf(title) <= LONGEST_TITLE) return title;
  const cut = bestCut(title);
  return cut > 0 ? `${title.slice(0, cut).replace(LOOSE_END, '')}${ELLIPSIS}` : cutInside(title);
}

/** Where to cut (UTF-16 offset): before the last 、 if that keeps half a title, else between two words; 0 where neither. */
function bestCut(title: string): number {
  const open = openUntil(title);
  const fits = (offset: number): boolean =>
    open[offset] === 0 && lengthOf(title.slice(0, offset)) < LONGEST_TITLE;
  const marks = [...title.matchAll(/、/gu)].map((match) => match.index).filter(fits);
  const mark = marks.at(-1) ?? 0;
  if (lengthOf(title.slice(0, mark)) * 2 >= LONGEST_TITLE) return mark;
  const words = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(title)];
  const cut =
    words
      .map((word) => word.index)
      .filter(fits)
      .at(-1) ?? 0;
  return lengthOf(title.slice(0, cut)) >= SHORTEST_CUT ? cut : 0;
}

/** A name longer than a title has to be cut inside; its brackets are closed again: 《关于…》 */
function cutInside(title: string): string {
  const characters = [...title];
  for (let kept = LONGEST_TITLE - 1; kept > 0; kept -= 1) {
    const head = characters.slice(0, kept).join('');
    const whole = `${head}${ELLIPSIS}${closersFor(head)}`;
    if (lengthOf(whole) <= LONGEST_TITLE) return whole;
  }
  return ELLIPSIS;
}

/** For each offset, how many brackets and quotations that are closed again are open before it. */
function openUntil(text: string): number[] {
  const depths = new Array<number>(text.length + 1).fill(0);
  const opened: { closing: string; from: number }[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const closing = CLOSING_OF.get(text.charAt(i));
    if (closing !== undefined) opened.push({ closing, from: i });
    const at = opened.findLastIndex((one) => isClosedBy(one.closing, text.charAt(i)));
    if (at === -1) continue;
    for (let inside = (opened[at]?.from ?? i) + 1; inside <= i; inside += 1)
      depths[inside] = (depths[inside] ?? 0) + 1;
    opened.length = at;
  }
  return depths;
}

function closersFor(head: string): string {
  const stack: string[] = [];
  for (const character of head) step(stack, character);
  return stack.reverse().join('');
}

/** The stack holds what would close each open bracket; a closing one without its opening is ignored. */
function step(stack: string[], character: string): void {
  const closing = CLOSING_OF.get(character);
  const at = stack.findLastIndex((one) => isClosedBy(one, character));
  if (closing !== undefined) stack.push(closing);
  else if (at !== -1) stack.length = at;
}

/** Plans typed in haste open with “ and close with ". */
function isClosedBy(closing: string, character: string): boolean {
  return character === closing || (closing === '”' && character === '"');
}

/** Splits at marks that stand outside brackets and quotations; an opening that is never closed does not count. */
function splitOutside(text: string, mark: RegExp): string[] {
  const open = openUntil(text);
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (open[i] !== 0 || !mark.test(text.charAt(i))) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return [...parts, text.slice(start).trim()];
}

function lengthOf(text: string): number {
  return [...text].length;
}
