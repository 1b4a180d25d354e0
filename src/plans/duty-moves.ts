/**
 * A duty moves from one unit to another: by reassignment, correction, or the end of a unit. `duties` holds who has it
 * now, `former_duties` who had it, until when and why; whoever takes it over signs anew. The only way it moves.
 */
import { record } from '../audit/audit.js';
import type { Clock } from '../platform/clock.js';
import { insertRow, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Outcome } from '../rules/outcome.js';
import type { TaskState } from '../rules/task-states.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import {
  holdDeadlines,
  isOfAnother,
  moveDeadlinesOfTask,
  moveRefinement,
  type MovedDeadlines,
} from './deadline-moves.js';
import { Duty, type DutyPart } from './duty.entity.js';
import { FormerDuty, type DutyEnd } from './former-duty.entity.js';
import { SentBackDuty } from './sent-back-duty.entity.js';
import type { Acting } from './task-moves.js';

export interface WantedDutyMove {
  dutyId: number;
  toUnitId: number;
  cause: DutyEnd;
  reason: string;
  calendar: WorkingCalendar;
}

export interface MovedDuty extends MovedDeadlines {
  /** Not the one asked for where the unit had a duty in that task already: that one stays, this one ended. */
  dutyId: number;
}

type HeldDuty = Duty & {
  planId: number;
  planState: 'draft' | 'issued' | 'withdrawn';
  taskState: TaskState;
  isSubTask: boolean;
};

/** @throws Refusal of a group's duty, an ended unit, a settled task, or where it would stay where it is */
export async function moveDuty(tx: Tx, acting: Acting, wanted: WantedDutyMove): Promise<MovedDuty> {
  const duty = await dutyById(tx, wanted.dutyId);
  const { toUnitId, cause, reason, calendar } = wanted;
  if (duty.unitId === toUnitId) throw new Refusal('duty-stays');
  await refuseUnableUnit(tx, toUnitId, acting.clock.today());
  const dutyId = await handOn(tx, acting, duty, wanted);
  await replaceCollector(tx, duty, toUnitId);
  const succession = { fromUnitId: duty.unitId, toUnitId, cause, reason, calendar };
  const moved: MovedDeadlines = { waived: [], opened: [] };
  if (duty.planState === 'issued') {
    await settleSentBack(tx, acting, dutyId, wanted);
    add(moved, await moveDeadlinesOfTask(tx, acting, duty.taskId, succession));
    if (duty.part === 'lead' && !duty.isSubTask)
      add(moved, await moveRefinement(tx, acting, duty.planId, succession));
  }
  await record(tx, acting.clock, acting.viewer, {
    ...{ verb: cause === 'claimed' ? 'claim' : 'reassign', noun: 'duty', id: dutyId, planId: duty.planId },
    before: { unitId: duty.unitId },
    after: { taskId: duty.taskId, unitId: toUnitId, cause, reason, ...moved },
  });
  return { dutyId, ...moved };
}

/** 待认领: its unit is no more and no successor is named; the clock of what it owed stands. */
export async function unclaimDuty(
  tx: Tx,
  acting: Acting,
  { dutyId, cause, reason }: Pick<WantedDutyMove, 'dutyId' | 'cause' | 'reason'>,
): Promise<void> {
  const duty = await dutyById(tx, dutyId);
  if (duty.unclaimedFromOn !== null) return;
  const today = acting.clock.today();
  await tx.update(Duty, dutyId, { unclaimedFromOn: today, receiptId: null });
  let held: number[] = [];
  if (duty.planState === 'issued') {
    await remember(tx, acting.clock, { ...duty, cause, reason, successorUnitId: null });
    held = await holdDeadlines(tx, acting, duty);
  }
  await record(tx, acting.clock, acting.viewer, {
    ...{ verb: 'unclaim', noun: 'duty', id: dutyId, planId: duty.planId },
    after: { taskId: duty.taskId, unclaimedFromOn: today, cause, reason, held },
  });
}

/** A unit takes over what was 待认领: the clock runs again, for it. @throws Refusal where it is not unclaimed */
export async function claimDuty(
  tx: Tx,
  acting: Acting,
  wanted: Omit<WantedDutyMove, 'cause'>,
): Promise<MovedDuty> {
  const duty = await dutyById(tx, wanted.dutyId);
  if (duty.unclaimedFromOn === null) throw new Refusal('duty-is-held');
  return moveDuty(tx, acting, { ...wanted, cause: 'claimed' });
}

async function dutyById(tx: Tx, dutyId: number): Promise<HeldDuty> {
  const found = await row<HeldDuty & { unitKind: string; parentId: number | null }>(
    tx,
    `SELECT y.*, t."planId", t.state AS "taskState", t."parentId", p.state AS "planState", u.kind AS "unitKind"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units u ON u.id = y."unitId"
     WHERE y.id = :dutyId`,
    { dutyId },
  );
  if (!found) throw new NotFound('duty');
  if (found.unitKind === 'group') throw new Refusal('duty-of-a-group');
  if (found.taskState === 'closed' || found.taskState === 'withdrawn')
    throw new Refusal(`task-is-${found.taskState}`);
  const { isFirst, reports, parentId } = found;
  return { ...found, isFirst: Boolean(isFirst), reports: Boolean(reports), isSubTask: parentId !== null };
}

