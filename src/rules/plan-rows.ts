/**
 * The rows of a table as items. The column 任务 is the text; where a row also has 措施 or 目标 beside it they belong to
 * it, unless 任务 is merged over several rows: then it is their heading and the finer column the text.
 *
 * Example: columns 任务/措施/责任单位, second row 任务 empty → section is the first row's 任务, text its own 措施.
 */
import { readCell, type Duty } from './plan-duties.js';
import type { Role } from './plan-verbs.js';
import { markerOf } from './plan-numbering.js';
import { squeeze } from './plan-text.js';
import type { Item } from './plan-items.js';
import { headingOfRow, type Cell, type ColumnKind, type Row, type Table } from './plan-tables.js';
import type { Span } from './plan-types.js';

const UNIT_KINDS: ColumnKind[] = ['lead', 'responsible', 'cooperating'];

function filled(row: Row, table: Table, kinds: ColumnKind[]): Cell[] {
  const cells = row.cells.filter(
    (cell, column) => cell !== null && cell.text !== '' && kinds.includes(table.columns[column]!),
  );
  return cells as Cell[];
}

/** 任务 is a heading over several rows when some rows leave it empty and a finer column speaks. */
function taskIsMerged(table: Table): boolean {
  if (!table.columns.includes('detail') || !table.columns.includes('task')) return false;
  const rows = table.rows.filter((row) => headingOfRow(row) === null);
  return rows.some(
    (row) => filled(row, table, ['task']).length === 0 && filled(row, table, ['detail']).length > 0,
  );
}

function cellDuties(row: Row, table: Table, kinds: ColumnKind[]): Duty[] {
  const duties: Duty[] = [];
  row.cells.forEach((cell, column) => {
    const kind = table.columns[column]!;
    if (cell === null || cell.text === '' || !kinds.includes(kind)) return;
    duties.push({
      ...readCell(cell.text, cell.start, kind as Role | 'deadline'),
      start: cell.start,
      end: cell.end,
    });
  });
  return duties;
}

function textSpan(cells: Cell[], row: Row): Span {
  const columns = cells.map((cell) => row.cells.indexOf(cell));
  const adjacent = columns.every((column, index) => index === 0 || column === columns[index - 1]! + 1);
  const last = adjacent ? cells.at(-1)! : cells[0]!;
  return { start: cells[0]!.start, end: last.end };
}

interface Above {
  group: string | null;
  task: string | null;
  heading: string | null;
  duties: Duty[];
  when: Duty[];
}

function sectionOf(above: Above, merged: boolean): string[] {
  return [above.heading, above.group, merged ? above.task : null].filter((name) => name !== null);
}

/** The number from its own column, else from the start of the text. */
function numberOf(number: Cell | undefined, text: Cell): { no: string | null; skip: number } {
  if (number !== undefined) return { no: number.text.replace(/[.．、（）()\s]/g, '') || null, skip: 0 };
  const marker = markerOf(text.text);
  return marker === null || marker.no === '' ? { no: null, skip: 0 } : { no: marker.no, skip: marker.length };
}

/** Filled cells that nothing was made of; the group and a merged task are headings. */
function unusedCells(row: Row, table: Table, used: Span[], merged: boolean): Cell[] {
  return row.cells.filter((cell, column): cell is Cell => {
    if (cell === null || cell.text === '') return false;
    const kind = table.columns[column]!;
    if (kind === 'group' || (merged && kind === 'task')) return false;
    return !used.some((span) => span.start <= cell.start && cell.end <= span.end);
  });
}

function rowItem(table: Table, row: Row, above: Above, merged: boolean): Item | null {
  const fine = filled(row, table, ['detail']);
  const coarse = filled(row, table, ['task']);
  const cells = merged && fine.length > 0 ? fine : [...coarse, ...fine].sort((a, b) => a.start - b.start);
  if (cells.length === 0) return null;
  const text = textSpan(cells, row);
  const own = cellDuties(row, table, UNIT_KINDS);
  const when = cellDuties(row, table, ['deadline']);
  const inherited = own.length === 0 && above.duties.length > 0;
  const number = filled(row, table, ['no'])[0];
  const { no, skip } = numberOf(number, cells[0]!);
  const used = [text, ...own, ...when].concat(number ?? []);
  const units = inherited ? above.duties : own;
  return {
    no,
    kind: 'row',
    scope: table,
    source: row.span,
    text: { start: text.start + skip, end: text.end },
    cuts: [],
    duties: [...units, ...(when.length === 0 && inherited ? above.when : when)],
    inherited,
    path: sectionOf(above, merged),
    shared: [],
    unused: unusedCells(row, table, used, merged),
  };
}

/** The items of one table, under the headings `path`. */
export function itemsOfTable(table: Table, path: string[]): Item[] {
  const merged = taskIsMerged(table);
  const above: Above = { group: null, task: null, heading: null, duties: [], when: [] };
  const items: Item[] = [];
  for (const row of table.rows) {
    const heading = headingOfRow(row);
    if (heading !== null && table.columns.length > 2) {
      above.heading = heading;
      above.group = null;
      continue;
    }
    const group = filled(row, table, ['group'])[0];
    const task = filled(row, table, ['task'])[0];
    if (group !== undefined) above.group = squeeze(group.text);
    if (task !== undefined) above.task = squeeze(task.text);
    const item = rowItem(table, row, above, merged);
    if (item === null) continue;
    if (!item.inherited) above.duties = item.duties.filter((duty) => duty.mentions.length > 0);
    if (!item.inherited) above.when = item.duties.filter((duty) => duty.mentions.length === 0);
    items.push({ ...item, path: [...path, ...item.path] });
  }
  return items;
}
