/**
 * Deadlines an item states, and the plan-level one for handing in refinement plans.
 *
 * What a bracket, line or cell gives as until-when stands first, word for word; then the days the text itself sets
 * (6月底前, 到2025年). A day in running text counts only with a word that makes it a limit, and not if it had passed when
 * the document was issued: 「2020年以来」, 「2017年底」 are history.
 *
 * Example: 「请各牵头单位将细化方案于11月20日前报市委组织部」 → refinement, phrase 「于11月20日前」.
 */
import { datesIn, resolveDate, type DateContext, type DateHit, type Resolved } from './plan-dates.js';
import { withoutEnd } from './plan-text.js';
import type { Duty } from './plan-duties.js';
import type { ReadDeadline, RefinementDeadline, Span } from './plan-types.js';

export type DateTrouble = 'unreadable-date' | 'ambiguous-year' | 'ambiguous-day';

export interface Stated extends ReadDeadline {
  trouble: DateTrouble | null;
}

const STANDING =
  /持续|长期|常态|常年|全年|定期|经常|坚持|每年|每季|每月|每周|适时|及时|立即|立行|即知|随时|贯穿|按时|逐步|逐年|不断|日常|同步/;

function troubleOf(resolved: Resolved, hit: DateHit): DateTrouble | null {
  if (resolved.dueOn === null) return resolved.yearDoubtful ? 'ambiguous-year' : 'unreadable-date';
  if (resolved.yearDoubtful && hit.relative === null) return 'ambiguous-year';
  return resolved.dayDoubtful ? 'ambiguous-day' : null;
}

/** 1月—6月 and 2021年3月至2022年5月 end with their last day. */
function lastOfRange(hits: DateHit[], text: string): DateHit {
  let hit = hits[0]!;
  for (const next of hits.slice(1)) {
    if (!/^[\s—–\-－~～至到]+$/.test(text.slice(hit.end, next.start))) break;
    hit = next.year === null && hit.year !== null ? { ...next, year: hit.year } : next;
  }
  return hit;
}

function fieldDeadline(
  source: string,
  span: Span & { labelled: boolean },
  context: DateContext,
  carried: number | null,
): { stated: Stated; year: number | null } {
  const phrase = withoutEnd(source.slice(span.start, span.end), '。；;，,');
  const base = { start: span.start, end: span.start + phrase.length, phrase };
  const hits = datesIn(phrase);
  if (hits.length === 0) {
    const trouble = STANDING.test(phrase) ? null : ('unreadable-date' as const);
    return { stated: { ...base, dueOn: null, trouble }, year: carried };
  }
  const hit = lastOfRange(hits, phrase);
  const empty = hit.month === null && hit.part === '' && hit.year === null;
  if (empty) return { stated: { ...base, dueOn: null, trouble: null }, year: carried };
  const resolved = resolveDate(hit, context, carried);
  return {
    stated: { ...base, dueOn: resolved.dueOn, trouble: troubleOf(resolved, hit) },
    year: hit.year ?? carried,
  };
}

const FINISHES =
  /^[^，。；]{0,8}(?:完成|建成|实现|印发|出台|开工|投用|投入|启动|达到|全部|基本|竣工|交付|上线|试运行)/;

