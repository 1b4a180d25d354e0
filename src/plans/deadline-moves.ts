/**
 * What a unit owed for a duty that another unit takes over: its open rows are waived, and the successor owes the same
 * things, by the same days or by the tenth working day from now. What was handed in and waits stays open where it is,
 * for verification; only if it is returned does the successor owe it (`returned-deadlines`).
 */
import { insertRow, type Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { owedOn } from '../rules/deadline-state.js';
import { successorsDay } from '../rules/succession.js';
import { changeDay, hold, waive } from './deadline-days.js';
import { Deadline, type DaySource } from './deadline.entity.js';
import type { DutyEnd } from './former-duty.entity.js';
import type { Acting } from './task-moves.js';

export interface Succession {
  fromUnitId: number;
  toUnitId: number;
  cause: DutyEnd;
  reason: string;
  calendar: WorkingCalendar;
}

export interface MovedDeadlines {
  /** of the unit before */
  waived: number[];
  /** of the unit now; what it owed already is not among them */
  opened: number[];
}

/** What a duty makes a unit owe; an answer or a reply is owed by whom it was asked of. */
const OWED_BY_DUTY = `kind IN ('progress', 'completion', 'refinement')`;
const UNSETTLED = '"metOn" IS NULL AND "waivedOn" IS NULL';

/** The rows of one task. */
export async function moveDeadlinesOfTask(
  tx: Tx,
  acting: Acting,
  taskId: number,
  succession: Succession,
): Promise<MovedDeadlines> {
  const owed = await rows<Deadline>(
    tx,
    `SELECT * FROM deadlines WHERE "taskId" = :taskId AND "unitId" = :unitId AND ${OWED_BY_DUTY} AND ${UNSETTLED}
       AND "pendingSince" IS NULL ORDER BY id`,
    { taskId, unitId: succession.fromUnitId },
  );
  const moved: MovedDeadlines = { waived: [], opened: [] };
  const isSuspended = await clockStands(tx, taskId);
  for (const row of owed) {
    const opened = await giveTo(tx, acting, row, { ...succession, isSuspended });
    if (opened !== null) moved.opened.push(opened);
    await waive(tx, acting, row, 'moved');
    moved.waived.push(row.id);
  }
  return moved;
}

/**
 * The refinement plan 细化方案, one per lead unit and plan: the successor owes one unless it has its own or succeeds
 * to a unit whose plan was accepted already; the unit before owes none once it leads nothing else there.
 */
export async function moveRefinement(
  tx: Tx,
  acting: Acting,
  planId: number,
  succession: Succession,
): Promise<MovedDeadlines> {
  const { fromUnitId, toUnitId } = succession;
  const moved: MovedDeadlines = { waived: [], opened: [] };
  const theirs = await refinementsOf(tx, planId, toUnitId);
  const leadsOn = await leadsInPlan(tx, planId, fromUnitId);
  // One for the plan; a supplement that prints a day asks for one more.
  for (const own of await refinementsOf(tx, planId, fromUnitId)) {
    const same = theirs.filter((row) => row.subject === own.subject);
    if (isStillNeeded(own, succession.cause) && same.every((row) => row.waivedReason === 'moved')) {
      const opened = await giveTo(tx, acting, own, { ...succession, isSuspended: false });
      if (opened !== null) moved.opened.push(opened);
    }
    if (isUnsettled(own) && !leadsOn) {
      await waive(tx, acting, own, 'moved');
      moved.waived.push(own.id);
    }
  }
  return moved;
}

function isUnsettled({ metOn, waivedOn, pendingSince }: Deadline): boolean {
  return metOn === null && waivedOn === null && pendingSince === null;
}

/** A plan that is accepted or waits is good for whom its unit became, not for a unit that led the task all along. */
function isStillNeeded({ metOn, pendingSince, waivedOn, waivedReason }: Deadline, cause: DutyEnd): boolean {
  if (waivedOn !== null && waivedReason !== 'moved') return false;
  return (metOn === null && pendingSince === null) || isOfAnother(cause);
}

/** Their clock stands until a successor is named; what waits for verification still does. */
export async function holdDeadlines(
  tx: Tx,
  acting: Acting,
  { taskId, planId, unitId }: { taskId: number; planId: number; unitId: number },
): Promise<number[]> {
  const leadsOn = await leadsInPlan(tx, planId, unitId);
  const running = await rows<Deadline>(
    tx,
    `SELECT * FROM deadlines WHERE "unitId" = :unitId AND ${OWED_BY_DUTY} AND ${UNSETTLED}
       AND "openedOn" IS NOT NULL AND "pendingSince" IS NULL
       AND ("taskId" = :taskId OR (:withRefinement = 1 AND "taskId" IS NULL AND "planId" = :planId))
     ORDER BY id`,
    { unitId, taskId, planId, withRefinement: leadsOn ? 0 : 1 },
  );
  for (const row of running) await hold(tx, acting, row);
  return running.map((row) => row.id);
}

/** @returns the row the successor owes now, or null where it owed or settled that already */
async function giveTo(
  tx: Tx,
  acting: Acting,
  old: Deadline,
  to: Succession & { isSuspended: boolean },
): Promise<number | null> {
  const { subject, kind, period } = old;
  const [standing] = await rows<Deadline>(
    tx,
    `SELECT * FROM deadlines WHERE subject = :subject AND kind = :kind AND period = :period AND "unitId" = :unitId`,
    { subject, kind, period, unitId: to.toUnitId },
  );
  if (standing && standing.waivedReason !== 'moved') return null;
  const id = standing ? await takenBack(tx, old, standing) : await copied(tx, old, to.toUnitId);
  await date(tx, acting, { id, old, from: standing?.dueOn ?? old.originalDueOn }, to);
  return id;
}

/** On its first day: what moved it while another unit owed it stays with that unit's row. */
async function copied(tx: Tx, old: Deadline, unitId: number): Promise<number> {
  const { planId, taskId, subject, kind, period, nominalOn, originalDueOn, source } = old;
  const dueOn = originalDueOn;
  return insertRow(tx, Deadline, {
    ...{ planId, taskId, subject, unitId, kind, period, nominalOn, originalDueOn, dueOn, source },
    ...{
      openedOn: null,
      pendingSince: null,
      pendingAt: null,
      metOn: null,
      waivedOn: null,
      waivedReason: null,
    },
    ...{ heldOn: null, heldOpenedOn: null, reworkOn: null, returnedAt: null, acceptedAt: null, returns: 0 },
  });
}

/** The duty came back to a unit that held it before: its own row, with what it handed in, counts again. */
async function takenBack(tx: Tx, { originalDueOn }: Deadline, standing: Deadline): Promise<number> {
  await tx.update(Deadline, standing.id, {
    ...{ waivedOn: null, waivedReason: null, heldOn: null, heldOpenedOn: null, reworkOn: null },
    ...{ openedOn: null, originalDueOn },
  });
  return standing.id;
}

/** Sets its clock going, unless the period is still to come or the task is suspended, and moves a day too near. */
async function date(
  tx: Tx,
  acting: Acting,
  { id, old, from }: { id: number; old: Deadline; from: Deadline['dueOn'] },
  { calendar, cause, reason, isSuspended }: Succession & { isSuspended: boolean },
): Promise<void> {
  const today = acting.clock.today();
  const hasBegun = old.openedOn !== null || old.heldOn !== null || old.metOn !== null;
  const held = { openedOn: null, heldOn: today, heldOpenedOn: today };
  if (hasBegun) await tx.update(Deadline, id, isSuspended ? held : { openedOn: today });
  const toDay = successorsDay({ heldOn: old.heldOn, dueOn: owedOn(old) }, today, calendar);
  if (toDay !== from) {
    await changeDay(
      tx,
      acting,
      { id, planId: old.planId, dueOn: from },
      { toDay, source: sourceOf(cause), reason },
    );
  }
}

function sourceOf(cause: DutyEnd): DaySource {
  return isOfAnother(cause) ? 'correction' : 'succession';
}

/** It was another unit’s all along, rather than that its unit became another. */
export function isOfAnother(cause: DutyEnd): boolean {
  return cause === 'reassigned' || cause === 'correction';
}

function refinementsOf(tx: Tx, planId: number, unitId: number): Promise<Deadline[]> {
  return rows<Deadline>(
    tx,
    `SELECT * FROM deadlines WHERE "planId" = :planId AND "unitId" = :unitId AND kind = 'refinement'
       AND "taskId" IS NULL ORDER BY id`,
    { planId, unitId },
  );
}

/** Of the plan's own items: sub-tasks are what a refinement plan made. */
async function leadsInPlan(tx: Tx, planId: number, unitId: number): Promise<boolean> {
  const led = await rows(
    tx,
    `SELECT y.id FROM duties y JOIN tasks t ON t.id = y."taskId"
     WHERE t."planId" = :planId AND t."parentId" IS NULL AND t.state NOT IN ('closed', 'withdrawn')
       AND y."unitId" = :unitId AND y.part = 'lead' AND y."unclaimedFromOn" IS NULL LIMIT 1`,
    { planId, unitId },
  );
  return led.length > 0;
}

async function clockStands(tx: Tx, taskId: number): Promise<boolean> {
  const found = await rows(tx, `SELECT id FROM tasks WHERE id = :taskId AND state = 'suspended'`, { taskId });
  return found.length > 0;
}
