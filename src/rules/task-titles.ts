/**
 * Rule: every task has its verbatim text and a short title for tables and mail subjects (“titles and
 * numbers only, no full texts”). The title is a piece of the text: its first clause that says what is
 * to be done, at most 24 characters, never ending inside 《…》 or a quotation.
 *
 * Example: '依照《办法》规定，对符合相关情形的干部或单位及时启动容错程序。对区镇…' becomes
 * '对符合相关情形的干部或单位及时启动容错程序': the leading clause only says by which rule.
 */

export const LONGEST_TITLE = 24;
const ELLIPSIS = '…';
/** A cut that would leave less than this says too little. */
const SHORTEST_CUT = 8;

const CLOSING_OF = new Map(
  [...'《》〈〉（）()“”‘’「」『』〔〕【】[]'].flatMap((c, i, all) =>
    i % 2 === 0 ? [[c, all[i + 1] ?? '']] : [],
  ) as [string, string][],
);
const CLOSERS = new Set(CLOSING_OF.values());
const SENTENCE_END = /[。；！？;!?]/u;
const CLAUSE_END = /[，：,:]/u;
const PREAMBLES = [
  /^(?:根据|依据|依照|按照|遵照|对照|围绕|结合|突出|聚焦|针对|通过|或)/u,
  /^为(?:了|贯彻|进一步|深入|全面|切实|确保|加快)/u,
  /^在.*[下中上前时后]$/u,
  /^以.*(?:为.*|导向|目标|抓手|主线)$/u,
];
const LOOSE_END = /[的和与及或、，：]+$/u;

/** A title of at most 24 characters; '' only for text without a character. */
export function shortTitle(text: string): string {
  const flat = text.replace(/\s*\n\s*/gu, '').trim();
  const sentence = splitOutside(flat, SENTENCE_END).find((part) => part !== '') ?? '';
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

/** For each offset, how many brackets and quotations are open before it. */
function openUntil(text: string): number[] {
  const depths = [0];
  const stack: string[] = [];
  for (const unit of text.split('')) {
    step(stack, unit);
    depths.push(stack.length);
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
  if (closing !== undefined) stack.push(closing);
  else if (CLOSERS.has(character) && stack.includes(character)) stack.length = stack.lastIndexOf(character);
}

/** Splits at marks that stand outside brackets and quotations; without any closing bracket the rest stays one part. */
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
