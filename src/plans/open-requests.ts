/**
 * Requests that nobody has decided when their cause goes away: their unit ended, or their plan was replaced. They are
 * withdrawn, so that they neither wait with the department for ever nor hold up the ladder.
 */
import { record } from '../audit/audit.js';
import type { Tx } from '../platform/database.js';
import { changedRows, rows } from '../platform/sql.js';
import type { Acting } from './task-moves.js';

export type RequestsOf = { unitIds: number[] } | { planId: number };

const SETTLED = `outcome = 'withdrawn', remark = :remark, "decidedOn" = :today, "decidedAt" = :now,
  "decidedById" = :personId`;

/** @param remark why, as the unit reads it. @returns how many */
export async function withdrawRequests(
  tx: Tx,
  { clock, viewer }: Acting,
  of: RequestsOf,
  remark: string,
): Promise<number> {
  const values = { remark, today: clock.today(), now: clock.now(), personId: viewer.personId };
  let count = 0;
  const [where, own] =
    'planId' in of
      ? ['q."planId" = :planId', { planId: of.planId }]
      : ['q."unitId" IN (:...unitIds)', { unitIds: [0, ...of.unitIds] }];
  for (const { noun, table, pending } of REQUESTS) {
    const found = await rows<{ id: number; planId: number }>(
      tx,
      `SELECT q.id, q."planId" FROM (${pending}) q WHERE ${where} ORDER BY q.id`,
      own,
    );
    for (const { id, planId } of found) {
      await changedRows(tx, `UPDATE ${table} SET ${SETTLED} WHERE id = :id RETURNING id`, { ...values, id });
      const after = { outcome: 'withdrawn', remark };
      await record(tx, clock, viewer, { verb: 'withdraw', noun, id, planId, after });
    }
    count += found.length;
  }
  return count;
}

const REQUESTS = [
  {
    noun: 'extension',
    table: 'extensions',
    pending: `SELECT e.id, e."unitId", d."planId" FROM extensions e JOIN deadlines d ON d.id = e."deadlineId"
      WHERE e.outcome = 'pending'`,
  },
  {
    noun: 'filing',
    table: 'filings',
    pending: `SELECT f.id, f."unitId", t."planId" FROM filings f JOIN tasks t ON t.id = f."taskId"
      WHERE f.outcome = 'pending'`,
  },
  {
    noun: 'sent-back-duty',
    table: 'sent_back_duties',
    pending: `SELECT b.id, b."unitId", t."planId" FROM sent_back_duties b JOIN duties y ON y.id = b."dutyId"
      JOIN tasks t ON t.id = y."taskId" WHERE b.outcome = 'pending'`,
  },
];
