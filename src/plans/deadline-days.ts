/**
 * Dates with memory: the only way the day of an issued deadline changes, and the only way its clock stops. Called
 * by extension, suspension, calendar, correction and the succession of units; nothing else moves a day.
 */
import { record } from '../audit/audit.js';
import { insertRow, type Tx } from '../platform/database.js';
import { laterOf, type Day } from '../rules/day.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { DayChange } from './day-change.entity.js';
import { Deadline, type DaySource, type WaivedReason } from './deadline.entity.js';
import type { Acting } from './task-moves.js';

export type DatedDeadline = Pick<Deadline, 'id' | 'planId' | 'dueOn'>;

interface WantedDay {
  toDay: Day;
  source: DaySource;
  reason: string;
}

/** Moves the day and keeps the one before with the reason. A rework day is left behind: the new day counts. */
export async function changeDay(
  tx: Tx,
  acting: Acting,
  deadline: DatedDeadline,
  wanted: WantedDay,
): Promise<void> {
  await tx.update(Deadline, deadline.id, { dueOn: wanted.toDay, source: wanted.source, reworkOn: null });
  await remember(tx, acting, deadline, wanted);
}

/** A notice of the year moves the printed day; the days that a return gave are not taken away. */
export async function changeDayByCalendar(
  tx: Tx,
  acting: Acting,
  deadline: DatedDeadline & Pick<Deadline, 'reworkOn'>,
  wanted: WantedDay,
): Promise<void> {
  const { toDay, source } = wanted;
  const reworkOn = deadline.reworkOn && laterOf(deadline.reworkOn, toDay);
  await tx.update(Deadline, deadline.id, { dueOn: toDay, source, reworkOn });
  await remember(tx, acting, deadline, wanted);
}

/** Of a draft nobody was told a day yet: the proposed one is its first, and has no memory but the trail's. */
export async function changeDraftDay(
  tx: Tx,
  acting: Acting,
  deadline: DatedDeadline,
  wanted: WantedDay,
): Promise<void> {
  const { toDay, source } = wanted;
  await tx.update(Deadline, deadline.id, { dueOn: toDay, originalDueOn: toDay, source });
  await recordMove(tx, acting, deadline, wanted);
}

async function remember(tx: Tx, acting: Acting, deadline: DatedDeadline, wanted: WantedDay): Promise<void> {
  const { clock, viewer } = acting;
  await insertRow(tx, DayChange, {
    ...{ deadlineId: deadline.id, fromDay: deadline.dueOn, ...wanted },
    ...{ changedOn: clock.today(), changedAt: clock.now() },
    ...{ personId: viewer.personId, personName: viewer.name },
  });
  await recordMove(tx, acting, deadline, wanted);
}

function recordMove(
  tx: Tx,
  { clock, viewer }: Acting,
  deadline: DatedDeadline,
  { toDay, source, reason }: WantedDay,
): Promise<void> {
  return record(tx, clock, viewer, {
    ...{ verb: 'move', noun: 'deadline', id: deadline.id, planId: deadline.planId },
    before: { dueOn: deadline.dueOn },
    after: { dueOn: toDay, source, reason },
  });
}

export type HeldDeadline = Pick<Deadline, 'id' | 'planId' | 'dueOn' | 'reworkOn' | 'openedOn'>;

/** Stops the clock: nobody is asked for it, and it is not late, until it is released. Only for open ones. */
export async function hold(tx: Tx, { clock, viewer }: Acting, deadline: HeldDeadline): Promise<void> {
  const heldOn = clock.today();
  await tx.update(Deadline, deadline.id, { heldOn, heldOpenedOn: deadline.openedOn, openedOn: null });
  await record(tx, clock, viewer, {
    ...{ verb: 'hold', noun: 'deadline', id: deadline.id, planId: deadline.planId },
    after: { heldOn },
  });
}

/**
 * Lets the clock run again: the day moves by as many working days as the clock stood, so that what was two days
 * away is two days away again, and what was five days late is five days late.
 */
export async function release(
  tx: Tx,
  acting: Acting,
  deadline: HeldDeadline & Pick<Deadline, 'heldOn' | 'heldOpenedOn'>,
  { calendar, source, reason }: { calendar: WorkingCalendar; source: DaySource; reason: string },
): Promise<void> {
  const today = acting.clock.today();
  const stood = calendar.workingDaysBetween(deadline.heldOn!, today);
  await tx.update(Deadline, deadline.id, {
    heldOn: null,
    heldOpenedOn: null,
    openedOn: deadline.heldOpenedOn,
  });
  if (stood === 0) return;
  const { id, planId, reworkOn } = deadline;
  // First to the day a return had given, then on by the standstill: the score tells one from the other.
  if (reworkOn !== null) await changeDay(tx, acting, deadline, { toDay: reworkOn, source: 'rework', reason });
  const dueOn = reworkOn ?? deadline.dueOn;
  await changeDay(tx, acting, { id, planId, dueOn }, { toDay: calendar.plus(dueOn, stood), source, reason });
}

type NewDeadline = Pick<
  Deadline,
  'planId' | 'taskId' | 'subject' | 'unitId' | 'kind' | 'period' | 'dueOn' | 'source'
>;

/** Something that is owed from today on and was not asked at issue. @returns its id */
export async function openDeadline(tx: Tx, { clock, viewer }: Acting, given: NewDeadline): Promise<number> {
  const openedOn = clock.today();
  const id = await insertRow(tx, Deadline, {
    ...given,
    ...{ nominalOn: null, originalDueOn: given.dueOn, openedOn, returns: 0 },
    ...{ pendingSince: null, pendingAt: null, metOn: null, waivedOn: null, waivedReason: null },
    ...{ heldOn: null, heldOpenedOn: null, reworkOn: null, returnedAt: null, acceptedAt: null },
  });
  const { planId, unitId, kind, period, dueOn } = given;
  await record(tx, clock, viewer, {
    ...{ verb: 'open', noun: 'deadline', id, planId },
    after: { unitId, kind, period, dueOn, openedOn },
  });
  return id;
}

/** What was waived is owed again, by the day given now: neither a return nor a standstill from before holds. */
export async function reinstate(
  tx: Tx,
  acting: Acting,
  deadline: DatedDeadline & Pick<Deadline, 'openedOn'>,
  change: { toDay: Day; source: DaySource; reason: string },
): Promise<void> {
  const openedOn = deadline.openedOn ?? acting.clock.today();
  await tx.update(Deadline, deadline.id, {
    ...{ waivedOn: null, waivedReason: null, openedOn },
    ...{ heldOn: null, heldOpenedOn: null, reworkOn: null },
  });
  if (change.toDay !== deadline.dueOn) await changeDay(tx, acting, deadline, change);
  await record(tx, acting.clock, acting.viewer, {
    ...{ verb: 'reinstate', noun: 'deadline', id: deadline.id, planId: deadline.planId },
    after: { openedOn, dueOn: change.toDay },
  });
}

/**
 * Nobody owes it any more. What was handed in and waits is left as it is, and so is since when the clock stood: what
 * was late before that stays late in the score, and no day of the standstill is added.
 */
export async function waive(
  tx: Tx,
  { clock, viewer }: Acting,
  deadline: Pick<Deadline, 'id' | 'planId'>,
  reason: WaivedReason,
): Promise<void> {
  const waivedOn = clock.today();
  await tx.update(Deadline, deadline.id, { waivedOn, waivedReason: reason });
  await record(tx, clock, viewer, {
    ...{ verb: 'waive', noun: 'deadline', id: deadline.id, planId: deadline.planId },
    after: { waivedOn, reason },
  });
}
