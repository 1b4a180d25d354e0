/**
 * Tables that lost their grid: every cell is a line of its own, as text copied from a web page has it.
 *
 * The header cells come first, 序号 among them; a row begins at the line that is the next number. What a row has
 * too many is text over several lines, what it has too few is missing at its end.
 *
 * Example: 「序号 / 任务 / 责任单位 / 1 / 修订规程。 / 市应急局 / 2 / …」 → row 1: 修订规程。, 市应急局.
 */
import { numeral } from './plan-text.js';
import { headerKinds, columnKind, type Cell, type Row, type Table } from './plan-tables.js';
import { LONGEST_DUTY } from './plan-duties.js';
import { isUnitLike, tokensOf } from './plan-units.js';
import { markerOf } from './plan-numbering.js';
import type { Line } from './plan-lines.js';

const MAX_COLUMNS = 9;
const MAX_ROW_LINES = 40;

function isNumber(line: Line | undefined, value: number): boolean {
  return (
    line !== undefined &&
    line.text.length <= 6 &&
    /^\d+[.．、]?$/.test(line.text) &&
    numeral(line.text.replace(/[.．、]$/, '')) === value
  );
}

function isSectionLine(line: Line | undefined): boolean {
  const kind = line === undefined ? undefined : markerOf(line.text)?.kind;
  return kind === 'cn' || kind === 'cnp' || kind === 'chapter';
}

/** How many lines the header takes; 0 when none begins here. */
function headerLength(lines: Line[], at: number): number {
  if (columnKind(lines[at]!.text) !== 'no') return 0;
  for (let size = 3; size <= MAX_COLUMNS && at + size < lines.length; size += 1) {
    const next = at + size;
    const begins = isNumber(lines[next], 1) || (isSectionLine(lines[next]) && isNumber(lines[next + 1], 1));
    if (begins && headerKinds(lines.slice(at, next).map((line) => line.text)) !== null) return size;
  }
  return 0;
}

function cellOf(source: string, lines: Line[]): Cell | null {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return null;
  return { start: first.start, end: last.end, text: source.slice(first.start, last.end) };
}

function isUnitCell(line: Line): boolean {
  if (line.text.length > LONGEST_DUTY) return false;
  const tokens = tokensOf(line.text, 0);
  return (
    tokens.length > 0 &&
    tokens.filter((token) => isUnitLike(token.text.replace(/等.*$/, ''))).length * 2 > tokens.length
  );
}

const UNIT_KINDS = ['lead', 'responsible', 'cooperating'];

/** Deals the lines out to the columns: surplus lines to the first text column, none to a unit column they do not fit. */
function rowOf(source: string, columns: Table['columns'], number: Line, lines: Line[]): Row {
  const wanted = columns.length - 1;
  const surplus = Math.max(0, lines.length - wanted);
  const cells: (Cell | null)[] = [cellOf(source, [number])];
  let at = 0;
  for (const kind of columns.slice(1)) {
    const isText = kind === 'task' || kind === 'detail';
    const line = lines[at];
    const missing =
      lines.length < wanted && UNIT_KINDS.includes(kind) && line !== undefined && !isUnitCell(line);
    const take = missing ? 0 : isText && at === 0 ? 1 + surplus : 1;
    cells.push(cellOf(source, lines.slice(at, at + take)));
    at += take;
  }
  const last = lines.at(-1) ?? number;
  return { cells, span: { start: number.start, end: last.end } };
}

function headingRow(columns: Table['columns'], line: Line): Row {
  const cell = { start: line.start, end: line.end, text: line.text };
  return { cells: columns.map((_, index) => (index === 0 ? cell : null)), span: line.raw };
}

function readFlat(source: string, lines: Line[], from: number, size: number): Table {
  const columns = headerKinds(lines.slice(from, from + size).map((line) => line.text))!;
  const rows: Row[] = [];
  let at = from + size;
  let value = 1;
  while (at < lines.length) {
    if (isSectionLine(lines[at]) && (isNumber(lines[at + 1], value) || isNumber(lines[at + 1], 1))) {
      rows.push(headingRow(columns, lines[at]!));
      if (!isNumber(lines[at + 1], value)) value = 1;
      at += 1;
    }
    if (!isNumber(lines[at], value)) break;
    let end = at + 1;
    const cap = Math.min(lines.length, at + MAX_ROW_LINES);
    const ends = (to: number): boolean =>
      isNumber(lines[to], value + 1) || (isSectionLine(lines[to]) && isNumber(lines[to + 1], value + 1));
    while (end < cap && !ends(end)) end += 1;
    if (end >= cap && !(end < lines.length && ends(end))) end = Math.min(lines.length, at + size);
    rows.push(rowOf(source, columns, lines[at]!, lines.slice(at + 1, end)));
    at = end;
    value += 1;
  }
  const frame = [{ start: lines[from]!.start, end: lines[from + size - 1]!.end }];
  return { from, to: at, columns, frame, rows };
}

/** All tables without grid, outside the lines already taken. */
export function flatTablesIn(source: string, lines: Line[], taken: Set<number>): Table[] {
  const tables: Table[] = [];
  for (let at = 0; at + 4 < lines.length; at += 1) {
    const size = taken.has(at) ? 0 : headerLength(lines, at);
    if (size === 0) continue;
    const table = readFlat(source, lines, at, size);
    tables.push(table);
    at = table.to - 1;
  }
  return tables;
}
