/**
 * Rule: rows of a refinement plan are “typed or pasted from a spreadsheet”. A spreadsheet puts tabs between cells and
 * quotes around a cell that holds a line break; who types by hand may write ｜ or | between them.
 *
 * Example: '"建立台账\n逐月更新"\t10个' is one row of two cells, the first of two lines.
 */
export interface TableRow {
  /** The line it begins on, from 1. */
  line: number;
  cells: string[];
}

const QUOTE = '"';

/** Rows that hold nothing are left out. Never throws. */
export function rowsOfTable(text: string): TableRow[] {
  const clean = text.replace(/\r\n?/g, '\n');
  const rows = clean.includes('\t') ? tabbed(clean) : barred(clean);
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function barred(text: string): TableRow[] {
  return text.split('\n').map((line, i) => {
    const inner = line
      .trim()
      .replace(/^[|｜]/u, '')
      .replace(/[|｜]$/u, '');
    return { line: i + 1, cells: inner.split(/[|｜]/u).map((cell) => cell.trim()) };
  });
}

function tabbed(text: string): TableRow[] {
  const rows: TableRow[] = [];
  let row: TableRow = { line: 1, cells: [] };
  let line = 1;
  for (let at = 0; at <= text.length;) {
    const { cell, end } = cellAt(text, at);
    row.cells.push(cell.trim());
    line += countBreaks(text, at, end);
    if (text[end] !== '\t') {
      rows.push(row);
      line += 1;
      row = { line, cells: [] };
    }
    at = end + 1;
  }
  return rows;
}

/** A quote that nothing closes is a quotation mark like any other. */
function cellAt(text: string, start: number): { cell: string; end: number } {
  const quoted = text[start] === QUOTE ? quotedAt(text, start) : null;
  if (quoted) return quoted;
  let end = start;
  while (end < text.length && text[end] !== '\t' && text[end] !== '\n') end += 1;
  return { cell: text.slice(start, end), end };
}

function quotedAt(text: string, start: number): { cell: string; end: number } | null {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== QUOTE) continue;
    const next = text[at + 1];
    if (next === QUOTE) at += 1;
    else if (next === undefined || next === '\t' || next === '\n')
      return { cell: text.slice(start + 1, at).replaceAll('""', QUOTE), end: at + 1 };
    else return null;
  }
  return null;
}

function countBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (text[at] === '\n') count += 1;
  return count;
}
