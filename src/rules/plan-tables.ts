/**
 * Tables pasted as text: cells by tab, by | or by several blanks, a header row naming the columns in any order.
 * Also tables that lost their grid, one cell per line, as web pages give them (plan-flat-tables).
 *
 * An empty unit cell takes the cell above (merged downwards); a row with a single filled cell is a heading.
 *
 * Example: 「序号⇥任务⇥牵头单位⇥完成时限 / 1⇥修订规程⇥市应急局⇥6月底」 → one row: no 1, lead 市应急局, due 6月底.
 */
import { labelClass } from './plan-labels.js';
import { squeeze, trimSpan } from './plan-text.js';
import type { Line } from './plan-lines.js';
import type { Span } from './plan-types.js';

export type ColumnKind =
  'no' | 'group' | 'task' | 'detail' | 'lead' | 'responsible' | 'cooperating' | 'deadline' | 'other';

export interface Cell extends Span {
  text: string;
}

export interface Row {
  /** By column; null where the row has no such cell. */
  cells: (Cell | null)[];
  span: Span;
}

export interface Table {
  /** Lines from..to (exclusive), the header included. */
  from: number;
  to: number;
  columns: ColumnKind[];
  /** Header rows and ruled lines. */
  frame: Span[];
  rows: Row[];
}

const NAMES: [ColumnKind, RegExp][] = [
  ['no', /^(?:序号|编号|序|项次|号)$/],
  ['deadline', /时限|时间|期限|进度要求|进度安排|时序进度|日期|节点|完成时/],
  ['other', /领导|责任人|负责人|联系人|备注|督办|督导|验收|电话|来源|依据|权重|分值|^单位$|进展|完成情况/],
  ['group', /类别|类型|领域|板块|分类|方面|一级|大项|指标类|重点方向|所属/],
  [
    'detail',
    /措施|举措|具体|主要内容|工作内容|任务内容|任务要求|工作要求|目标|标准|要求|指标|成果|二级|三级|要点|事项内容/,
  ],
  ['task', /任务|内容|事项|工作|项目|指标|目标|政策|条目|清单|问题/],
];

/** In characters, blanks included. */
const LONGEST_HEADER = 100;
const HEADER_WORD = /^[^。；]{1,18}$/;

