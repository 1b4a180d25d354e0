/** 申请办结 on the pages: how the other leads stand to it, and that a lead was told one is coming. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { standingsOfOtherLeads, type ClaimOf, type NamedLead } from '../progress/claims.queries.js';
import { mayBeClaimed, SILENT_AFTER } from '../rules/claims.js';
import type { Day } from '../rules/day.js';
import { GRADES, movesFrom, type TaskState } from '../rules/task-states.js';
import type { Say } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import type { OwedRow } from './unit-work.queries.js';

export interface GradeChoice {
  value: string;
  word: string;
  isChosen: boolean;
}

export function gradeChoices(say: Say, chosen: unknown): GradeChoice[] {
  return GRADES.map((value) => ({ value, word: say(`grade.${value}`), isChosen: value === chosen }));
}

export interface ClaimView {
  taskId: number;
  period: string;
  leads: { unitName: string; word: string }[];
  /** Somebody is still to be told. */
  mayTell: boolean;
  mayClaim: boolean;
}

/** For each claim, in their order; null where no other lead has a part in it. */
async function claimViews(
  read: Reader,
  claims: ClaimOf[],
  { say, calendar, by }: DayContext,
): Promise<(ClaimView | null)[]> {
  const standings = await standingsOfOtherLeads(read, claims, calendar, by.today);
  return claims.map(({ taskId, period }, i) => {
    const leads = standings[i]!;
    if (leads.length === 0) return null;
    return {
      ...{ taskId, period, mayClaim: mayBeClaimed(leads) },
      leads: leads.map((lead) => ({ unitName: lead.unitName, word: wordOn(say, lead) })),
      mayTell: leads.some(({ standing }) => standing === 'not-told'),
    };
  });
}

function wordOn(say: Say, { standing, claimableOn }: NamedLead): string {
  return say(`claim.lead-${standing}`, { day: claimableOn ?? '', days: SILENT_AFTER });
}

/** Of a task whose state allows a claim at all: one for each completion that is asked for. */
export async function claimsOfTask(
  read: Reader,
  task: { id: number; state: string },
  context: DayContext,
): Promise<(ClaimView & { unitId: number })[]> {
  if (!movesFrom(task.state as TaskState).includes('claim')) return [];
  const owed = await rows<ClaimOf>(
    read,
    `SELECT "taskId", "unitId", period FROM deadlines WHERE "taskId" = :id AND kind = 'completion'
       AND "openedOn" <= :today AND "metOn" IS NULL AND "waivedOn" IS NULL ORDER BY "dueOn", id`,
    { id: task.id, today: context.by.today },
  );
  const views = await claimViews(read, owed, context);
  return views.flatMap((view, i) => (view ? [{ ...view, unitId: owed[i]!.unitId }] : []));
}

/** By task: the day this unit was told that the first lead is about to claim. */
async function toldOf(read: Reader, unitId: number): Promise<Map<number, Day>> {
  const found = await rows<{ taskId: number; toldOn: Day }>(
    read,
    `SELECT "taskId", max("toldOn") AS "toldOn" FROM claim_tellings WHERE "unitId" = :unitId GROUP BY "taskId"`,
    { unitId },
  );
  return new Map(found.map((one) => [one.taskId, one.toldOn]));
}

export interface ClaimNote {
  /** Of the first lead: how the others stand. */
  claim: ClaimView | null;
  /** Of another lead: that it was told, and by when it should answer. */
  told: string | null;
  /** Of a sensitive task: nothing is handed in here. */
  offline: boolean;
}

/** What a unit's own rows say of claims, by deadline; rows that say nothing are left out. */
export async function claimNotes(
  read: Reader,
  owed: OwedRow[],
  context: DayContext,
): Promise<Map<number, ClaimNote>> {
  const notes = new Map<number, ClaimNote>();
  const [first] = owed;
  if (!first) return notes;
  const told = await toldOf(read, first.unitId);
  const sensitive = await sensitiveAmong(read, owed);
  const claims = await waitingClaims(read, owed, context);
  for (const deadline of owed) {
    const { id, taskId } = deadline;
    if (taskId === null) continue;
    const offline = sensitive.has(taskId);
    const note = { claim: claims.get(id) ?? null, told: toldInWords(told, deadline, context), offline };
    if (note.claim || note.told || offline) notes.set(id, note);
  }
  return notes;
}

/** A form is not offered where nothing may be handed in. */
export function noted<T extends { id: number; form: unknown; note?: ClaimNote }>(
  items: T[],
  notes: Map<number, ClaimNote>,
): void {
  for (const item of items) {
    const note = notes.get(item.id);
    if (!note) continue;
    item.note = note;
    if (note.offline) item.form = null;
  }
}

/** By deadline: completions that cannot be claimed yet, for others are still to answer. */
async function waitingClaims(
  read: Reader,
  owed: OwedRow[],
  context: DayContext,
): Promise<Map<number, ClaimView>> {
  const asked = owed.flatMap(({ id, kind, taskId, period, unitId, pendingSince }) =>
    kind === 'completion' && pendingSince === null && taskId !== null ? [{ id, taskId, period, unitId }] : [],
  );
  const views = await claimViews(read, asked, context);
  const waiting = views.flatMap((view, i) => (view && !view.mayClaim ? [[asked[i]!.id, view] as const] : []));
  return new Map(waiting);
}

function toldInWords(
  told: Map<number, Day>,
  { kind, taskId, pendingSince }: OwedRow,
  { say, calendar }: DayContext,
): string | null {
  const day = told.get(taskId!);
  if (day === undefined || kind !== 'progress' || pendingSince !== null) return null;
  return say('claim.youWereTold', { day, until: calendar.plus(day, SILENT_AFTER) });
}

async function sensitiveAmong(read: Reader, owed: OwedRow[]): Promise<Set<number>> {
  const taskIds = owed.flatMap(({ taskId }) => taskId ?? []);
  const found = await rows<{ id: number }>(
    read,
    'SELECT id FROM tasks WHERE id IN (:...taskIds) AND "sensitiveFromOn" IS NOT NULL',
    { taskIds: [0, ...taskIds] },
  );
  return new Set(found.map(({ id }) => id));
}
