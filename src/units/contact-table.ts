/**
 * Reads a pasted table of contacts: 单位、姓名、邮箱、电话, from a spreadsheet, a Word table, a chat or a CSV.
 *
 * With a header the columns may stand in any order; without one the mailbox is known by its @, the phone by
 * its digits, and of the rest the first is the unit, the second the name. An empty unit is the one above
 * (merged cells). Nothing is judged here: what a row means is said by `contact-plan`.
 *
 * Example: `市财政局⇥联络员一⇥lianluo1@caizheng.example⇥0513-00000001` gives one row.
 */
import { tidyAddress, tidyPhone } from './people.service.js';
import { tidyName } from './names.js';

export interface ContactLine {
  /** Counted from 1, as pasted. */
  line: number;
  unit: string;
  /** True where the cell was empty and the unit above holds. */
  unitFromAbove: boolean;
  name: string;
  /** Lower case; '' for none. */
  address: string;
  phone: string;
  isHead: boolean;
}

type Column = 'unit' | 'name' | 'address' | 'phone' | 'head' | 'other';

const HEADERS: [Column, RegExp][] = [
  ['address', /邮箱|邮件|邮址|^e-?mail|^mail/i],
  ['phone', /电话|手机|座机|联系方式|^phone|^tel/i],
  ['head', /负责人|负责同志|^head/i],
  ['name', /姓名|联络员|联系人|人员|^name|^contact/i],
  ['unit', /单位|部门|机构|^unit|^department/i],
  ['other', /序号|编号|备注|职务|^no\.?$|^#$/i],
];
/** The first that occurs in a line separates it. */
const SEPARATORS = [/\t/, /[|｜]/, /[,，]/, /[;；]/, /\u3000+| {2,}/, /[ \u00a0]+/];
const PHONE = /^\+?[\d\s()-]{5,}(?:(?:转|x|ext\.?)\s*\d+)?$/i;
const ORDINAL = /^\d{1,4}[.、]?$/;
const YES = /^(?:是|√|✓|1|y|yes|true|负责人)$/i;

export function readContactTable(text: string): ContactLine[] {
  const lines = text
    .split(/\r\n?|\n/)
    .map((raw, index) => ({ line: index + 1, cells: cellsOf(raw) }))
    .filter(({ cells }) => cells.some(Boolean));
  const header = lines[0] ? headerOf(lines[0].cells) : null;
  let above = '';
  return lines.slice(header ? 1 : 0).map(({ line, cells }) => {
    const found = header ? byHeader(cells, header) : byContent(cells);
    const unitFromAbove = !found.unit && above !== '';
    const unit = found.unit || above;
    above = unit;
    return { line, ...found, unit, unitFromAbove };
  });
}

function cellsOf(raw: string): string[] {
  const separator = SEPARATORS.find((candidate) => candidate.test(raw.trim())) ?? SEPARATORS[0]!;
  const isTabbed = separator.source === '\\t';
  // A line that begins with space has an empty first cell; a Markdown table's outer bars are no cells.
  const isBarred = /^\s*[|｜]/.test(raw);
  const inner = isBarred
    ? raw
        .trim()
        .replace(/^[|｜]|[|｜]$/g, '')
        .trim()
    : raw.trimEnd();
  const padded = !isTabbed && /^\s/.test(inner) ? ['', inner.trimStart()] : [isTabbed ? raw : inner];
  return padded
    .flatMap((part) => part.split(separator))
    .map((cell) =>
      tidyName(cell)
        .replace(/^["“](.*)["”]$/, '$1')
        .trim(),
    );
}

/** A line is the header where it names the unit or the mailbox and holds neither an @ nor a phone. */
function headerOf(cells: string[]): Column[] | null {
  if (cells.some((cell) => cell.includes('@') || PHONE.test(tidyPhone(cell)))) return null;
  const taken = new Set<Column>();
  const columns = cells.map((cell): Column => {
    const column = HEADERS.find(([name, words]) => words.test(cell) && !taken.has(name))?.[0] ?? 'other';
    if (column !== 'other') taken.add(column);
    return column;
  });
  return taken.has('unit') && (taken.has('name') || taken.has('address')) ? columns : null;
}

type Found = Omit<ContactLine, 'line' | 'unitFromAbove'>;

function byHeader(cells: string[], header: Column[]): Found {
  const at = (column: Column): string => cells[header.indexOf(column)] ?? '';
  return {
    unit: at('unit'),
    name: at('name'),
    address: tidyAddress(at('address')),
    phone: tidyPhone(at('phone')),
    isHead: YES.test(at('head')),
  };
}

function byContent(cells: string[]): Found {
  const isMail = (cell: string): boolean => /[@＠]/.test(cell);
  const isPhone = (cell: string): boolean => PHONE.test(tidyPhone(cell));
  const given = ORDINAL.test(cells[0]!) ? cells.slice(1) : cells;
  const words = given.filter((cell) => !isMail(cell) && !isPhone(cell));
  const [unit = '', name = ''] = words;
  return {
    unit,
    name,
    address: tidyAddress(given.find(isMail) ?? ''),
    phone: tidyPhone(given.filter(isPhone).join(' ')),
    isHead: words.slice(2).some((word) => YES.test(word)),
  };
}
