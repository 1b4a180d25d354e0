/** The entries of the trail that belong to a plan or a task, and the names of what they are about. */
import { NAME_HOLDS, withPersonal } from '../audit/personal-values.js';
import type { TrailRow } from '../audit/trail-words.js';
import type { Reader } from '../platform/database.js';
import { containing, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

/** How the rows of a noun's table lead to a task, a unit, a person: by which of their columns. */
interface Place {
  table: string;
  task?: string;
  unit?: string;
  deadline?: string;
  duty?: string;
  person?: string;
}

const PLACES: Record<string, Place> = {
  task: { table: 'tasks', task: 'id' },
  duty: { table: 'duties', task: 'taskId', unit: 'unitId' },
  deadline: { table: 'deadlines', deadline: 'id' },
  submission: { table: 'submissions', deadline: 'deadlineId' },
  refinement: { table: 'submissions', deadline: 'deadlineId' },
  'sent-back-duty': { table: 'sent_back_duties', duty: 'dutyId', unit: 'unitId' },
  receipt: { table: 'receipts', unit: 'unitId' },
  target: { table: 'targets', task: 'taskId' },
  measure: { table: 'measures', task: 'taskId' },
  extension: { table: 'extensions', deadline: 'deadlineId', unit: 'unitId' },
  suspension: { table: 'suspensions', task: 'taskId' },
  filing: { table: 'filings', task: 'taskId', unit: 'unitId' },
  coordination: { table: 'coordinations', task: 'taskId', unit: 'unitId' },
  urging: { table: 'urgings', deadline: 'deadlineId' },
  instruction: { table: 'instructions', task: 'taskId' },
  'supervision-notice': { table: 'supervision_notices', unit: 'unitId' },
  objection: { table: 'objections', unit: 'unitId' },
  unit: { table: 'units', unit: 'id' },
  'unit-alias': { table: 'unit_aliases', unit: 'unitId' },
  'unit-change': { table: 'unit_changes', unit: 'unitId' },
  'group-member': { table: 'group_members', unit: 'unitId' },
  contact: { table: 'contacts', unit: 'unitId', person: 'personId' },
  person: { table: 'people', person: 'id' },
  token: { table: 'api_tokens', person: 'personId' },
  'digest-recipient': { table: 'digest_recipients', unit: 'unitId' },
};

export type TrailScope =
  { of: 'all' } | { of: 'plan'; planId: number } | { of: 'task'; planId: number; taskId: number };

export interface TrailFilter {
  noun?: string | undefined;
  /** Part of a name. */
  person?: string | undefined;
  fromOn?: Day | undefined;
  untilOn?: Day | undefined;
  /** The last entry of the page before. */
  after?: number | undefined;
  limit: number;
}

export type TrailEntry = TrailRow & {
  onDay: Day;
  personId: number | null;
  previousHash: string | null;
  hash: string | null;
};

/** The newest first. */
export async function trailOf(read: Reader, scope: TrailScope, filter: TrailFilter): Promise<TrailEntry[]> {
  const { noun, person, fromOn, untilOn, after, limit } = filter;
  const conditions = [
    ...scopeConditions(scope, scope.of === 'task' ? await plansOfTask(read, scope) : []),
    noun !== undefined && 'noun = :noun',
    person !== undefined && NAME_HOLDS,
    fromOn !== undefined && '"onDay" >= :fromOn',
    untilOn !== undefined && '"onDay" <= :untilOn',
    after !== undefined && 'id < :after',
  ].filter(Boolean);
  const given = { noun, person: person && containing(person), fromOn, untilOn, after };
  const params = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const found = await rows<TrailEntry>(
    read,
    `SELECT id, at, "onDay", "personId", "personName", door, verb, noun, "nounId", "planId", before, after,
       "previousHash", hash
     FROM audit_entries ${conditions.length ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY id DESC LIMIT :limit`,
    { ...params, ...keysOf(scope), limit },
  );
  return withPersonal(read, found);
}

/** By the plan's index from its newest entry backwards; what of it is the task's is looked up once. */
function scopeConditions(scope: TrailScope, planIds: number[]): string[] {
  if (scope.of === 'all') return [];
  if (scope.of === 'plan') return ['"planId" = :planId'];
  const parts = Object.entries(PLACES).flatMap(([noun, { table, ...by }]) => {
    const belongs = belongsToTask(by);
    return belongs
      ? [`(noun = '${noun}' AND "nounId" IN (SELECT CAST(x.id AS text) FROM ${table} x WHERE ${belongs}))`]
      : [];
  });
  return [`"planId" IN (${planIds.join(', ')})`, `(noun = 'plan' OR ${parts.join(' OR ')})`];
}

/** Also the supplement it came with: until that was issued the task stood there. */
async function plansOfTask(
  read: Reader,
  { planId, taskId }: { planId: number; taskId: number },
): Promise<number[]> {
  const task = await row<{ sourcePlanId: number | null }>(
    read,
    'SELECT "sourcePlanId" FROM tasks WHERE id = :taskId',
    { taskId },
  );
  return task?.sourcePlanId ? [planId, task.sourcePlanId] : [planId];
}

/** A refinement plan is the unit's, for all tasks it leads. */
const DEADLINES_OF_TASK = `SELECT d.id FROM deadlines d WHERE d."taskId" = :taskId OR (d."planId" = :planId
  AND d.kind = 'refinement' AND d."taskId" IS NULL
  AND d."unitId" IN (SELECT y."unitId" FROM duties y WHERE y."taskId" = :taskId AND y.part = 'lead'))`;

function belongsToTask({ task, deadline, duty }: Omit<Place, 'table'>): string | null {
  if (task) return `x."${task}" = :taskId`;
  if (deadline) return `x."${deadline}" IN (${DEADLINES_OF_TASK})`;
  return duty ? `x."${duty}" IN (SELECT y.id FROM duties y WHERE y."taskId" = :taskId)` : null;
}

function keysOf(scope: TrailScope): Record<string, number> {
  const { of: _, ...keys } = scope;
  return keys;
}

/** Of these no plan has entries. */
const ELSEWHERE = ['unit', 'unit-alias', 'unit-change', 'group-member', 'contact', 'person', 'token'];
const OF_THE_OFFICE = ['digest-recipient', 'calendar', 'calendar-year', 'job-run', 'message'];

/** Which nouns there are to choose from: one step in the index for each, however many entries it has. */
export async function nounsOf(read: Reader, { of }: TrailScope): Promise<string[]> {
  const found = await rows<{ noun: string }>(
    read,
    `WITH RECURSIVE n(noun) AS (SELECT min(noun) FROM audit_entries UNION ALL
       SELECT (SELECT min(a.noun) FROM audit_entries a WHERE a.noun > n.noun) FROM n WHERE n.noun IS NOT NULL)
     SELECT noun FROM n WHERE noun IS NOT NULL`,
  );
  const nouns = found.map(({ noun }) => noun);
  return of === 'all' ? nouns : nouns.filter((noun) => ![...ELSEWHERE, ...OF_THE_OFFICE].includes(noun));
}

export interface SubjectRow {
  id: number;
  unitName: string | null;
  taskNo: string | null;
  title: string | null;
  kind: DeadlineKind | null;
  period: string | null;
  personName: string | null;
}

/** @returns by `noun:id`; what has been deleted since is not there */
export async function subjectsOf(
  read: Reader,
  entries: Pick<TrailRow, 'noun' | 'nounId'>[],
): Promise<Map<string, SubjectRow>> {
  const found = new Map<string, SubjectRow>();
  for (const [noun, place] of Object.entries(PLACES)) {
    const ids = entries.filter((entry) => entry.noun === noun && /^\d{1,9}$/.test(entry.nounId));
    if (!ids.length) continue;
    const subjects = await rows<SubjectRow>(read, subjectQuery(place), {
      ids: [...new Set(ids.map(({ nounId }) => Number(nounId)))],
    });
    for (const subject of subjects) found.set(`${noun}:${subject.id}`, subject);
  }
  return found;
}

function subjectQuery({ table, task, unit, deadline, duty, person }: Place): string {
  const column = (name: string | undefined) => (name ? `x."${name}"` : 'NULL');
  return `SELECT x.id, u.name AS "unitName", t.no AS "taskNo", t.title, d.kind, d.period, p.name AS "personName"
    FROM ${table} x LEFT JOIN deadlines d ON d.id = ${column(deadline)} LEFT JOIN duties y ON y.id = ${column(duty)}
      LEFT JOIN tasks t ON t.id = COALESCE(${column(task)}, d."taskId", y."taskId")
      LEFT JOIN units u ON u.id = COALESCE(${column(unit)}, d."unitId", y."unitId")
      LEFT JOIN people p ON p.id = ${column(person)}
    WHERE x.id IN (:...ids)`;
}

/** id → name, of units or people. */
export async function namesOf(
  read: Reader,
  table: 'units' | 'people' | 'plans',
  ids: number[],
): Promise<Map<number, string>> {
  if (!ids.length) return new Map();
  const found = await rows<{ id: number; name: string }>(
    read,
    `SELECT id, ${table === 'plans' ? 'title AS name' : 'name'} FROM ${table} WHERE id IN (:...ids)`,
    { ids },
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}

export function planOfTask(
  read: Reader,
  id: number,
): Promise<{ planId: number; no: string; title: string } | null> {
  return row(read, 'SELECT "planId", no, title FROM tasks WHERE id = :id', { id });
}

export function planTitle(read: Reader, id: number): Promise<{ title: string } | null> {
  return row(read, 'SELECT title FROM plans WHERE id = :id', { id });
}
