/** Calls for coordination with what became of them, as plain rows; and for how long each shields its lead. */
import { NotFound } from '../platform/refusal.js';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { ShieldSpan } from '../rules/coordination.js';
import type { Day } from '../rules/day.js';

export interface CoordinationRow {
  id: number;
  taskId: number;
  unitId: number;
  unitName: string;
  blockerUnitId: number;
  blockerName: string;
  deadlineId: number;
  matter: string;
  answerDueOn: Day;
  askedOn: Day;
  askedBy: string | null;
  withdrawnOn: Day | null;
  /** The day its answer came in, also one that still waits for verification. */
  answeredOn: Day | null;
  isAccepted: boolean;
  /** What the blocker answered last. */
  answer: string | null;
  submissionId: number | null;
}

/** A returned answer is none. */
const ANSWERED = `coalesce(d."metOn", d."pendingSince")`;

const COORDINATIONS = `SELECT c.id, c."taskId", c."unitId", u.name AS "unitName", c."blockerUnitId",
    b.name AS "blockerName", c."deadlineId", c.matter, d."dueOn" AS "answerDueOn", c."askedOn", a.name AS "askedBy",
    c."withdrawnOn", ${ANSWERED} AS "answeredOn", CASE WHEN d."metOn" IS NULL THEN 0 ELSE 1 END AS "isAccepted",
    s.text AS answer, s.id AS "submissionId"
  FROM coordinations c JOIN units u ON u.id = c."unitId" JOIN units b ON b.id = c."blockerUnitId"
    JOIN deadlines d ON d.id = c."deadlineId" LEFT JOIN people a ON a.id = c."askedById"
    LEFT JOIN submissions s ON s.id = (SELECT max(z.id) FROM submissions z
      WHERE z."deadlineId" = d.id AND z.state IN ('pending', 'accepted'))`;

function withBoolean(call: CoordinationRow): CoordinationRow {
  return { ...call, isAccepted: Boolean(call.isAccepted) };
}

/** @throws NotFound */
export async function coordinationById(read: Reader, id: number): Promise<CoordinationRow> {
  const found = await row<CoordinationRow>(read, `${COORDINATIONS} WHERE c.id = :id`, { id });
  if (!found) throw new NotFound('coordination');
  return withBoolean(found);
}

/** The newest first. @param unitIds those who called or were called on; null: all */
export async function coordinationsOf(
  read: Reader,
  taskId: number,
  unitIds: number[] | null,
): Promise<CoordinationRow[]> {
  const seen = unitIds ? 'AND (c."unitId" IN (:...unitIds) OR c."blockerUnitId" IN (:...unitIds))' : '';
  const found = await rows<CoordinationRow>(
    read,
    `${COORDINATIONS} WHERE c."taskId" = :taskId ${seen} ORDER BY c.id DESC`,
    { taskId, ...(unitIds && { unitIds: [0, ...unitIds] }) },
  );
  return found.map(withBoolean);
}

/** How long the silence of those called on shields each lead of a plan. */
export function shieldSpans(read: Reader, { planId }: { planId: number }): Promise<ShieldSpan[]> {
  return rows(
    read,
    `SELECT c."taskId", c."unitId", c."askedOn" AS "fromOn", coalesce(${ANSWERED}, c."withdrawnOn") AS "untilOn"
     FROM coordinations c JOIN tasks t ON t.id = c."taskId" JOIN deadlines d ON d.id = c."deadlineId"
     WHERE t."planId" = :planId ORDER BY c.id`,
    { planId },
  );
}

export interface CallBehind {
  deadlineId: number;
  unitName: string;
  matter: string;
}

/** What the answers that are owed by these deadlines are to. */
export async function callsBehind(read: Reader, deadlineIds: number[]): Promise<Map<number, CallBehind>> {
  const found = await rows<CallBehind>(
    read,
    `SELECT c."deadlineId", u.name AS "unitName", c.matter FROM coordinations c JOIN units u ON u.id = c."unitId"
     WHERE c."deadlineId" IN (:...deadlineIds)`,
    { deadlineIds: [0, ...deadlineIds] },
  );
  return new Map(found.map((call) => [call.deadlineId, call]));
}
