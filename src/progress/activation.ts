/** An issued task becomes active by the first sign of a lead unit: its receipt, or what it hands in before. */
import type { Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { moveTask, type Acting } from '../plans/task-moves.js';

export interface SignOfLife {
  planId: number;
  /** null: of a paper for the whole plan, the refinement plan 细化方案 */
  taskId: number | null;
  unitId: number;
}

export async function activateByLead(
  tx: Tx,
  acting: Acting,
  { planId, taskId, unitId }: SignOfLife,
): Promise<void> {
  const issued = await rows<{ id: number }>(
    tx,
    `SELECT t.id FROM tasks t JOIN duties y ON y."taskId" = t.id AND y."unitId" = :unitId AND y.part = 'lead'
     WHERE t.state = 'issued' AND ${taskId === null ? 't."planId" = :planId' : 't.id = :taskId'} ORDER BY t.id`,
    taskId === null ? { unitId, planId } : { unitId, taskId },
  );
  for (const { id } of issued) await moveTask(tx, acting, { taskId: id, move: 'activate', by: 'lead' });
}