async function refuseUnableUnit(tx: Tx, unitId: number, today: string): Promise<void> {
  const unit = await row<{ name: string; kind: string; endedOn: string | null }>(
    tx,
    'SELECT name, kind, "endedOn" FROM units WHERE id = :unitId',
    { unitId },
  );
  if (!unit) throw new NotFound('unit');
  if (unit.kind === 'group') throw new Refusal('duty-to-a-group', { unit: unit.name });
  if (unit.endedOn !== null && unit.endedOn <= today) throw new Refusal('unit-ended', { unit: unit.name });
}

/** @returns the duty by which the unit holds it now: the same row, or the one it had in that task before */
async function handOn(tx: Tx, acting: Acting, duty: HeldDuty, wanted: WantedDutyMove): Promise<number> {
  const { toUnitId } = wanted;
  const own = await rows<{ id: number; part: DutyPart; isFirst: boolean; position: number }>(
    tx,
    `SELECT id, part, "isFirst", position FROM duties WHERE "taskId" = :taskId AND "unitId" = :toUnitId`,
    { taskId: duty.taskId, toUnitId },
  );
  const stronger = own.find((one) => one.part === 'lead' || one.part === duty.part);
  if (stronger) {
    await end(tx, acting, duty, { ...wanted, dutyId: stronger.id });
    if (duty.isFirst) await tx.update(Duty, stronger.id, { isFirst: true, position: duty.position });
    return stronger.id;
  }
  const isIssued = duty.planState === 'issued';
  const today = acting.clock.today();
  await recordFormer(tx, acting, duty, wanted);
  await tx.update(Duty, duty.id, {
    ...{ unitId: toUnitId, issuedOn: isIssued ? today : null, receiptId: null, unclaimedFromOn: null },
    ...(isOfAnother(wanted.cause) ? { viaGroupId: null } : {}),
  });
  // Who leads does not co-operate as well.
  for (const weaker of own) {
    await end(tx, acting, { ...(await dutyById(tx, weaker.id)) }, { ...wanted, dutyId: duty.id });
  }
  return duty.id;
}

/** Ends a duty whose unit keeps, or gets, another in that task: its history goes over to that one. */
async function end(tx: Tx, acting: Acting, duty: HeldDuty, wanted: WantedDutyMove): Promise<void> {
  await recordFormer(tx, acting, duty, wanted);
  await tx.update(FormerDuty, { dutyId: duty.id }, { dutyId: wanted.dutyId });
  await tx.update(SentBackDuty, { dutyId: duty.id }, { dutyId: wanted.dutyId });
  await tx.delete(Duty, duty.id);
}

/** Of what was 待认领 the end is recorded already: only who took it over is added. */
async function recordFormer(tx: Tx, acting: Acting, duty: HeldDuty, wanted: WantedDutyMove): Promise<void> {
  const { cause, reason, toUnitId: successorUnitId, dutyId } = wanted;
  if (duty.planState !== 'issued') return;
  if (duty.unclaimedFromOn !== null) {
    const ended = { dutyId: duty.id, unitId: duty.unitId, endedOn: duty.unclaimedFromOn };
    await tx.update(FormerDuty, ended, { successorUnitId, claimedOn: acting.clock.today() });
    return;
  }
  await remember(tx, acting.clock, { ...duty, id: dutyId, cause, reason, successorUnitId });
}

type Ended = HeldDuty & Pick<FormerDuty, 'cause' | 'reason' | 'successorUnitId'>;

async function remember(tx: Tx, clock: Clock, ended: Ended): Promise<void> {
  const { id: dutyId, taskId, unitId, part, isFirst, printedName, issuedOn, receiptId } = ended;
  const { cause, reason, successorUnitId } = ended;
  await insertRow(tx, FormerDuty, {
    ...{ dutyId, taskId, unitId, part, isFirst, printedName, issuedOn, receiptId },
    ...{ endedOn: clock.today(), endedAt: clock.now(), cause, reason, successorUnitId },
  });
}

/** The unit collects for the members of a group: its group's duty names it. */
async function replaceCollector(tx: Tx, duty: HeldDuty, toUnitId: number): Promise<void> {
  if (duty.viaGroupId === null) return;
  const { taskId, part, viaGroupId, unitId } = duty;
  await tx.update(
    Duty,
    { taskId, part, unitId: viaGroupId, collectorUnitId: unitId },
    { collectorUnitId: toUnitId },
  );
}

/** What its unit had sent back is answered by the move. */
async function settleSentBack(tx: Tx, acting: Acting, dutyId: number, wanted: WantedDutyMove): Promise<void> {
  const { clock, viewer } = acting;
  const outcome: Outcome = isOfAnother(wanted.cause) ? 'approved' : 'withdrawn';
  await tx.update(
    SentBackDuty,
    { dutyId, outcome: 'pending' },
    {
      ...{ outcome, remark: wanted.reason, decidedById: viewer.personId },
      ...{ decidedOn: clock.today(), decidedAt: clock.now() },
    },
  );
}

function add(to: MovedDeadlines, more: MovedDeadlines): void {
  to.waived.push(...more.waived);
  to.opened.push(...more.opened);
}