/** History, a title, a bracket or the beginning of a range. */
function isAside(before: string, after: string): boolean {
  return /(?:截至|截止到|自|从|《[^》]*|〔|（|\()$/.test(before) || /^(?:[》〕—–\-－~～至]|的)/.test(after);
}

/** Whether a day in running text is a limit: 6月底前, 到2025年, 年内完成; not 「2020年」 or 「上半年考评」. */
function isLimit(hit: DateHit, text: string): boolean {
  const before = text.slice(Math.max(0, hit.start - 6), hit.start);
  const after = text.slice(hit.end, hit.end + 20);
  const finer = hit.month !== null || hit.part !== '';
  if (isAside(before, after) || (!finer && hit.year === null)) return false;
  if (hit.before !== '') return hit.before !== '止' || hit.month !== null;
  if (/[到至]$/.test(before)) return hit.year !== null || hit.month !== null;
  return finer && /(?:力争|确保|[在于，。；、]|^)$/.test(before) && FINISHES.test(after);
}

function textDeadlines(source: string, span: Span, context: DateContext): Stated[] {
  const text = source.slice(span.start, span.end);
  const found: Stated[] = [];
  let carried: number | null = null;
  for (const hit of datesIn(text)) {
    if (!isLimit(hit, text)) {
      continue;
    }
    const resolved = resolveDate(hit, context, carried);
    const past = hit.year !== null && context.issuedOn !== null && (resolved.dueOn ?? '') < context.issuedOn;
    if (resolved.dueOn === null || past) continue;
    carried = hit.year ?? carried;
    const lead =
      /(?:力争到|到|至|于|在)$/.exec(text.slice(Math.max(0, hit.start - 3), hit.start))?.[0].length ?? 0;
    const start = span.start + hit.start - lead;
    const end = span.start + hit.end;
    found.push({
      start,
      end,
      phrase: source.slice(start, end),
      dueOn: resolved.dueOn,
      trouble: troubleOf(resolved, hit),
    });
  }
  return found;
}

/** All deadlines of one item: fields first, then those of the text (its spans without responsibilities). */
export function deadlinesOf(source: string, duties: Duty[], texts: Span[], context: DateContext): Stated[] {
  const fields: Stated[] = [];
  let carried: number | null = null;
  for (const duty of duties) {
    for (const span of duty.phrases) {
      const { stated, year } = fieldDeadline(source, span, context, carried);
      carried = year;
      if (stated.phrase !== '' && !/^[-—/无]+$/.test(stated.phrase)) fields.push(stated);
    }
  }
  return [...fields, ...texts.flatMap((span) => textDeadlines(source, span, context))];
}

const HANDS_IN = /报(?!告制度|名|道|表|刊|警|考|酬|销|社|废)|上报|报送|报备|提交|反馈|备案/g;
const REFINEMENT =
  /(?:细化|实施|落实|推进|办理|分解|具体|行动|整改|贯彻|工作|任务|配套)[^，。；]{0,14}(?:方案|举措|措施|计划|清单|台账|分工|安排|意见|细则)|任务分解|细化分解|路线图|时间表|方案/;
const ROUTINE = /每[年月季周半]|进展|完成情况|落实情况|推进情况|工作情况|总结|季度|月报|信息/;

/** The days by which 细化方案, 实施方案 and the like are to be handed in, from paragraphs that are no task. */
export function refinementsIn(
  source: string,
  paragraphs: Span[],
  context: DateContext,
): RefinementDeadline[] {
  const found: RefinementDeadline[] = [];
  for (const paragraph of paragraphs) {
    const whole = source.slice(paragraph.start, paragraph.end);
    if (!/[报提反备]/.test(whole) || !REFINEMENT.test(whole)) continue;
    for (const sentence of whole.matchAll(/[^。；;！\n]+/g)) {
      found.push(...refinementsOf(source, paragraph.start + sentence.index, sentence[0], context));
    }
  }
  return found;
}

function refinementsOf(
  source: string,
  base: number,
  sentence: string,
  context: DateContext,
): RefinementDeadline[] {
  if (!REFINEMENT.test(sentence)) return [];
  const hits = datesIn(sentence).filter(
    (hit) => hit.month !== null && (hit.before !== '' || hit.part !== ''),
  );
  const found: RefinementDeadline[] = [];
  const verbs = [...sentence.matchAll(HANDS_IN)].map((verb) => verb.index);
  let next = 0;
  for (const [index, hit] of hits.entries()) {
    while (next < verbs.length && verbs[next]! < hit.end) next += 1;
    const verb = verbs[next];
    if (verb === undefined || verb >= (hits[index + 1]?.end ?? Infinity)) continue;
    const clause = sentence.slice(hit.end, verb) + /^[^，,]{0,30}/.exec(sentence.slice(verb))![0];
    const before = sentence.slice(Math.max(0, hit.start - 3), hit.start);
    if (ROUTINE.test(clause) || /每[月季年]\D?$/.test(before)) continue;
    const lead = /[于在]$/.test(before) ? 1 : 0;
    const span = { start: base + hit.start - lead, end: base + hit.end };
    const phrase = source.slice(span.start, span.end);
    found.push({ kind: 'refinement', phrase, dueOn: resolveDate(hit, context, null).dueOn, ...span });
  }
  return found;
}
