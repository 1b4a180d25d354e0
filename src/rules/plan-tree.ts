/**
 * The outline of the document: which paragraph stands under which number.
 *
 * No kind of number has a fixed rank. A kind that is open already closes everything down to its last use; a new
 * kind goes one deeper. So 一、→（一）→ 1. and 一、→ 1. →（1）both come out right. Annexes and the attached document
 * begin anew.
 *
 * Example: 一、/（一）/1./2./（二）/3. gives 一 ⊃ {（一） ⊃ {1, 2}, （二） ⊃ {3}}.
 */
import { foundIn, type Found, type FoundIn } from './plan-found.js';
import { markerOf, type Marker, type MarkerKind } from './plan-numbering.js';
import { PAGE_NUMBER, isNote } from './plan-title.js';
import { withoutEnd } from './plan-text.js';
import type { Line } from './plan-lines.js';
import type { Table } from './plan-tables.js';
import type { Span } from './plan-types.js';

export interface Paragraph {
  line: Line;
  at: number;
  /** Where its text begins, after the number. */
  from: number;
  marker: Marker | null;
  found: FoundIn;
  namesUnits: boolean;
  /** A table, an annex or the like stands between it and the paragraph before: no item goes across. */
  breaks: boolean;
}

export type NodeKind = MarkerKind | 'part' | 'mark';

export interface Node {
  kind: NodeKind;
  no: string | null;
  value: number;
  /** The numbered paragraph; null only for a part. */
  head: Paragraph | null;
  heading: Heading | null;
  /** Unnumbered paragraphs that follow it before its first sub-item. */
  paragraphs: Paragraph[];
  kids: Node[];
  tables: Table[];
  parent: Node | null;
  /** 1–6 for a Markdown heading without number. */
  level: number;
}

function nodeOf(kind: NodeKind, head: Paragraph | null, parent: Node | null): Node {
  const marker = head?.marker ?? null;
  const no = marker === null || marker.no === '' ? null : marker.no;
  return {
    kind,
    no,
    value: marker?.value ?? 0,
    head,
    heading: head === null ? null : headingAt(head),
    paragraphs: [],
    kids: [],
    tables: [],
    parent,
    level: 0,
  };
}

function namesSomebody({ duty }: Found): boolean {
  return duty.mentions.length > 0;
}

function paragraphOf(line: Line, at: number, breaks: boolean): Paragraph {
  const marker = markerOf(line.text);
  const from = line.start + (marker?.length ?? 0);
  const found = foundIn(line, marker?.length ?? 0);
  const namesUnits = found.inner.some(namesSomebody) || found.trailing.some(namesSomebody);
  return { line, at, from, marker, found, namesUnits, breaks };
}

/** 「附件：1.任务清单」 and the lines 「2.责任分工表」 after it name annexes; they are no items. */
function annexList(lines: Line[], skip: Set<number>): Set<number> {
  const listed = new Set<number>();
  let open = false;
  lines.forEach((line, at) => {
    const starts = /^附\s*件\s*(?:\d{1,2}\s*)?[：:]\s*\S/.test(line.text);
    const goes = open && line.text.length < 60 && !/。/.test(line.text) && /^\d/.test(line.text);
    open = starts || goes;
    if (open && !skip.has(at)) listed.add(at);
  });
  return listed;
}

/** The node a Markdown heading of some level goes under. */
function parentForMark(current: Node, level: number): Node {
  let node = current;
  while (node.parent !== null && (node.kind !== 'mark' || node.level >= level)) node = node.parent;
  return node;
}

/** The node a new numbered paragraph goes under: the parent of the last one of its kind, else the current one. */
function parentFor(current: Node, kind: NodeKind): Node {
  for (let node: Node | null = current; node !== null; node = node.parent) {
    if (node.kind === kind) return node.parent!;
  }
  return current.kind === 'dash' ? current.parent! : current;
}

export interface Outline {
  parts: Node[];
  paragraphs: Paragraph[];
}

export interface OutlineInput {
  lines: Line[];
  /** Lines of the head, which belong to no item. */
  skip: Set<number>;
  starts: Set<number>;
  tables: Table[];
}

/** Where the outline stands after a paragraph. */
function place(current: Node, paragraph: Paragraph): Node {
  const { marker, line } = paragraph;
  if (marker !== null) return descend(current, paragraph, marker.kind, 0);
  if (line.level > 0 && line.text.length < 60) return descend(current, paragraph, 'mark', line.level);
  current.paragraphs.push(paragraph);
  return current;
}

function isAside(text: string): boolean {
  return isNote(text) || PAGE_NUMBER.test(text);
}

export function outlineOf({ lines, skip, starts, tables }: OutlineInput): Outline {
  const parts = [nodeOf('part', null, null)];
  const paragraphs: Paragraph[] = [];
  const listed = annexList(lines, skip);
  const tableAt = new Map<number, Table>();
  for (const table of tables) for (let at = table.from; at < table.to; at += 1) tableAt.set(at, table);
  let current = parts[0]!;
  let afterTable = false;
  lines.forEach((line, at) => {
    if (starts.has(at) || isNote(line.text)) {
      current = nodeOf('part', null, null);
      parts.push(current);
    }
    const table = tableAt.get(at);
    if (table !== undefined && table.from === at) current.tables.push(table);
    afterTable ||= table !== undefined;
    if (table !== undefined || skip.has(at) || listed.has(at) || isAside(line.text)) return;
    const paragraph = paragraphOf(line, at, afterTable);
    afterTable = false;
    paragraphs.push(paragraph);
    current = place(current, paragraph);
  });
  return { parts, paragraphs };
}

function descend(current: Node, paragraph: Paragraph, kind: NodeKind, level: number): Node {
  const parent = kind === 'mark' ? parentForMark(current, level) : parentFor(current, kind);
  const node = nodeOf(kind, paragraph, parent);
  node.level = level;
  parent.kids.push(node);
  return node;
}

/** A heading: short, and one sentence at most. */
export function isHeading(paragraph: Paragraph): boolean {
  const end = paragraph.found.textEnd;
  const text = paragraph.line.text.slice(paragraph.from - paragraph.line.start, end - paragraph.line.start);
  return text.length <= 60 && !/[。；;](?=.)/.test(text) && !/[，：:；;]$/.test(text);
}

export interface Heading extends Span {
  text: string;
}

/** The heading as a section name: up to its first full stop, without it. */
function headingAt({ line, found }: Paragraph): Heading {
  const text = line.text.slice(0, found.textEnd - line.start);
  const stop = text.indexOf('。');
  const name = withoutEnd(stop < 0 ? text : text.slice(0, stop), '：:* \t\u3000\u00a0');
  const short = stop < 0 && name.length > 80 ? '' : name;
  const end = line.start + (short === '' ? 0 : stop < 0 ? text.length : stop + 1);
  return { start: line.start, end, text: short };
}

export function hasUnits(paragraph: Paragraph): boolean {
  return paragraph.namesUnits;
}

/** How many paragraphs at or under a node name units, tables included. */
export function dutiesUnder(node: Node): number {
  const own = [...(node.head === null ? [] : [node.head]), ...node.paragraphs].filter(hasUnits).length;
  return own + node.tables.length + node.kids.reduce((sum, kid) => sum + dutiesUnder(kid), 0);
}
