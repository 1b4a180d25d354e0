/** The rows of the ledger, as the page and the file print them. */
import { owedOn, type DeadlineFacts } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import { lightOfBy, lightSigns, type Light } from '../rules/lights.js';
import { datedView, type DatedView, type DayContext } from '../desk/deadline-view.js';
import { matterOf } from '../web/deadline-words.js';
import type { LedgerDeadlineRow, LedgerDutyRow, LedgerTaskRow, LedgerWordRow } from './ledger.queries.js';

export interface LedgerUnit {
  unitId: number;
  unitName: string;
  unclaimedFromOn: string | null;
  isFirst: boolean;
}

export interface LedgerWord {
  /** Set where several units spoke. */
  unitName: string | null;
  receivedOn: Day;
  text: string;
}

export interface LedgerRow {
  id: number;
  no: string;
  section: string;
  /** The section's first row. */
  opensSection: boolean;
  title: string;
  text: string;
  leads: LedgerUnit[];
  cooperating: LedgerUnit[];
  dues: { owedOn: Day; matter: string; isSettled: boolean }[];
  light: { colour: Light; sign: string; word: string };
  progress: LedgerWord[];
  problems: LedgerWord[];
  /** What it was refined into, in the order of the tree; each with its own facts and light. */
  subTasks: LedgerRow[];
  /** How many of them are late: its own light does not tell. */
  subTasksLate: number;
}

export interface LedgerParts {
  tasks: LedgerTaskRow[];
  deadlines: LedgerDeadlineRow[];
  duties: LedgerDutyRow[];
  words: LedgerWordRow[];
}

export function ledgerRows(parts: LedgerParts, context: DayContext): LedgerRow[] {
  const deadlines = grouped(parts.deadlines.filter((row) => row.taskId !== null));
  const duties = grouped(parts.duties);
  const words = grouped(parts.words);
  let section = '';
  return nested(parts.tasks).map(({ task, below }) => {
    const opensSection = task.section !== section;
    section = task.section;
    const subTasks = below.map((one) => ({
      ...ledgerRow(one, { deadlines, duties, words }, context),
      ...{ opensSection: false, subTasks: [], subTasksLate: 0 },
    }));
    return {
      ...ledgerRow(task, { deadlines, duties, words }, context),
      opensSection,
      subTasks,
      subTasksLate: subTasks.filter(({ light }) => light.colour === 'red').length,
    };
  });
}

/** Items with all that is below them; a sub-task whose item is not among the tasks found stands for itself. */
function nested(tasks: LedgerTaskRow[]): { task: LedgerTaskRow; below: LedgerTaskRow[] }[] {
  const found = new Set(tasks.map(({ id }) => id));
  const children = new Map<number, LedgerTaskRow[]>();
  for (const task of tasks)
    if (task.parentId !== null) children.set(task.parentId, [...(children.get(task.parentId) ?? []), task]);
  const below = (task: LedgerTaskRow): LedgerTaskRow[] =>
    (children.get(task.id) ?? []).flatMap((child) => [child, ...below(child)]);
  return tasks
    .filter(({ parentId }) => parentId === null || !found.has(parentId))
    .map((task) => ({ task, below: below(task) }));
}

type OwnRow = Omit<LedgerRow, 'opensSection' | 'subTasks' | 'subTasksLate'>;

interface ByTask {
  deadlines: Map<number, LedgerDeadlineRow[]>;
  duties: Map<number, LedgerDutyRow[]>;
  words: Map<number, LedgerWordRow[]>;
}

function ledgerRow(task: LedgerTaskRow, by: ByTask, context: DayContext): OwnRow {
  const duties = by.duties.get(task.id) ?? [];
  const leads = duties.filter((duty) => duty.part === 'lead');
  const deadlines = by.deadlines.get(task.id) ?? [];
  const words = by.words.get(task.id) ?? [];
  return {
    id: task.id,
    no: task.no,
    section: task.section,
    title: task.title,
    text: task.text,
    leads,
    // A member that has its own row stands behind its group.
    cooperating: duties.filter((duty) => duty.part === 'cooperating' && duty.viaGroupId === null),
    dues: duesOf(deadlines, context),
    light: lightView(task, deadlines, leads, context),
    progress: spoken(words, (word) => progressOf(word, context)),
    problems: spoken(words, (word) => [word.difficulty, word.nextStep].filter(Boolean).join('\n')),
  };
}

function lightView(
  task: LedgerTaskRow,
  deadlines: DeadlineFacts[],
  leads: LedgerUnit[],
  { say, by }: DayContext,
) {
  const led = (deadlines as LedgerDeadlineRow[]).filter((row) =>
    leads.some((lead) => lead.unitId === row.unitId),
  );
  const colour = lightOfBy(led, by, task.state === 'closed');
  return { colour, sign: lightSigns[colour], word: say(`state.${colour}`) };
}

/** Every open day; where none is open, the last. Leads that owe the same by the same day share a line. */
function duesOf(deadlines: LedgerDeadlineRow[], { say }: DayContext): LedgerRow['dues'] {
  const open = deadlines.filter(
    (row) => row.openedOn !== null && row.metOn === null && row.waivedOn === null,
  );
  const shown = open.length ? open : deadlines.slice(-1);
  const dues = shown.map((row) => ({
    owedOn: owedOn(row),
    matter: matterOf(say, row),
    isSettled: !open.length,
  }));
  return dues.filter(
    (due, i) => dues.findIndex((one) => one.owedOn === due.owedOn && one.matter === due.matter) === i,
  );
}

function progressOf(word: LedgerWordRow, { say }: DayContext): string {
  const percentage = word.percentage === null ? '' : `（${word.percentage}%）`;
  const state = word.state === 'accepted' ? '' : `（${say(`submission.state-${word.state}`)}）`;
  return `${word.text || say(`standing.${word.standing}`)}${percentage}${state}`;
}

function spoken(words: LedgerWordRow[], textOf: (word: LedgerWordRow) => string): LedgerWord[] {
  return words
    .map((word) => ({
      unitName: words.length > 1 ? word.unitName : null,
      receivedOn: word.receivedOn,
      text: textOf(word),
    }))
    .filter((word) => word.text !== '');
}

export type RefinementView = DatedView & {
  id: number;
  unitId: number;
  unitName: string;
  metOn: Day | null;
  pendingSince: Day | null;
};

/** One paper per lead unit, for all its tasks. */
export function refinementViews(deadlines: LedgerDeadlineRow[], context: DayContext): RefinementView[] {
  return deadlines
    .filter((row) => row.kind === 'refinement')
    .map((row) => ({
      ...datedView(row, context),
      id: row.id,
      unitId: row.unitId,
      unitName: row.unitName,
      metOn: row.metOn,
      pendingSince: row.pendingSince,
    }));
}

function grouped<R extends { taskId: number | null }>(rows: R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const row of rows) {
    const group = groups.get(row.taskId!);
    if (group) group.push(row);
    else groups.set(row.taskId!, [row]);
  }
  return groups;
}
