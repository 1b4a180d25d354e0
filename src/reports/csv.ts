/**
 * Comma-separated values as a spreadsheet opens them by a double click: UTF-8 with a mark, CRLF, quoted.
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front, also where it begins with
 * a full-width sign, which Excel folds; a plain number such as −5 stays one.
 */
const MARK = '\uFEFF';
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠\t\r]/u;
const NUMBER = /^[+-]?\d+(?:\.\d+)?%?$/u;

export function csv(table: (string | number | null)[][]): string {
  return MARK + table.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = harmless(String(value).replace(/\r\n?/g, '\n'));
  return /[",\n\r\t;]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
