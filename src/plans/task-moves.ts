/** The only way a task changes its state: asks the table, keeps who, when and why, writes the trail. */
import { record } from '../audit/audit.js';
import type { Clock } from '../platform/clock.js';
import { insertRow, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { next, type Move, type Mover, type Need, type TaskState } from '../rules/task-states.js';
import { TaskMove } from './task-move.entity.js';
import { Task } from './task.entity.js';

/** Who acts, and the clock by which it is recorded. */
export interface Acting {
  clock: Clock;
  viewer: Viewer;
}

export interface WantedMove {
  taskId: number;
  move: Move;
  by: Mover;
  reason?: string | null;
  /** Of what the table asks for, beside a reason that is not empty. */
  given?: Need[];
  /** Other columns of the task that change with its state. */
  with?: Partial<Pick<Task, 'closedOn' | 'grade'>>;
}

/** @returns the state it is in now. @throws Refusal when the table says no */
export async function moveTask(tx: Tx, { clock, viewer }: Acting, wanted: WantedMove): Promise<TaskState> {
  const { taskId, move, by } = wanted;
  const task = await row<{ planId: number; state: TaskState }>(
    tx,
    'SELECT "planId", state FROM tasks WHERE id = :taskId',
    { taskId },
  );
  if (!task) throw new NotFound('task');
  const reason = wanted.reason?.trim() || null;
  const given = [...(wanted.given ?? []), ...(reason ? (['reason'] as const) : [])];
  const stateBefore = task.state === 'suspended' ? await stateBeforeSuspension(tx, taskId) : null;
  const verdict = next(move, { state: task.state, stateBefore, by, given });
  if (!verdict.ok) throw new Refusal(verdict.code);
  const state = verdict.to;
  await tx.update(Task, taskId, { ...wanted.with, state });
  await keep(tx, { clock, viewer }, { ...wanted, reason, fromState: task.state, toState: state });
  await record(tx, clock, viewer, {
    ...{ verb: move, noun: 'task', id: taskId, planId: task.planId },
    before: { state: task.state },
    after: { state, ...wanted.with, ...(reason ? { reason } : {}) },
  });
  return state;
}

function keep(
  tx: Tx,
  { clock, viewer }: Acting,
  made: WantedMove & Pick<TaskMove, 'reason' | 'fromState' | 'toState'>,
): Promise<number> {
  const { taskId, move, fromState, toState, reason } = made;
  const { personId, name: personName } = viewer;
  return insertRow(tx, TaskMove, {
    ...{ taskId, move, fromState, toState, reason, grade: made.with?.grade ?? null },
    ...{ movedOn: clock.today(), movedAt: clock.now(), personId, personName },
  });
}

async function stateBeforeSuspension(tx: Tx, taskId: number): Promise<TaskState | null> {
  const last = await row<{ fromState: TaskState }>(
    tx,
    `SELECT "fromState" FROM task_moves WHERE "taskId" = :taskId AND move = 'suspend' ORDER BY id DESC LIMIT 1`,
    { taskId },
  );
  return last?.fromState ?? null;
}
