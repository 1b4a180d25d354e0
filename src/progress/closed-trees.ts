/** A task and those below it end together: nothing goes on, or begins again, under a task that is closed. */
import { record } from '../audit/audit.js';
import type { Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { changedRows, row, rows } from '../platform/sql.js';
import { waive } from '../plans/deadline-days.js';
import type { Deadline } from '../plans/deadline.entity.js';
import { parentDays } from '../plans/sub-tasks.js';
import { moveTask, type Acting } from '../plans/task-moves.js';
import type { Day } from '../rules/day.js';
import { isLaterThanParent, latestDay } from '../rules/task-tree.js';
import { movesFrom, type TaskState } from '../rules/task-states.js';

/** Sub-tasks that were shown to the verifier as open are closed with their parent; a claim that waits is still graded. */
export async function closeBelow(tx: Tx, acting: Acting, planId: number, parentId: number): Promise<void> {
  const children = await rows<{ id: number; state: TaskState }>(
    tx,
    'SELECT id, state FROM tasks WHERE "parentId" = :parentId ORDER BY position, id',
    { parentId },
  );
  for (const { id: taskId, state } of children) {
    if (movesFrom(state).includes('close-with-parent')) {
      const closedOn = acting.clock.today();
      await moveTask(tx, acting, { taskId, move: 'close-with-parent', by: 'verifier', with: { closedOn } });
      if (state === 'suspended') await endSuspension(tx, acting, planId, taskId);
      await waiveOpen(tx, acting, taskId);
    }
    await closeBelow(tx, acting, planId, taskId);
  }
}

/** “Closing waives open progress”, of whoever owes it; what was handed in and waits may still be accepted. */
export async function waiveOpen(tx: Tx, acting: Acting, taskId: number): Promise<void> {
  const open = await rows<Pick<Deadline, 'id' | 'planId'>>(
    tx,
    `SELECT id, "planId" FROM deadlines WHERE "taskId" = :taskId AND kind IN ('progress', 'completion')
       AND "metOn" IS NULL AND "waivedOn" IS NULL AND "pendingSince" IS NULL ORDER BY id`,
    { taskId },
  );
  for (const deadline of open) await waive(tx, acting, deadline, 'closed');
}

async function endSuspension(
  tx: Tx,
  { clock, viewer }: Acting,
  planId: number,
  taskId: number,
): Promise<void> {
  const endedOn = clock.today();
  const ended = await changedRows<{ id: number }>(
    tx,
    `UPDATE suspensions SET "endedOn" = :endedOn, "endedAt" = :endedAt, "endedById" = :personId
     WHERE "taskId" = :taskId AND "endedOn" IS NULL RETURNING id`,
    { taskId, endedOn, endedAt: clock.now(), personId: viewer.personId },
  );
  for (const { id } of ended)
    await record(tx, clock, viewer, {
      ...{ verb: 'end', noun: 'suspension', id, planId, after: { taskId, endedOn } },
    });
}

/** @throws Refusal where a task above is closed: its sub-task cannot go on */
export async function refuseUnderClosed(tx: Tx, taskId: number): Promise<void> {
  const closed = await row(
    tx,
    `WITH RECURSIVE line(id, "parentId", state) AS (
       SELECT t.id, t."parentId", t.state FROM tasks t JOIN tasks c ON c."parentId" = t.id WHERE c.id = :taskId
       UNION ALL SELECT u.id, u."parentId", u.state FROM tasks u JOIN line ON line."parentId" = u.id)
     SELECT 1 AS found FROM line WHERE state = 'closed' LIMIT 1`,
    { taskId },
  );
  if (closed) throw new Refusal('parent-is-closed');
}

/** A task goes on within the one above it. @throws Refusal at the day */
export async function refuseBeyondParent(tx: Tx, parentId: number | null, dueOn: Day): Promise<void> {
  if (parentId === null) return;
  const parent = await parentDays(tx, parentId);
  if (isLaterThanParent(dueOn, parent))
    throw wrongInput('day-after-parent', { dueOn: 'day-after-parent' }, { day: latestDay(parent)! });
}