/** What a header cell announces; null when it announces nothing. */
export function columnKind(text: string): ColumnKind | null {
  if (text.length > LONGEST_HEADER) return null;
  const word = text.replace(/[\s\u3000*"“”]/g, '');
  if (word === '' || !HEADER_WORD.test(word)) return null;
  if (
    /单位|部门|主体|牵头|配合|协办|主办|处室|科室/.test(word) &&
    !/领导|责任人$|负责人$|督|任务|工作/.test(word)
  ) {
    const kind = labelClass(word);
    if (kind === 'lead' || kind === 'cooperating' || kind === 'responsible') return kind;
    return /单位|部门/.test(word) ? 'responsible' : 'other';
  }
  for (const [kind, pattern] of NAMES) if (pattern.test(word)) return kind;
  return null;
}

/** A header row: at least two known columns, a unit column among them, and something to do. */
export function headerKinds(cells: string[]): ColumnKind[] | null {
  const kinds = cells.map((cell) => columnKind(cell));
  const known = kinds.filter((kind) => kind !== null);
  const units = known.some((kind) => kind === 'lead' || kind === 'responsible' || kind === 'cooperating');
  const work = known.some((kind) => kind === 'task' || kind === 'detail');
  if (known.length < 2 || !units || !work || known.length * 2 < cells.length) return null;
  return kinds.map((kind) => kind ?? 'other');
}

type Cutter = (source: string, span: Span) => Cell[];

function cutBy(pattern: RegExp): Cutter {
  return (source, span) => {
    const text = source.slice(span.start, span.end);
    const cells: Cell[] = [];
    let from = 0;
    for (const match of [...text.matchAll(pattern), null]) {
      const to = match === null ? text.length : match.index;
      const inner = trimSpan(source, span.start + from, span.start + to);
      cells.push({ ...inner, text: source.slice(inner.start, inner.end) });
      from = match === null ? to : match.index + match[0].length;
    }
    return cells;
  };
}

/** Edges 「| a | b |」 make an empty cell at each end; drop them. */
const cutPipes: Cutter = (source, span) => {
  const cells = cutBy(/\|/g)(source, span);
  if (cells[0]?.text === '') cells.shift();
  if (cells.at(-1)?.text === '') cells.pop();
  return cells;
};

interface Grid {
  sign: RegExp;
  cut: Cutter;
  /** Tabs at the start of a line are empty cells, blanks there are an indent. */
  extent: 'whole' | 'raw';
}

const GRIDS: Grid[] = [
  { sign: /\t/, cut: cutBy(/\t/g), extent: 'whole' },
  { sign: /\|/, cut: cutPipes, extent: 'raw' },
  { sign: / {2,}|\u3000/, cut: cutBy(/(?: {2,}|\u3000)[ \u3000]*/g), extent: 'raw' },
];

/** The extent of a row: a cell in straight quotes may run over several lines. */
function rowEnd(source: string, lines: Line[], at: number): number {
  const last = Math.min(lines.length - 1, at + 40);
  const count = (to: number): number =>
    source.slice(lines[at]!.whole.start, lines[to]!.whole.end).split(/(?<=\t|^)"|"(?=\t|$|\n)/).length - 1;
  if (!/(?:^|\t)"[^"]*$/.test(source.slice(lines[at]!.whole.start, lines[at]!.whole.end))) return at;
  for (let to = at + 1; to <= last; to += 1) if (count(to) % 2 === 0) return to;
  return at;
}

function unquote(source: string, cell: Cell): Cell {
  if (!/^"[\s\S]*"$/.test(cell.text) || cell.text.length < 2) return cell;
  const inner = trimSpan(source, cell.start + 1, cell.end - 1);
  return { ...inner, text: source.slice(inner.start, inner.end) };
}

function isRule(cells: Cell[]): boolean {
  return cells.every((cell) => /^:?-{2,}:?$|^$/.test(cell.text));
}

interface Sheet {
  source: string;
  lines: Line[];
  grid: Grid;
}

function cellsOf({ source, lines, grid }: Sheet, from: number, to: number): Cell[] {
  const span = { start: lines[from]![grid.extent].start, end: lines[to]![grid.extent].end };
  return grid.cut(source, span).map((cell) => unquote(source, cell));
}

/** A lone cell is a heading inside the table when rows of data, not another header, come after it. */
function isHeadingLine(sheet: Sheet, cells: Cell[], at: number): boolean {
  if (cells.length !== 1 || cells[0]!.text.length >= 60 || /。/.test(cells[0]!.text)) return false;
  const next = at + 1 < sheet.lines.length ? cellsOf(sheet, at + 1, at + 1) : [];
  return next.length > 1 && headerKinds(next.map((cell) => cell.text)) === null;
}

function readTable(sheet: Sheet, at: number): Table | null {
  const columns = headerKinds(cellsOf(sheet, at, at).map((cell) => cell.text));
  if (columns === null) return null;
  const { source, lines } = sheet;
  const rows: Row[] = [];
  const frame = [lines[at]!.raw];
  let to = at + 1;
  while (to < lines.length) {
    const end = rowEnd(source, lines, to);
    const cells = cellsOf(sheet, to, end);
    const again = headerKinds(cells.map((cell) => cell.text)) !== null;
    if ((cells.length < 2 && !isHeadingLine(sheet, cells, to)) || (again && rows.length === 0)) break;
    const span = { start: lines[to]!.raw.start, end: lines[end]!.raw.end };
    if (isRule(cells) || again) frame.push(span);
    else rows.push({ cells: columns.map((_, index) => cells[index] ?? null), span });
    to = end + 1;
  }
  return rows.length === 0 ? null : { from: at, to, columns, frame, rows };
}

/** The text of a row that is a heading: its only filled cell, and no number; null for any other row. */
export function headingOfRow(row: Row): string | null {
  const filled = row.cells.filter((cell) => cell !== null && cell.text !== '');
  return filled.length === 1 && !/^\d+$/.test(filled[0]!.text) ? squeeze(filled[0]!.text) : null;
}

/** All tables that still have their grid. */
export function tablesIn(source: string, lines: Line[]): Table[] {
  const tables: Table[] = [];
  for (let at = 0; at < lines.length - 1; at += 1) {
    const whole = source.slice(lines[at]!.whole.start, lines[at]!.whole.end);
    if (whole.length > 400 || !/单\s*位|部\s*门|牵头|主体|处室/.test(whole)) continue;
    const grid = GRIDS.find(({ sign }) => sign.test(whole.trim()));
    const table = grid === undefined ? null : readTable({ source, lines, grid }, at);
    if (table === null) continue;
    tables.push(table);
    at = table.to - 1;
  }
  return tables;
}
