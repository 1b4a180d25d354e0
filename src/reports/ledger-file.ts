/** The ledger as a file: the columns of the page, whole texts, every row the filter finds. */
import type { Say } from '../web/deadline-words.js';
import { csv } from './csv.js';
import type { LedgerRow, LedgerUnit, LedgerWord } from './ledger.view.js';

const COLUMNS = ['no', 'what', 'leads', 'cooperating', 'due', 'state', 'progress', 'problems'];

export function ledgerFile(rows: LedgerRow[], say: Say): string {
  const head = COLUMNS.map((column) => say(`ledger.${column}`));
  const all = rows.flatMap((row) => [row, ...row.subTasks]);
  return csv([head, ...all.map((row) => line(row, say))]);
}

function line(row: LedgerRow, say: Say): string[] {
  return [
    row.no,
    `${row.title}\n${row.text}`,
    names(row.leads, say),
    names(row.cooperating, say),
    row.dues.map((due) => `${due.matter} ${due.owedOn}`).join('\n'),
    row.light.word,
    words(row.progress),
    words(row.problems),
  ];
}

function names(units: LedgerUnit[], say: Say): string {
  const marked = units.length > 1;
  return units.map((unit) => unit.unitName + marksOf(unit, marked, say)).join('、');
}

function marksOf({ isFirst, unclaimedFromOn }: LedgerUnit, marked: boolean, say: Say): string {
  const first = marked && isFirst ? say('task.firstMark') : '';
  return unclaimedFromOn === null ? first : first + say('task.unclaimedMark');
}

function words(spoken: LedgerWord[]): string {
  return spoken
    .map((word) => `${word.unitName ? `${word.unitName}：` : ''}${word.text}（${word.receivedOn}）`)
    .join('\n');
}
