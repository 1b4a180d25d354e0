/**
 * What was returned to a unit that holds the duty no longer: whoever holds it now owes it instead, with the time every
 * successor has. Where nobody does (待认领) its clock stands until a successor is named.
 */
import type { Tx } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { holdDeadlines, moveDeadlinesOfTask, moveRefinement } from './deadline-moves.js';
import type { Deadline } from './deadline.entity.js';
import type { DutyEnd } from './former-duty.entity.js';
import type { Acting } from './task-moves.js';

type Returned = Pick<Deadline, 'planId' | 'taskId' | 'unitId' | 'kind'>;

interface Holder {
  unitId: number;
  unclaimed: unknown;
}

interface Heir {
  unitId: number;
  cause: DutyEnd;
  reason: string;
}

export async function passOnReturned(
  tx: Tx,
  acting: Acting,
  returned: Returned,
  calendar: WorkingCalendar,
): Promise<void> {
  const { planId, unitId, kind } = returned;
  if (kind === 'answer' || kind === 'reply') return;
  const taskIds = await tasksOf(tx, returned);
  const own = await heldBy(tx, taskIds, unitId);
  if (own.some((duty) => !duty.unclaimed)) return;
  if (own.length > 0) await stop(tx, acting, returned, taskIds);
  for (const taskId of own.length > 0 ? [] : taskIds) {
    const heir = await heirOf(tx, taskId, unitId);
    if (!heir) continue;
    const { cause, reason } = heir;
    const succession = { fromUnitId: unitId, toUnitId: heir.unitId, cause, reason, calendar };
    if (returned.taskId === null) await moveRefinement(tx, acting, planId, succession);
    else await moveDeadlinesOfTask(tx, acting, taskId, succession);
    const now = await heldBy(tx, [taskId], heir.unitId);
    if (now.every((duty) => duty.unclaimed))
      await holdDeadlines(tx, acting, { taskId, planId, unitId: heir.unitId });
  }
}

async function stop(tx: Tx, acting: Acting, { planId, unitId }: Returned, taskIds: number[]): Promise<void> {
  for (const taskId of taskIds) await holdDeadlines(tx, acting, { taskId, planId, unitId });
}

/** Of a refinement plan: what the unit leads, or led, among the plan's own items. */
async function tasksOf(tx: Tx, { planId, taskId, unitId }: Returned): Promise<number[]> {
  if (taskId !== null) return [taskId];
  const led = await rows<{ id: number }>(
    tx,
    `SELECT t.id FROM tasks t WHERE t."planId" = :planId AND t."parentId" IS NULL
       AND t.state NOT IN ('closed', 'withdrawn') AND (EXISTS (SELECT 1 FROM duties y
         WHERE y."taskId" = t.id AND y."unitId" = :unitId AND y.part = 'lead')
       OR EXISTS (SELECT 1 FROM former_duties f
         WHERE f."taskId" = t.id AND f."unitId" = :unitId AND f.part = 'lead')) ORDER BY t.id`,
    { planId, unitId },
  );
  return led.map((task) => task.id);
}

async function heldBy(tx: Tx, taskIds: number[], unitId: number): Promise<Holder[]> {
  const found = await rows<Holder>(
    tx,
    `SELECT "unitId", CASE WHEN "unclaimedFromOn" IS NULL THEN 0 ELSE 1 END AS unclaimed FROM duties
     WHERE "taskId" IN (:...taskIds) AND "unitId" = :unitId`,
    { taskIds: [0, ...taskIds], unitId },
  );
  return found;
}

/** Through every unit that held it in between. */
async function heirOf(tx: Tx, taskId: number, unitId: number): Promise<Heir | null> {
  const known = new Set([unitId]);
  for (let heir = await nextOf(tx, taskId, unitId); heir !== null && !known.has(heir.unitId);) {
    const held = await heldBy(tx, [taskId], heir.unitId);
    if (held.length > 0) return heir;
    known.add(heir.unitId);
    heir = await nextOf(tx, taskId, heir.unitId);
  }
  return null;
}

function nextOf(tx: Tx, taskId: number, unitId: number): Promise<Heir | null> {
  return row<Heir>(
    tx,
    `SELECT "successorUnitId" AS "unitId", cause, reason FROM former_duties
     WHERE "taskId" = :taskId AND "unitId" = :unitId AND "successorUnitId" IS NOT NULL ORDER BY id DESC LIMIT 1`,
    { taskId, unitId },
  );
}
