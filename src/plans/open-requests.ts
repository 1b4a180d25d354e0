/**
 * Requests that nobody has decided when their cause goes away: their unit ended, or their plan was replaced. They are
 * withdrawn, so that they neither wait with the department for ever nor hold up the ladder.
 */
import { record } from '../audit/audit.js';
import type { Tx } from '../platform/database.js';
import { changedRows } from '../platform/sql.js';
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
  for (const { noun, table, inPlan } of REQUESTS) {
    const [where, own] =
      'planId' in of
        ? [inPlan, { planId: of.planId }]
        : ['"unitId" IN (:...unitIds)', { unitIds: [0, ...of.unitIds] }];
    const settled = await changedRows<{ id: number }>(
      tx,
      `UPDATE ${table} SET ${SETTLED} WHERE outcome = 'pending' AND ${where} RETURNING id`,
      { ...values, ...own },
    );
    for (const { id } of settled)
      await record(tx, clock, viewer, {
        verb: 'withdraw',
        noun,
        id,
        after: { outcome: 'withdrawn', remark },
      });
    count += settled.length;
  }
  return count;
}

const REQUESTS = [
  {
    noun: 'extension',
    table: 'extensions',
    inPlan: '"deadlineId" IN (SELECT d.id FROM deadlines d WHERE d."planId" = :planId)',
  },
  {
    noun: 'filing',
    table: 'filings',
    inPlan: '"taskId" IN (SELECT t.id FROM tasks t WHERE t."planId" = :planId)',
  },
];
