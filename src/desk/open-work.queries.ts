/**
 * What units owe and have not been cleared of, as plain rows: four lists that together are every open
 * deadline. They compare with the same dates as the predicates in `rules/deadline-state`; a test holds
 * the two against each other. The first fifty of a list cost the same however long it is: they are
 * read from a partial index in its order (`deadlines_open`, `deadlines_pending`).
 */
import type { Reader } from '../platform/database.js';
import { containing, holds, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Cutoffs } from '../rules/deadline-state.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

export const OPEN_LISTS = ['overdue', 'due-soon', 'pending', 'not-due'] as const;
export type OpenList = (typeof OPEN_LISTS)[number];
export const ROWS_PER_PAGE = 50;

export interface OpenFilter {
  unitId: number | null;
  planId: number | null;
  /** Looked for in the task's title and text, and in the unit's name; empty finds all. */
  q: string;
}

/** Who may verify, so that a list holds only what waits for this viewer. */
export interface VerifierScope {
  /** The viewer's units and those related to them: what they lead is for others to verify. */
  nearUnitIds: number[];
  /** Set where the viewer verifies only what its units were named for. */
  namedUnitIds: number[] | null;
}

export interface OpenRow {
  id: number;
  planId: number;
  planTitle: string;
  taskId: number | null;
  taskNo: string | null;
  title: string | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  dueOn: Day;
  source: string;
  reworkOn: Day | null;
  openedOn: Day;
  pendingSince: Day | null;
  pendingAt: string | null;
  metOn: null;
  waivedOn: null;
  returns: number;
  /** The beginning of what the unit last handed in for this task or plan; empty where a click or a file said it. */
  lastWord: string | null;
  /** Of the submission that waits. */
  submissionId: number | null;
}

export interface OpenPage {
  rows: OpenRow[];
  /** Where the next page starts; null on the last. */
  next: string | null;
}

export const OWED = `coalesce(d."reworkOn", d."dueOn")`;
export const OPEN = `d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL`;

/** Beside `OPEN`. */
export const OPEN_WORK: Record<OpenList, string> = {
  overdue: `d."pendingSince" IS NULL AND ${OWED} < :overdueBefore`,
  'due-soon': `d."pendingSince" IS NULL AND ${OWED} >= :overdueBefore AND ${OWED} <= :dueSoonUntil`,
  pending: `d."pendingSince" IS NOT NULL`,
  'not-due': `d."pendingSince" IS NULL AND ${OWED} > :dueSoonUntil`,
};

/** The last word of the same unit on the same matter, this period or an earlier one. */
const LAST_ID = `(SELECT max(s.id) FROM submissions s JOIN deadlines e ON e.id = s."deadlineId"
  WHERE e.subject = d.subject AND e."unitId" = d."unitId" AND s.state <> 'replaced')`;

export interface OpenOptions {
  filter: OpenFilter;
  after?: string | null;
  verifier?: VerifierScope | null;
  /** Set where the viewer sees only what these units owe. */
  seenUnitIds?: number[] | null;
  /** A condition of `inSight`; left away: everything. */
  sight?: string;
  limit?: number;
}

/**
 * One page of a list: the longest owed first, what waits longest first.
 *
 * CROSS JOIN keeps SQLite from beginning with the plans, which are fewer, and sorting all that is open;
 * to PostgreSQL it is a join like any other.
 */
export async function openWork(
  read: Reader,
  list: OpenList,
  by: Cutoffs,
  options: OpenOptions,
): Promise<OpenPage> {
  const { limit = ROWS_PER_PAGE } = options;
  const sort = list === 'pending' ? `d."pendingAt"` : OWED;
  const after = cursorOf(options.after);
  const found = await rows<OpenRow>(
    read,
    `SELECT d.id, d."planId", p.title AS "planTitle", d."taskId", t.no AS "taskNo", t.title, d."unitId",
       u.name AS "unitName", d.kind, d.period, d."originalDueOn", d."dueOn", d.source, d."reworkOn", d."openedOn", d."pendingSince",
       d."pendingAt", d."metOn", d."waivedOn", d.returns,
       substr(l.text, 1, 48) AS "lastWord",
       ${list === 'pending' ? PENDING_ID : 'NULL'} AS "submissionId"
     FROM deadlines d CROSS JOIN plans p CROSS JOIN units u
       LEFT JOIN tasks t ON t.id = d."taskId" LEFT JOIN submissions l ON l.id = ${LAST_ID}
     WHERE p.id = d."planId" AND u.id = d."unitId" AND ${conditionsOf(list, options)} ${after ? `AND ${behind(sort)}` : ''}
     ORDER BY ${sort}, d.id LIMIT ${limit + 1}`,
    parametersOf(by, options, after),
  );
  return pageOf(found, list, limit);
}

