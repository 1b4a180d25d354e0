/**
 * Everything that became no task, heading, head line or responsibility, paragraph by paragraph: nothing that was
 * read may vanish without a person seeing it.
 *
 * Example: a notice's 「各区、镇党（工）委：」 and 「现将…予以印发」 are two entries.
 */
import { trimSpan } from './plan-text.js';
import type { Line } from './plan-lines.js';
import type { LeftOver, Span } from './plan-types.js';

function merged(spans: Span[]): Span[] {
  const sorted = spans.filter((span) => span.start < span.end).sort((a, b) => a.start - b.start);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

/** The marks of Markdown around paragraphs that were used: they go with them. */
export function marksAround(lines: Line[], spans: Span[]): Span[] {
  const used = merged(spans);
  const edges: Span[] = [];
  let at = 0;
  for (const line of lines) {
    while (at < used.length && used[at]!.end <= line.raw.start) at += 1;
    const span = used[at];
    if (span === undefined || span.start >= line.raw.end) continue;
    if (span.start <= line.start) edges.push({ start: line.raw.start, end: line.start });
    for (let last = at; last < used.length && used[last]!.start < line.raw.end; last += 1) {
      if (used[last]!.end >= line.end) edges.push({ start: line.end, end: line.raw.end });
    }
  }
  return edges.filter((edge) => edge.start < edge.end);
}

export function leftOverOf(source: string, lines: Line[], used: Span[]): LeftOver[] {
  const covered = merged(used);
  const left: LeftOver[] = [];
  let at = 0;
  for (const line of lines) {
    let start = line.raw.start;
    while (at < covered.length && covered[at]!.end <= start) at += 1;
    for (let next = at; start < line.raw.end; next += 1) {
      const span = covered[next];
      const end = span === undefined ? line.raw.end : Math.min(line.raw.end, Math.max(start, span.start));
      const piece = trimSpan(source, start, end);
      if (piece.start < piece.end) left.push({ ...piece, text: source.slice(piece.start, piece.end) });
      if (span === undefined || span.start >= line.raw.end) break;
      start = Math.max(start, span.end);
    }
  }
  return left;
}
