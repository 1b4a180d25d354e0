/**
 * Where in a paragraph responsibilities stand: in brackets anywhere, as labels at its end or alone on the line, or
 * as a closing sentence 「由A牵头，B配合。」.
 *
 * Example: 「推进登记。（0.5分）（6月底完成，牵头考核单位：市工信局）」 has one, trailing; （0.5分） is text.
 */
import { bracketsIn } from './plan-text.js';
import { labelsIn, namesUnits } from './plan-labels.js';
import { isUnitLike } from './plan-units.js';
import { LONGEST_DUTY, readDuty, type Duty } from './plan-duties.js';
import type { Line } from './plan-lines.js';
import type { Span } from './plan-types.js';

export interface Found {
  /** The responsibility with its brackets and the full stop after them, in the offsets of the document. */
  span: Span;
  duty: Duty;
}

export interface FoundIn {
  /** In the middle of the text, in order. */
  inner: Found[];
  /** At its end. */
  trailing: Found[];
  /** Where the text ends before them. */
  textEnd: number;
  /** Nothing but responsibilities on the line. */
  alone: boolean;
}

const HINT = /[：:]|负责|牵头|配合|落实|办|参与|前|底|推进|坚持|优化|完成|实施|[局委部厅署院会]/;
const WEAK_END = /[。；;，,、\s\u3000*]/;

function inBrackets(line: Line, from: number): Found[] {
  const text = line.text;
  const found: Found[] = [];
  let lastWord = text.length;
  while (lastWord > from && WEAK_END.test(text.charAt(lastWord - 1))) lastWord -= 1;
  for (const bracket of bracketsIn(text)) {
    const inner = text.slice(bracket.inner.start, bracket.inner.end);
    if (bracket.start < from || inner.length > LONGEST_DUTY || inner.length < 3 || !HINT.test(inner))
      continue;
    const atEnd =
      bracket.end >= lastWord &&
      /[。；！”"）)】]\s*$/.test(text.slice(Math.max(0, bracket.start - 4), bracket.start));
    const duty = readDuty(inner, line.start + bracket.inner.start, atEnd);
    if (duty === null || (!bracket.closed && !duty.labelled)) continue;
    const span = { start: line.start + bracket.start, end: line.start + bracket.end };
    found.push({ span, duty: { ...duty, closed: bracket.closed } });
  }
  return found;
}

/** A label begins something new at the start of the text, after a full stop, a bracket or a gap. */
function isFresh(text: string, from: number, at: number): boolean {
  const before = text.slice(Math.max(from, at - 4), at);
  return before === '' || /[。；;！？）)】”\s\u3000]$/.test(before);
}

function mostlyUnits(duty: Duty): boolean {
  return duty.mentions.filter((mention) => isUnitLike(mention.text)).length * 2 >= duty.mentions.length;
}

/** 「…。责任单位：A、B 完成时限：6月底」 without brackets, up to the end of the line. */
function atLabels(line: Line, from: number, taken: Found[]): Found | null {
  const text = line.text;
  const begins = text.length - text.slice(from).trimStart().length;
  for (const label of labelsIn(text)) {
    if (label.start < from || text.length - label.start > LONGEST_DUTY || !isFresh(text, from, label.start))
      continue;
    const at = line.start + label.start;
    if (taken.some((item) => item.span.start <= at && at < item.span.end)) continue;
    const duty = readDuty(text.slice(label.start), at);
    if (duty === null || !mostlyUnits(duty)) continue;
    const says = duty.mentions.length > 0 || label.kind === 'deadline' || namesUnits(label);
    if (says || label.start <= begins) return { span: { start: at, end: line.end }, duty };
  }
  return null;
}

/** 「由市发展改革委牵头，市财政局配合。」 as the last sentence. */
function asSentence(line: Line, from: number): Found | null {
  const text = line.text;
  const stop = /[。；]?$/.exec(text)!.index;
  const start = Math.max(from, text.lastIndexOf('。', stop - 1) + 1, text.lastIndexOf('；', stop - 1) + 1);
  const sentence = text.slice(start, stop);
  if (sentence.length < 5 || sentence.length > 160 || !/牵头|^由/.test(sentence)) return null;
  if (!/(?:牵头|负责|配合|落实|协办|参与)$/.test(sentence) || /[（(]/.test(sentence)) return null;
  const duty = readDuty(sentence, line.start + start);
  if (duty === null || duty.mentions.length === 0) return null;
  if (!duty.mentions.every((mention) => isUnitLike(mention.text))) return null;
  return { span: { start: line.start + start, end: line.end }, duty };
}

/** Splits what was found into the part inside the text and the part that closes it. */
function arrange(line: Line, from: number, found: Found[]): FoundIn {
  let textEnd = line.text.length;
  const inner = [...found];
  const trailing: Found[] = [];
  for (;;) {
    let end = textEnd;
    while (end > from && WEAK_END.test(line.text.charAt(end - 1))) end -= 1;
    const last = inner.at(-1);
    if (last === undefined || last.span.end - line.start < end) break;
    inner.pop();
    trailing.push({ ...last, span: { start: last.span.start, end: line.start + textEnd } });
    textEnd = last.span.start - line.start;
  }
  const real = inner.filter((item) => item.duty.mentions.length > 0 || item.duty.statesRule);
  let end = textEnd;
  while (end > from && /[\s\u3000*]/.test(line.text.charAt(end - 1))) end -= 1;
  if (trailing.length === 0) end = line.text.length;
  trailing.reverse();
  return { inner: real, trailing, textEnd: line.start + end, alone: trailing.length > 0 && end <= from };
}

const KEY = /[：:（(【〔[［]|牵头|负责/;

/** Everything found in a paragraph whose text begins `from` characters in (after its number). */
export function foundIn(line: Line, from: number): FoundIn {
  const nothing = { inner: [], trailing: [], textEnd: line.end, alone: false };
  if (!KEY.test(line.text)) return nothing;
  const found = inBrackets(line, from);
  const labels = atLabels(line, from, found);
  const kept = labels === null ? found : found.filter((item) => item.span.end <= labels.span.start);
  if (labels !== null) kept.push(labels);
  const sentence = kept.length === 0 ? asSentence(line, from) : null;
  if (sentence !== null) kept.push(sentence);
  return kept.length === 0 ? nothing : arrange(line, from, kept);
}
