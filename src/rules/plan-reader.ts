/**
 * Reads the text of a policy document into a plan: tasks with their units and deadlines, what is doubtful, and every
 * piece of text that became nothing. A pure function; it never throws.
 *
 * The steps: lines → tables → head → outline → items → parts and deadlines → doubts → left-over text.
 *
 * Example: 「1.严格控制会议。（牵头单位：市委办；协同单位：市考核办）」 → task 1, led by 市委办, with 市考核办.
 */
import { FIRST_LEADS } from './plan-labels.js';
import { deadlinesOf, refinementsIn, type Stated } from './plan-deadlines.js';
import type { DateContext } from './plan-dates.js';
import { doubtsOf, type TaskFacts } from './plan-doubts.js';
import { flatTablesIn } from './plan-flat-tables.js';
import { headOf, type Head } from './plan-head.js';
import { itemsWithDuties } from './plan-assigned.js';
import { allNodes, type Item } from './plan-items.js';
import { leftOverOf, marksAround } from './plan-left-over.js';
import { linesOf, type Line } from './plan-lines.js';
import { partsOf } from './plan-parts.js';
import { headingOfRow, tablesIn, type Table } from './plan-tables.js';
import { PAGE_NUMBER } from './plan-title.js';
import { outlineOf, type Outline } from './plan-tree.js';
import { itemsWithoutDuties } from './plan-unassigned.js';
import { asPrinted, visibleOf, type Visible } from './plan-visible.js';
import type { ReadTask, Reading, Span } from './plan-types.js';

export { decodeDocument } from './plan-decode.js';
export type * from './plan-types.js';

function findTables(source: string, lines: Line[]): Table[] {
  const grids = tablesIn(source, lines);
  const taken = linesOfTables(grids);
  return [...grids, ...flatTablesIn(source, lines, taken)].sort((a, b) => a.from - b.from);
}

function linesOfTables(tables: Table[]): Set<number> {
  const taken = new Set<number>();
  for (const table of tables) for (let at = table.from; at < table.to; at += 1) taken.add(at);
  return taken;
}

/** Behind no blank: a long run of blanks would be tried from each of them. */
const BLANK_LINES = /(?<![ \t\u3000])[ \t\u3000]*\n\s*(?=\n)/g;

/** The pieces of an item's text outside the responsibilities. */
function textPieces(item: Item): Span[] {
  const pieces: Span[] = [];
  let start = item.text.start;
  for (const cut of [...item.cuts].sort((a, b) => a.start - b.start)) {
    if (cut.start > start) pieces.push({ start, end: cut.start });
    start = Math.max(start, cut.end);
  }
  if (start < item.text.end) pieces.push({ start, end: item.text.end });
  return pieces;
}

function textOf({ printed }: Visible, item: Item): string {
  const naming = item.duties.filter(
    (duty) => duty.mentions.length > 0 && duty.start >= item.text.start && duty.start < item.source.end,
  );
  const pieces = naming.length > 1 ? [item.text] : textPieces(item);
  const text = pieces.map(printed).join('');
  return withoutPageNumbers(pieces.length > 1 ? text.replace(BLANK_LINES, '') : text).trim();
}

/** 「— 3 —」 between two halves of an item. */
function withoutPageNumbers(text: string): string {
  if (!/\n[^\n]{0,12}\d/.test(text)) return text;
  return text
    .split('\n')
    .filter((line) => !PAGE_NUMBER.test(line.trim()))
    .join('\n');
}

function withoutTrouble({ start, end, phrase, dueOn }: Stated): Omit<Stated, 'trouble'> {
  return { phrase, dueOn, start, end };
}

