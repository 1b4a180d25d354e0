/**
 * What an ended unit owes by no duty of its own: the answer to a call for coordination, the reply to a notice. The
 * first successor owes it instead, with the time every successor has; without one its clock stands.
 */
import { insertRow, type Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { changeDay, hold, waive } from '../plans/deadline-days.js';
import { Deadline } from '../plans/deadline.entity.js';
import type { Acting } from '../plans/task-moves.js';
import { successorsDay } from '../rules/succession.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { owedBeside } from './reform.queries.js';

export interface PassedOn {
  toUnitId: number | null;
  reason: string;
  calendar: WorkingCalendar;
  /** Only what concerns this plan. */
  planId?: number;
}

/** What waits for verification stays with the unit that handed it in. @returns how many passed on or stand still */
export async function passOnBeside(tx: Tx, acting: Acting, unitIds: number[], to: PassedOn): Promise<number> {
  const owed = (await owedBeside(tx, unitIds)).filter(
    (row) => row.pendingSince === null && (to.planId ?? row.planId) === row.planId,
  );
  for (const { id } of owed) {
    const row = await tx.findOneByOrFail(Deadline, { id });
    if (to.toUnitId !== null) await passOn(tx, acting, row, { ...to, toUnitId: to.toUnitId });
    else if (row.openedOn !== null) await hold(tx, acting, row);
  }
  return owed.length;
}

async function passOn(
  tx: Tx,
  acting: Acting,
  old: Deadline,
  { toUnitId, reason, calendar }: PassedOn & { toUnitId: number },
): Promise<void> {
  const today = acting.clock.today();
  const { planId, taskId, subject, kind, period, nominalOn, originalDueOn, dueOn, source } = old;
  const id = await insertRow(tx, Deadline, {
    ...{ planId, taskId, subject, unitId: toUnitId, kind, period, nominalOn, originalDueOn, dueOn, source },
    ...{
      openedOn: today,
      pendingSince: null,
      pendingAt: null,
      metOn: null,
      waivedOn: null,
      waivedReason: null,
    },
    ...{ heldOn: null, heldOpenedOn: null, reworkOn: null, returnedAt: null, acceptedAt: null, returns: 0 },
  });
  const toDay = successorsDay(old, today, calendar);
  if (toDay !== dueOn)
    await changeDay(tx, acting, { id, planId, dueOn }, { toDay, source: 'succession', reason });
  await waive(tx, acting, old, 'moved');
  await rows(
    tx,
    `UPDATE coordinations SET "deadlineId" = :id, "blockerUnitId" = :toUnitId WHERE "deadlineId" = :oldId`,
    { id, toUnitId, oldId: old.id },
  );
  await rows(tx, `UPDATE supervision_notices SET "replyDeadlineId" = :id WHERE "replyDeadlineId" = :oldId`, {
    ...{ id, oldId: old.id },
  });
}
