/**
 * Paragraphs of the document with their places. A paragraph is a line; marks of Markdown around it are not text.
 *
 * Example: 「## **六、落实政策待遇**  」 is the paragraph 「六、落实政策待遇」, its raw span holding the marks, so that
 * nothing is lost when what became no task is listed.
 */
import { bracketsIn, trimSpan } from './plan-text.js';
import { markerOf } from './plan-numbering.js';
import type { Span } from './plan-types.js';

export interface Line extends Span {
  text: string;
  /** With the marks of Markdown, without the blanks around. */
  raw: Span;
  /** 1–6 for a Markdown heading, else 0. */
  level: number;
  /** The line as it stands, tabs and all: tables are read from it. */
  whole: Span;
}

/** 「（责任单位：A）2.下一项」: web pages lose line breaks; the next item begins after the responsibility. */
function runOnAt(text: string): number[] {
  const cuts: number[] = [];
  if (!/[）)】\]〕][。；;]?[\s\u3000]*[（(\d一二三四五六七八九十]/.test(text)) return cuts;
  for (const bracket of bracketsIn(text)) {
    const inner = text.slice(bracket.inner.start, bracket.inner.end);
    if (!/[：:]|(?:负责|牵头|配合|落实)$/.test(inner) || !/单位|部门|负责|牵头|配合|落实/.test(inner))
      continue;
    const after = /^[。；;]?[\s\u3000]*/.exec(text.slice(bracket.end))![0].length + bracket.end;
    const marker = markerOf(text.slice(after, after + 16));
    if (marker !== null && marker.kind !== 'dash' && after < text.length) cuts.push(after);
  }
  return cuts;
}

/** 「第一章 总则  第一条 为规范…」 on one line is a heading and a paragraph. */
function articlesAt(text: string): number[] {
  if (!text.startsWith('第')) return [];
  const cuts: number[] = [];
  const inner = /(?<!\s)\s{2,}(?=第[一二三四五六七八九十百零]{1,5}条[\s\u3000])/g;
  for (const match of text.matchAll(inner)) cuts.push(match.index + match[0].length);
  return cuts;
}

/** Marks of Markdown before or behind. */
const MARKED = /^[#>*_+-]|(?:\*\*|__)$/;

function paragraph(source: string, whole: Span): Line | null {
  const raw = trimSpan(source, whole.start, whole.end);
  const { start, end } = raw;
  if (start === end) return null;
  const text = source.slice(start, end);
  if (!MARKED.test(text)) return { start, end, text, raw, level: 0, whole };
  const heading = /^#{1,6}[\s\u3000]*/.exec(text)?.[0] ?? '';
  const level = heading.replace(/[^#]/g, '').length;
  const lead = /^(?:[>*_]|\*\*|__|[-+]\s(?=\S))*[\s\u3000]*/.exec(text.slice(heading.length))![0];
  const tail = /(?:\*\*|__)$/.exec(text)?.[0] ?? '';
  const inside = { start: start + heading.length + lead.length, end: end - tail.length };
  if (inside.start >= inside.end) return { ...raw, text, raw, level: 0, whole };
  return { ...inside, text: source.slice(inside.start, inside.end), raw, level, whole };
}

const OPEN_LIST = /(?:单位|部门|处室|牵头|配合|主办|协办)[^。；！？]{0,400}$/;

/** A responsibility broken over lines: it ends in 、 or its bracket is still open. */
function goesOn(line: Line): boolean {
  const tail = line.text.slice(-420);
  const open = Math.max(tail.lastIndexOf('（'), tail.lastIndexOf('('), tail.lastIndexOf('【'));
  const isOpen = open >= 0 && !/[）)】]/.test(tail.slice(open));
  if (!isOpen && !/[、，,]/.test(tail.slice(-1))) return false;
  if (!OPEN_LIST.test(tail) || /[\t|]/.test(tail)) return false;
  if (isOpen && /(?:单位|部门|处室)\s*[：:]/.test(tail.slice(open))) return true;
  return /(?:单位|部门|处室)\s*[：:][^（(]*[、，,]$/.test(tail);
}

/** Lines with the responsibilities that were broken over two or more of them made whole. */
function mended(source: string, lines: Line[]): Line[] {
  const whole: Line[] = [];
  let joins = 0;
  for (const line of lines) {
    const last = whole.at(-1);
    if (
      last !== undefined &&
      joins < 4 &&
      goesOn(last) &&
      (markerOf(line.text) === null || /^\d/.test(line.text) === false)
    ) {
      joins += 1;
      whole[whole.length - 1] = {
        ...last,
        end: line.end,
        text: source.slice(last.start, line.end),
        raw: { start: last.raw.start, end: line.raw.end },
        whole: { start: last.whole.start, end: line.whole.end },
      };
    } else {
      joins = 0;
      whole.push(line);
    }
  }
  return whole;
}

/** Every line that is not blank, in order. */
export function linesOf(source: string): Line[] {
  return mended(source, rawLines(source));
}

function rawLines(source: string): Line[] {
  const lines: Line[] = [];
  for (const { 0: text, index: start } of source.matchAll(/[^\n\r\f\v\u2028\u2029\u0085]+/g)) {
    const offset = text.length - text.trimStart().length;
    const cuts = [...runOnAt(text), ...articlesAt(text.trimStart()).map((cut) => cut + offset)].sort(
      (a, b) => a - b,
    );
    const edges = [0, ...cuts, text.length];
    for (let index = 1; index < edges.length; index += 1) {
      const line = paragraph(source, { start: start + edges[index - 1]!, end: start + edges[index]! });
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}
