/**
 * Rule: a refinement plan 细化方案 comes as “rows (measure, target figure with its unit of measure, responsible unit or
 * office, leader in charge, day), typed or pasted from a spreadsheet”. What cannot be read is told by row and column;
 * nothing is guessed silently and nothing is dropped.
 *
 * Example, issued on 2018-11-02:
 *   措施	责任科室	任务序号	量化目标	完成时间	分管领导
 *   出台评选办法	综合科	4	1份	2019年3月底前	张某
 *   组织评选	考核科		10个左右	2019-12-20	张某
 * are two rows of item 4: 1 份 by 2019-03-31 and 10 个 by 2019-12-20. Cells of merged rows come empty: a row without an
 * item number belongs to the item of the row above.
 *
 * Without a header the columns stand in the order of `COLUMNS`. Lines above the header (a title) are passed over.
 */
import { figureIn, type Figure } from './amounts.js';
import { cleanLine } from './clean-line.js';
import { isDay, type Day } from './day.js';
import { rowsOfTable, type TableRow } from './measure-table.js';
import { datesIn, resolveDate, wholeDate } from './plan-dates.js';
import { numeral } from './plan-text.js';

export const COLUMNS = ['no', 'measure', 'target', 'responsible', 'leader', 'dueOn'] as const;
export type Column = (typeof COLUMNS)[number];

/** As typed; a missing cell is an empty one. */
export type TypedRow = Record<Column, string>;

export interface MeasureRow {
  /** From 1, as the preview counts. */
  row: number;
  /** The item it refines, as typed. */
  no: string;
  measure: string;
  target: Figure | null;
  /** An office of the unit, or another unit; '' is the unit itself. */
  responsible: string;
  leader: string;
  dueOn: Day | null;
}

export type RowFaultCode =
  | 'row-no-missing'
  | 'row-measure-missing'
  | 'row-target-unclear'
  | 'row-day-missing'
  | 'row-day-unclear'
  | 'row-cell-too-long'
  | 'row-cells-too-many'
  | 'rows-too-many';

export interface RowFault {
  row: number;
  column: Column | null;
  code: RowFaultCode;
}

export interface ReadRows {
  typed: TypedRow[];
  rows: MeasureRow[];
  faults: RowFault[];
}

export const MOST_ROWS = 300;
const LONGEST: Record<Column, number> = {
  no: 20,
  measure: 1000,
  target: 100,
  responsible: 100,
  leader: 50,
  dueOn: 50,
};

const HEADERS: [Column, RegExp][] = [
  ['no', /^(?:任务序号|任务编号|任务号|任务项号|项号|项目序号|条目|对应任务|no|item)$/u],
  ['measure', /^(?:(?:具体|工作|主要|细化|推进|落实)?(?:措施|举措)|(?:具体)?工作内容|measure)$/u],
  ['target', /^(?:(?:量化|工作|年度|具体)?(?:目标|指标)(?:值)?|target)$/u],
  [
    'responsible',
    /^(?:责任(?:单位|科室|部门|主体|人|单位科室)|(?:牵头|承办)(?:单位|科室)|科室|unit|responsible)$/u,
  ],
  ['leader', /^(?:分管领导|责任领导|负责领导|牵头领导|领导|leader)$/u],
  ['dueOn', /^(?:(?:完成|办结)?(?:时限|时间|期限|日期)|时间节点|due|day)$/u],
];
/** Only where no column says so more plainly: it is often the running number of the row. */
const WEAK_NO = /^序号$/u;
/** A header names the measure and at least one more column. */
const FEWEST_HEADERS = 2;

/** @param issuedOn of the plan: it tells the year a day leaves out */
export function readMeasures(text: string, { issuedOn }: { issuedOn: Day }): ReadRows {
  const table = rowsOfTable(text);
  const { columns, from } = layoutOf(table);
  return checkMeasures(
    table.slice(from).map((row) => typedOf(row, columns)),
    { issuedOn },
    table.slice(from).map((row) => row.cells.slice(columns.length).some((cell) => cell !== '')),
  );
}

