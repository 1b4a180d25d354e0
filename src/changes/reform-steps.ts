/** The steps by which ended units hand everything on: duties, what they verify, memberships, contacts, places. */
import { record } from '../audit/audit.js';
import { insertRow, type Tx } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { Duty } from '../plans/duty.entity.js';
import { moveDuty, unclaimDuty } from '../plans/duty-moves.js';
import type { DutyEnd } from '../plans/former-duty.entity.js';
import type { Acting } from '../plans/task-moves.js';
import { Task } from '../plans/task.entity.js';
import type { Day } from '../rules/day.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { Contact } from '../units/contact.entity.js';
import { GroupMember } from '../units/group-member.entity.js';
import { Unit } from '../units/unit.entity.js';
import { numbers } from './reform-guards.js';
import { heldDuties, verifiedBy, type HeldDuty } from './reform.queries.js';

export interface Succession {
  ended: Unit[];
  /** In the order they were named; empty: nobody takes over. */
  successors: number[];
  cause: Extract<DutyEnd, 'merge' | 'split' | 'dissolve'>;
  reason: string;
  on: Day;
  calendar: WorkingCalendar;
}

/** Who takes a duty; null: it waits for a unit 待认领. */
export type SuccessorOf = (duty: HeldDuty) => number | null;

export interface HandedOn {
  /** by the unit that has them now */
  moved: Map<number, number[]>;
  /** units that took over a lead */
  leading: Set<number>;
  unclaimed: number[];
  taskIds: number[];
}

/**
 * Every duty of a task in force. One of two merged units' duties in a task may have ended as the other's moved; a
 * draft's duties without a successor stay for whoever corrects the draft.
 */
export async function handOnDuties(
  tx: Tx,
  acting: Acting,
  succession: Succession,
  successorOf: SuccessorOf,
): Promise<HandedOn> {
  const { cause, reason, calendar } = succession;
  const handed: HandedOn = { moved: new Map(), leading: new Set(), unclaimed: [], taskIds: [] };
  const ids = succession.ended.map((unit) => unit.id);
  const all = await heldDuties(tx, ids);
  for (const duty of all) {
    const { id, unitId } = duty;
    if (!(await tx.existsBy(Duty, { id, unitId }))) continue;
    const toUnitId = successorOf(duty);
    handed.taskIds.push(duty.taskId);
    if (toUnitId === null) await leave(tx, acting, duty, { cause, reason, handed });
    else {
      const { dutyId } = await moveDuty(tx, acting, { dutyId: id, toUnitId, cause, reason, calendar });
      if (duty.planState === 'issued') note(handed, toUnitId, { ...duty, id: dutyId });
    }
  }
  return handed;
}

function note(handed: HandedOn, toUnitId: number, { id, part }: Pick<HeldDuty, 'id' | 'part'>): void {
  handed.moved.set(toUnitId, [...(handed.moved.get(toUnitId) ?? []), id]);
  if (part === 'lead') handed.leading.add(toUnitId);
}

async function leave(
  tx: Tx,
  acting: Acting,
  duty: HeldDuty,
  { cause, reason, handed }: Pick<Succession, 'cause' | 'reason'> & { handed: HandedOn },
): Promise<void> {
  if (duty.planState !== 'issued') return;
  await unclaimDuty(tx, acting, { dutyId: duty.id, cause, reason });
  handed.unclaimed.push(duty.id);
}

/** @param verifierId who verifies from now on. @throws Refusal where somebody must and nobody is named */
export async function handOnVerifying(
  tx: Tx,
  { clock, viewer }: Acting,
  ended: Unit[],
  verifierId: number | null,
): Promise<number[]> {
  const tasks = await verifiedBy(
    tx,
    ended.map((unit) => unit.id),
  );
  if (tasks.length && verifierId === null) {
    const unit = ended.find((one) => one.id === tasks[0]!.verifierUnitId)!;
    throw new Refusal(
      'reform-verifier-missing',
      { names: numbers(tasks), unit: unit.name },
      { verifier: 'reform-verifier-missing' },
    );
  }
  for (const { taskId, planId, verifierUnitId } of tasks) {
    await tx.update(Task, taskId, { verifierUnitId: verifierId });
    const change = { before: { verifierUnitId }, after: { verifierUnitId: verifierId } };
    await record(tx, clock, viewer, { verb: 'correct', noun: 'task', id: taskId, planId, ...change });
  }
  return tasks.map((task) => task.taskId);
}

/** Every successor belongs to the groups its predecessors belonged to on that day. */
export async function handOnMemberships(tx: Tx, acting: Acting, succession: Succession): Promise<void> {
  const { ended, successors, on } = succession;
  const groups = await rows<{ groupId: number }>(
    tx,
    `SELECT DISTINCT "groupId" FROM group_members WHERE "unitId" IN (:...unitIds) AND ${STANDS} ORDER BY "groupId"`,
    { unitIds: ended.map((unit) => unit.id), on },
  );
  for (const { groupId } of groups)
    for (const unitId of successors) await join(tx, acting, { groupId, unitId, fromOn: on });
}

const STANDS = `"fromOn" <= :on AND ("untilOn" IS NULL OR "untilOn" > :on)`;

async function join(
  tx: Tx,
  { clock, viewer }: Acting,
  member: { groupId: number; unitId: number; fromOn: Day },
): Promise<void> {
  const { groupId, unitId, fromOn } = member;
  const own = await rows(
    tx,
    `SELECT id FROM group_members WHERE "groupId" = :groupId AND "unitId" = :unitId AND ("untilOn" IS NULL OR
       "untilOn" > :on OR "fromOn" = :on)`,
    { groupId, unitId, on: fromOn },
  );
  if (own.length) return;
  const id = await insertRow(tx, GroupMember, { ...member, untilOn: null });
  await record(tx, clock, viewer, { verb: 'add', noun: 'group-member', id, after: { ...member } });
}

/** A unit that this reform makes is answered for by those who answered for its predecessors. */
export async function handOnContacts(
  tx: Tx,
  { clock, viewer }: Acting,
  ended: Unit[],
  { unitId, fromOn }: { unitId: number; fromOn: Day },
): Promise<void> {
  const contacts = await rows<{ personId: number; isHead: boolean }>(
    tx,
    `SELECT c."personId", c."isHead" FROM contacts c WHERE c."unitId" IN (:...unitIds) AND ${STANDS} ORDER BY c.id`,
    { unitIds: ended.map((unit) => unit.id), on: clock.today() },
  );
  const known = new Set<number>();
  for (const { personId, isHead } of contacts) {
    if (known.has(personId)) continue;
    known.add(personId);
    const contact = { unitId, personId, isHead: Boolean(isHead), fromOn };
    const id = await insertRow(tx, Contact, { ...contact, untilOn: null });
    await record(tx, clock, viewer, { verb: 'add', noun: 'contact', id, after: contact });
  }
}

/** The offices that belonged to an ended unit belong to its successor: who stands near whom stays so. */
export async function handOnOffices(
  tx: Tx,
  { clock, viewer }: Acting,
  ended: Unit[],
  successorId: number,
): Promise<void> {
  for (const unit of ended) {
    for (const office of await tx.findBy(Unit, { parentId: unit.id })) {
      const parentId = office.id === successorId ? unit.parentId : successorId;
      await tx.update(Unit, office.id, { parentId });
      const change = { before: { parentId: unit.id }, after: { parentId } };
      await record(tx, clock, viewer, { verb: 'change', noun: 'unit', id: office.id, ...change });
    }
  }
}
