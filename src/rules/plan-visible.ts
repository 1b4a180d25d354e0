/**
 * The text without the characters that nobody sees, and the way back: such characters come with text copied from web
 * pages, in the middle of names, labels and numbers.
 *
 * Example: 「市考<U+200B>核办」 is read as 「市考核办」, whose place in the document holds all five characters.
 */
import { invisibleIn } from './clean-line.js';
import type { ReadDeadline, Reading, Span } from './plan-types.js';

export interface Visible {
  text: string;
  /** A place in `text` as one in the document. */
  back: (span: Span) => Span;
  /** What the document has there, invisible characters included. */
  printed: (span: Span) => string;
}

export function visibleOf(source: string): Visible {
  const hidden = invisibleIn(source);
  if (hidden.length === 0)
    return { text: source, back: (span) => span, printed: (span) => source.slice(span.start, span.end) };
  const places = new Uint32Array(source.length + 1);
  const pieces: string[] = [];
  let length = 0;
  let from = 0;
  for (const { start, end } of [...hidden, { start: source.length, end: source.length }]) {
    pieces.push(source.slice(from, start));
    for (; from < start; from += 1, length += 1) places[length] = from;
    from = end;
  }
  places[length] = source.length;
  const back = ({ start, end }: Span): Span => ({
    start: places[start]!,
    end: start < end ? places[end - 1]! + 1 : places[start]!,
  });
  const printed = (span: Span): string => source.slice(back(span).start, back(span).end);
  return { text: pieces.join(''), back, printed };
}

/** A reading of the visible text with its places, and what is quoted word for word, as the document has them. */
export function asPrinted(
  { plan, doubts, leftOver, structure }: Reading,
  { back, printed }: Visible,
): Reading {
  const moved = <T extends Span>(one: T): T => ({ ...one, ...back(one) });
  const quoted = <T extends ReadDeadline>(one: T): T => ({ ...moved(one), phrase: printed(one) });
  const tasks = plan.tasks.map((task) => ({
    ...task,
    deadlines: task.deadlines.map(quoted),
    source: moved(task.source),
    units: task.units.map(moved),
  }));
  return {
    plan: { ...plan, tasks, deadlines: plan.deadlines.map(quoted) },
    doubts: doubts.map(moved),
    leftOver: leftOver.map((piece) => ({ ...moved(piece), text: printed(piece) })),
    structure: structure.map(moved),
  };
}