function factsOf(visible: Visible, item: Item, firstLeads: boolean, context: DateContext): TaskFacts {
  const parts = partsOf(item.duties, firstLeads);
  const stated = deadlinesOf(visible.text, item.duties, textPieces(item), context);
  const task: ReadTask = {
    no: item.no,
    section: item.path.at(-1) ?? '',
    sectionPath: item.path,
    text: textOf(visible, item),
    lead: parts.units.filter((unit) => unit.part === 'lead').map((unit) => unit.name),
    cooperating: parts.units.filter((unit) => unit.part === 'cooperating').map((unit) => unit.name),
    openEnded: item.duties.some((duty) => duty.openAt !== null),
    deadlines: stated.map(withoutTrouble),
    source: item.source,
    units: parts.units,
  };
  return { task, item, parts, stated };
}

/** Where the document says, anywhere, that the first named unit leads. */
function firstLeadsAt(source: string): Span | null {
  const match = FIRST_LEADS.exec(source);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

/** Headings that some task stands under. */
function usedHeadings(outline: Outline, items: Item[]): Span[] {
  const names = new Set(items.flatMap((item) => item.path));
  const headings = allNodes(outline.parts).map((node) => node.heading);
  return headings.filter(
    (heading) => heading !== null && heading.text !== '' && names.has(heading.text),
  ) as Span[];
}

/** Header and ruled lines, and the rows that are headings of some item. */
function usedByTables(tables: Table[], items: Item[]): Span[] {
  const names = new Set(items.flatMap((item) => item.path));
  const headings = tables.flatMap((table) => table.rows).filter((row) => names.has(headingOfRow(row) ?? ''));
  return [...tables.flatMap((table) => table.frame), ...headings.map((row) => row.span)];
}

/** Source spans of the items, without what no column of a table took. */
function usedByItems(items: Item[]): Span[] {
  const spans: Span[] = [];
  for (const item of items) {
    let start = item.source.start;
    for (const gap of item.unused) {
      spans.push({ start, end: gap.start });
      start = gap.end;
    }
    spans.push({ start, end: item.source.end });
  }
  return spans;
}

/** Everything that was used but is no item. */
function structureOf(lines: Line[], head: Head, outline: Outline, items: Item[], tables: Table[]): Span[] {
  const spans = [...head.lines]
    .map((at) => lines[at]!.raw)
    .concat(usedHeadings(outline, items), usedByTables(tables, items))
    .concat(items.flatMap((item) => item.shared));
  const marks = marksAround(lines, [...spans, ...usedByItems(items)]);
  return [...spans, ...marks].sort((x, y) => x.start - y.start).map(({ start, end }) => ({ start, end }));
}

/** Reads a document. Positions count UTF-16 units of `source`. Never throws, whatever the text. */
export function readPlan(source: string): Reading {
  const visible = visibleOf(source);
  const reading = readVisible(visible);
  return visible.text === source ? reading : asPrinted(reading, visible);
}

function readVisible(visible: Visible): Reading {
  const source = visible.text;
  const lines = linesOf(source);
  const tables = findTables(source, lines);
  const head = headOf(lines, linesOfTables(tables));
  const outline = outlineOf({ lines, skip: head.lines, starts: head.parts, tables });
  const assigned = itemsWithDuties(outline);
  const items = assigned.length > 0 ? assigned : itemsWithoutDuties(outline);
  const context = { titleYear: head.titleYear, issuedOn: head.issuedOn };
  const ruleAt = firstLeadsAt(source);
  const facts = items.map((item) => factsOf(visible, item, ruleAt !== null, context));
  const structure = structureOf(lines, head, outline, items, tables);
  const leftOver = leftOverOf(source, lines, [...structure, ...usedByItems(items)]);
  const deadlines = refinementsIn(source, leftOver, context);
  return {
    plan: {
      title: head.title,
      documentNumber: head.documentNumber,
      issuedBy: head.issuedBy,
      issuedOn: head.issuedOn,
      tasks: facts.map(({ task }) => task),
      deadlines,
    },
    doubts: doubtsOf(facts, head, ruleAt, source.length),
    leftOver,
    structure,
  };
}
