/** Filings, as plain rows, and what a unit owes for a task: only what lies ahead can be filed for. */
import { NotFound } from '../platform/refusal.js';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { DeadlineFacts } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import type { Outcome } from '../rules/outcome.js';

export interface FilingRow {
  id: number;
  taskId: number;
  unitId: number;
  unitName: string;
  text: string;
  askedOn: Day;
  askedBy: string | null;
  outcome: Outcome;
  remark: string | null;
  decidedOn: Day | null;
  decidedBy: string | null;
}

const FILINGS = `SELECT f.id, f."taskId", f."unitId", u.name AS "unitName", f.text, f."askedOn", a.name AS "askedBy",
    f.outcome, f.remark, f."decidedOn", c.name AS "decidedBy"
  FROM filings f JOIN units u ON u.id = f."unitId" LEFT JOIN people a ON a.id = f."askedById"
    LEFT JOIN people c ON c.id = f."decidedById"`;

/** @throws NotFound */
export async function filingById(read: Reader, id: number): Promise<FilingRow> {
  const found = await row<FilingRow>(read, `${FILINGS} WHERE f.id = :id`, { id });
  if (!found) throw new NotFound('filing');
  return found;
}

/** The newest first. @param unitIds null: of all units */
export function filingsOf(read: Reader, taskId: number, unitIds: number[] | null): Promise<FilingRow[]> {
  return rows(
    read,
    `${FILINGS} WHERE f."taskId" = :taskId ${unitIds ? 'AND f."unitId" IN (:...unitIds)' : ''} ORDER BY f.id DESC`,
    { taskId, ...(unitIds && { unitIds: [0, ...unitIds] }) },
  );
}

/** Accepted: facts the scores may read. */
export interface AcceptedFiling {
  id: number;
  taskId: number;
  unitId: number;
  askedOn: Day;
  decidedOn: Day;
}

export function acceptedFilings(read: Reader, planId: number): Promise<AcceptedFiling[]> {
  return rows(
    read,
    `SELECT f.id, f."taskId", f."unitId", f."askedOn", f."decidedOn" FROM filings f JOIN tasks t ON t.id = f."taskId"
     WHERE t."planId" = :planId AND f.outcome = 'approved' ORDER BY f.id`,
    { planId },
  );
}

/** Its refinement plan included: it is owed for all its tasks. */
export function owedForTask(
  read: Reader,
  { planId, taskId, unitId }: { planId: number; taskId: number; unitId: number },
): Promise<DeadlineFacts[]> {
  return rows(
    read,
    `SELECT d."dueOn", d."reworkOn", d."openedOn", d."pendingSince", d."metOn", d."waivedOn" FROM deadlines d
     WHERE d."unitId" = :unitId AND (d.subject = :task OR
       (d."planId" = :planId AND d."taskId" IS NULL AND d.kind = 'refinement'))`,
    { unitId, task: `task:${taskId}`, planId },
  );
}