/** The same for rows that came typed, one field for each cell. */
export function checkMeasures(
  typed: TypedRow[],
  { issuedOn }: { issuedOn: Day },
  overflowing: boolean[] = [],
): ReadRows {
  const faults: RowFault[] = [];
  if (typed.length > MOST_ROWS) faults.push({ row: MOST_ROWS + 1, column: null, code: 'rows-too-many' });
  const taken = typed.slice(0, MOST_ROWS);
  let no = '';
  const rows = taken.map((cells, i) => {
    no = cleanLine(cells.no) || no;
    if (overflowing[i]) faults.push({ row: i + 1, column: null, code: 'row-cells-too-many' });
    return rowOf({ ...cells, no }, { row: i + 1, issuedOn, faults });
  });
  return { typed: taken, rows, faults };
}

/** '十二', '（12）', '第12项' and '12.' name the same item; '3.1' stays. */
export function itemKey(no: string): string {
  const plain = no
    .normalize('NFKC')
    .replace(/[\s()〔〕[\]【】第项条、,.。:：]+$|^[\s()〔〕[\]【】第]+/gu, '');
  return plain
    .split('.')
    .map((part) => String(numeral(part) ?? part))
    .join('.');
}

function layoutOf(table: TableRow[]): { columns: (Column | null)[]; from: number } {
  for (const [i, { cells }] of table.slice(0, 5).entries()) {
    const columns = headersIn(cells);
    const known = columns.filter((column) => column !== null);
    if (known.includes('measure') && known.length >= FEWEST_HEADERS) return { columns, from: i + 1 };
  }
  return { columns: [...COLUMNS], from: 0 };
}

function headersIn(cells: string[]): (Column | null)[] {
  const taken = new Set<Column>();
  const columns = cells.map((cell) => {
    const column = columnOf(cell);
    if (column === null || taken.has(column)) return null;
    taken.add(column);
    return column;
  });
  const weak = cells.findIndex((cell) => WEAK_NO.test(headerKey(cell)));
  if (!taken.has('no') && weak >= 0) columns[weak] = 'no';
  return columns;
}

function columnOf(cell: string): Column | null {
  const key = headerKey(cell);
  return HEADERS.find(([, pattern]) => pattern.test(key))?.[0] ?? null;
}

/** 责任单位（科室） and 责任单位/科室 are one heading. */
function headerKey(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/[\s()/、*:]+/gu, '')
    .toLowerCase();
}

function typedOf({ cells }: TableRow, columns: (Column | null)[]): TypedRow {
  const at = (column: Column) => cells[columns.indexOf(column)] ?? '';
  return {
    no: at('no'),
    measure: at('measure'),
    target: at('target'),
    responsible: at('responsible'),
    leader: at('leader'),
    dueOn: at('dueOn'),
  };
}

interface Reading {
  row: number;
  issuedOn: Day;
  faults: RowFault[];
}

function rowOf(cells: TypedRow, { row, issuedOn, faults }: Reading): MeasureRow {
  const fault = (column: Column, code: RowFaultCode) => faults.push({ row, column, code });
  for (const column of COLUMNS)
    if (cells[column].length > LONGEST[column]) fault(column, 'row-cell-too-long');
  const measure = cells.measure.trim();
  const target = cells.target.trim() ? figureIn(cells.target) : null;
  const dueOn = dayIn(cells.dueOn, issuedOn);
  if (!cells.no) fault('no', 'row-no-missing');
  if (!measure) fault('measure', 'row-measure-missing');
  if (cells.target.trim() && !target) fault('target', 'row-target-unclear');
  if (!cells.dueOn.trim()) fault('dueOn', 'row-day-missing');
  else if (!dueOn) fault('dueOn', 'row-day-unclear');
  const [responsible, leader] = [cleanLine(cells.responsible), cleanLine(cells.leader)];
  return { row, no: cells.no, measure, target, responsible, leader, dueOn };
}

/** One day, in any form a plan may print it; two days in one cell are none. */
function dayIn(text: string, issuedOn: Day): Day | null {
  const plain = text.trim();
  if (isDay(plain)) return plain;
  const whole = wholeDate(plain);
  if (isDay(whole)) return whole;
  const hits = datesIn(plain);
  const { dueOn } =
    hits.length === 1 ? resolveDate(hits[0]!, { titleYear: null, issuedOn }, null) : { dueOn: null };
  return isDay(dueOn) ? dueOn : null;
}