function conditionsOf(list: OpenList, { filter, verifier, seenUnitIds, sight }: OpenOptions): string {
  const conditions = [
    OPEN,
    OPEN_WORK[list],
    `p.state = 'issued'`,
    sight,
    filter.unitId !== null && `d."unitId" = :unitId`,
    filter.planId !== null && `d."planId" = :planId`,
    seenUnitIds && `d."unitId" IN (:...seen)`,
    filter.q && FOUND,
    verifier && NOT_NEAR,
    verifier?.namedUnitIds && NAMED,
  ];
  return conditions.filter(Boolean).join(' AND ');
}

/** The second condition says nothing new, but is one the index understands. */
function behind(sort: string): string {
  return `(${sort} > :afterSort OR (${sort} = :afterSort AND d.id > :afterId)) AND ${sort} >= :afterSort`;
}

const FOUND = `(${holds('t.title')} OR ${holds('t.text')} OR ${holds('u.name')} OR lower(t.no) = lower(:no))`;

const PENDING_ID = `(SELECT s.id FROM submissions s WHERE s."deadlineId" = d.id AND s.state = 'pending'
  ORDER BY s.id DESC LIMIT 1)`;

const NOT_NEAR = `((d."taskId" IS NOT NULL AND d.kind <> 'answer') OR d."unitId" NOT IN (:...near)) AND NOT EXISTS (SELECT 1 FROM duties y
  WHERE y."taskId" IN (t.id, t."parentId", (SELECT e."parentId" FROM tasks e WHERE e.id = t."parentId"))
    AND y.part = 'lead' AND y."unitId" IN (:...near))`;

const NAMED = `(t."verifierUnitId" IN (:...named) OR (d."taskId" IS NULL AND EXISTS (SELECT 1 FROM duties y
  JOIN tasks z ON z.id = y."taskId" WHERE y.part = 'lead' AND y."unitId" = d."unitId" AND z."planId" = d."planId"
  AND z."verifierUnitId" IN (:...named))))`;

/** What is open in all, per unit; the four numbers of the home are its sums. */
export interface UnitCounts {
  unitId: number;
  unitName: string;
  overdue: number;
  dueSoon: number;
  pending: number;
  notDue: number;
  /** The last day anything is owed by. */
  lastOn: Day;
}

export function countsByUnit(read: Reader, by: Cutoffs, sight = '1 = 1'): Promise<UnitCounts[]> {
  const waits = `d."pendingSince" IS NULL`;
  const count = (condition: string) => `count(CASE WHEN ${condition} THEN 1 END)`;
  return rows<UnitCounts>(
    read,
    `SELECT c.*, u.name AS "unitName" FROM (
       SELECT d."unitId", ${count(`${waits} AND ${OWED} < :overdueBefore`)} AS overdue,
         ${count(`${waits} AND ${OWED} >= :overdueBefore AND ${OWED} <= :dueSoonUntil`)} AS "dueSoon",
         ${count(`d."pendingSince" IS NOT NULL`)} AS pending,
         ${count(`${waits} AND ${OWED} > :dueSoonUntil`)} AS "notDue", max(${OWED}) AS "lastOn"
       FROM deadlines d JOIN plans p ON p.id = d."planId"
       WHERE ${OPEN} AND p.state = 'issued' AND ${sight} GROUP BY d."unitId") c
     JOIN units u ON u.id = c."unitId"
     ORDER BY c.overdue DESC, c."dueSoon" DESC, c.pending DESC, u.id`,
    { today: by.today, overdueBefore: by.overdueBefore, dueSoonUntil: by.dueSoonUntil },
  );
}

interface Cursor {
  sort: string;
  id: number;
}

/** The day (of what waits: the instant) and the id of a page's last row. */
export const CURSOR = /^(\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?)~(\d{1,10})$/;

function cursorOf(text: string | null | undefined): Cursor | null {
  const match = CURSOR.exec(text ?? '');
  return match ? { sort: match[1]!, id: Number(match[2]) } : null;
}

function parametersOf(
  by: Cutoffs,
  { filter, verifier, seenUnitIds }: OpenOptions,
  after: Cursor | null,
): Record<string, unknown> {
  return {
    today: by.today,
    overdueBefore: by.overdueBefore,
    dueSoonUntil: by.dueSoonUntil,
    ...(after && { afterSort: after.sort, afterId: after.id }),
    ...(filter.unitId !== null && { unitId: filter.unitId }),
    ...(filter.planId !== null && { planId: filter.planId }),
    ...(filter.q && { q: containing(filter.q), no: filter.q }),
    // An empty list is no SQL; no unit has the number 0.
    ...(seenUnitIds && { seen: [0, ...seenUnitIds] }),
    ...(verifier && { near: [0, ...verifier.nearUnitIds] }),
    ...(verifier?.namedUnitIds && { named: [0, ...verifier.namedUnitIds] }),
  };
}

function pageOf(found: OpenRow[], list: OpenList, limit: number): OpenPage {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1)! : null;
  const sortOf = (row: OpenRow) => (list === 'pending' ? row.pendingAt! : (row.reworkOn ?? row.dueOn));
  return { rows: shown, next: last && `${sortOf(last)}~${last.id}` };
}
