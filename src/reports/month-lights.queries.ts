/** Facts of one plan as far as its lights on a past day need them. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { DeadlineHistory, StoredFacts } from '../rules/as-of.js';
import type { Day } from '../rules/day.js';
import type { TaskState } from '../rules/task-states.js';

/** Plans whose clock had started by then. */
export async function plansBy(read: Reader, on: Day): Promise<number[]> {
  const found = await rows<{ id: number }>(
    read,
    `SELECT id FROM plans WHERE state = 'issued' AND "clockStartedOn" <= :on ORDER BY id`,
    { on },
  );
  return found.map((plan) => plan.id);
}

export interface Lead {
  taskId: number;
  unitId: number;
}

/** Who led on that day: a duty moved since was its former holder's. */
export function leadsOn(read: Reader, planId: number, on: Day): Promise<Lead[]> {
  return rows(
    read,
    `SELECT y."taskId", y."unitId" FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
     WHERE t."planId" = :planId AND y.part = 'lead' AND coalesce(y."issuedOn", p."clockStartedOn") <= :on
     UNION SELECT f."taskId", f."unitId" FROM former_duties f JOIN tasks t ON t.id = f."taskId"
       JOIN plans p ON p.id = t."planId"
     WHERE t."planId" = :planId AND f.part = 'lead' AND coalesce(f."issuedOn", p."clockStartedOn") <= :on
       AND f."endedOn" > :on
     ORDER BY 1, 2`,
    { planId, on },
  );
}

/** What state each task was in then, from its moves; one that never moved is as it is. */
export async function statesOn(read: Reader, planId: number, on: Day): Promise<Map<number, TaskState>> {
  const tasks = await rows<{ id: number; state: TaskState }>(
    read,
    'SELECT id, state FROM tasks WHERE "planId" = :planId',
    { planId },
  );
  const states = new Map(tasks.map((task) => [task.id, task.state]));
  const moves = await rows<{ taskId: number; fromState: TaskState }>(
    read,
    `SELECT m."taskId", m."fromState" FROM task_moves m JOIN tasks t ON t.id = m."taskId"
     WHERE t."planId" = :planId AND m."movedOn" > :on ORDER BY m.id DESC`,
    { planId, on },
  );
  // The newest first, so that the oldest of the later moves has the last word.
  for (const { taskId, fromState } of moves) states.set(taskId, fromState);
  return states;
}

export type LightFacts = StoredFacts & { id: number; taskId: number; unitId: number };

export function factsForLights(read: Reader, planId: number): Promise<LightFacts[]> {
  return rows(
    read,
    `SELECT d.id, d."taskId", d."unitId", d."dueOn", d."reworkOn", d."openedOn", d."heldOn", d."heldOpenedOn",
       d."pendingSince", d."metOn", d."waivedOn", d."acceptedAt" FROM deadlines d
     WHERE d."planId" = :planId AND d."taskId" IS NOT NULL AND d.kind NOT IN ('answer', 'reply') ORDER BY d.id`,
    { planId },
  );
}

type Of<R> = R & { key: number };

/** Of each deadline what was changed and returned, and when the clock of its task stood. */
export async function historiesOf(
  read: Reader,
  planId: number,
): Promise<(of: { id: number; taskId: number }) => DeadlineHistory> {
  const changes = await rows<Of<DeadlineHistory['changes'][number]>>(
    read,
    `SELECT c."deadlineId" AS key, c."fromDay", c."changedOn" FROM day_changes c JOIN deadlines d ON d.id = c."deadlineId"
     WHERE d."planId" = :planId ORDER BY c.id`,
    { planId },
  );
  const returns = await rows<Of<DeadlineHistory['returns'][number]>>(
    read,
    `SELECT s."deadlineId" AS key, s."receivedOn" AS "handedInOn", v."verifiedOn" AS "returnedOn", v."reworkOn"
     FROM verifications v JOIN submissions s ON s.id = v."submissionId" JOIN deadlines d ON d.id = s."deadlineId"
     WHERE d."planId" = :planId AND v.outcome = 'returned' ORDER BY v.id`,
    { planId },
  );
  const stood = await rows<Of<DeadlineHistory['stood'][number]>>(
    read,
    `SELECT s."taskId" AS key, s."fromOn", s."endedOn" AS "untilOn" FROM suspensions s JOIN tasks t ON t.id = s."taskId"
     WHERE t."planId" = :planId ORDER BY s.id`,
    { planId },
  );
  const [changed, sentBack, standing] = [byKey(changes), byKey(returns), byKey(stood)];
  return ({ id, taskId }) => ({
    changes: changed.get(id) ?? [],
    returns: sentBack.get(id) ?? [],
    stood: standing.get(taskId) ?? [],
  });
}

function byKey<R extends { key: number }>(found: R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const one of found) {
    const group = groups.get(one.key);
    if (group) group.push(one);
    else groups.set(one.key, [one]);
  }
  return groups;
}
