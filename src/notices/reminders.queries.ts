/** What units owe, read for the morning's reminders: one pass for the numbers, then the rows round by round. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Load } from '../plans/mail-recipients.js';
import { MAILED_TITLE } from '../plans/mailed-title.js';
import type { Day } from '../rules/day.js';
import type { Owed } from '../rules/reminders.js';

/** In few columns: a unit may owe a hundred rows, of which its mail shows fifteen. */
export interface OwedRow extends Owed {
  taskId: number | null;
  /** What the rule works out; it finds the places ready (see `owedRow`). */
  owedOn: Day;
  daysLate: number;
  workingDaysLeft: number;
}

/** What a mail says of a row it shows. */
export interface OwedDetail {
  id: number;
  taskNo: string | null;
  title: string;
  kind: Owed['kind'];
  period: string;
  returnReason: string | null;
}

export interface Window {
  today: Day;
  /** What is owed after this day is too far off for a reminder. */
  until: Day;
  /** The instant of the last run; empty where there was none. */
  since: string;
}

const ASKED = `p.state = 'issued' AND d."openedOn" <= :today AND d."waivedOn" IS NULL
  AND (t.state IS NULL OR t.state NOT IN ('suspended', 'withdrawn', 'closed'))`;
const TO_HAND_IN = `d."metOn" IS NULL AND d."pendingSince" IS NULL
  AND (coalesce(d."reworkOn", d."dueOn") <= :until OR d."returnedAt" > :since)`;
/** Never a cause of a mail, so not looked for before there is one. */
const RIDES_ALONG = `(d."metOn" IS NOT NULL AND d."acceptedAt" > :since)
  OR (d."metOn" IS NULL AND d."pendingSince" IS NOT NULL AND d."pendingAt" > :since)`;
const FROM = `FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"`;

/** Units that may have to be reminded, with the number of rows each brings. */
export function unitsToRemind(read: Reader, window: Window): Promise<Load[]> {
  return rows<Load>(
    read,
    `SELECT d."unitId", count(*) AS rows ${FROM} WHERE ${ASKED} AND ${TO_HAND_IN}
     GROUP BY d."unitId" ORDER BY d."unitId"`,
    { ...window },
  );
}

export async function owedBy(
  read: Reader,
  unitIds: number[],
  window: Window,
): Promise<Map<number, OwedRow[]>> {
  const found = await rows<StoredOwed>(
    read,
    `SELECT d.id, d."unitId", d."planId", d."taskId", d.kind, d."dueOn", d."reworkOn", d."pendingSince", d."metOn",
       d."openedOn", d."returnedAt", d."acceptedAt", d."pendingAt"
     ${FROM} WHERE d."unitId" IN (:...unitIds) AND ${ASKED} AND (${TO_HAND_IN} OR ${RIDES_ALONG})
     ORDER BY d."unitId", d.id`,
    { unitIds, ...window },
  );
  const byUnit = new Map<number, OwedRow[]>(unitIds.map((unitId) => [unitId, []]));
  for (const stored of found) byUnit.get(stored.unitId)!.push(owedRow(stored));
  return byUnit;
}

interface StoredOwed extends Omit<Owed, 'taskNo' | 'title' | 'waivedOn' | 'receivedAt' | 'returnReason'> {
  taskId: number | null;
  pendingAt: string | null;
}

/**
 * A literal of our own, with a place for everything the rule adds to its copy: copying one of the driver's rows, or a
 * copy that has to grow, costs fifteen times the time and four times the memory.
 */
function owedRow(stored: StoredOwed): OwedRow {
  return {
    id: stored.id,
    unitId: stored.unitId,
    planId: stored.planId,
    taskId: stored.taskId,
    taskNo: null,
    title: '',
    kind: stored.kind,
    dueOn: stored.dueOn,
    reworkOn: stored.reworkOn,
    pendingSince: stored.pendingSince,
    metOn: stored.metOn,
    waivedOn: null,
    openedOn: stored.openedOn,
    returnedAt: stored.returnedAt,
    returnReason: null,
    acceptedAt: stored.acceptedAt,
    receivedAt: stored.pendingAt,
    owedOn: stored.dueOn,
    daysLate: 0,
    workingDaysLeft: 0,
  };
}

export async function owedDetails(read: Reader, ids: number[]): Promise<Map<number, OwedDetail>> {
  if (ids.length === 0) return new Map();
  const found = await rows<OwedDetail>(
    read,
    `SELECT d.id, t.no AS "taskNo", ${MAILED_TITLE}, d.kind, d.period,
       CASE WHEN d.returns > 0 AND t."sensitiveFromOn" IS NULL THEN (${RETURN_REASON}) END AS "returnReason"
     FROM deadlines d LEFT JOIN tasks t ON t.id = d."taskId" WHERE d.id IN (:...ids)`,
    { ids },
  );
  return new Map(found.map((detail) => [detail.id, detail]));
}

const RETURN_REASON = `SELECT v.reason FROM verifications v JOIN submissions s ON s.id = v."submissionId"
  WHERE s."deadlineId" = d.id AND v.outcome = 'returned' ORDER BY v.id DESC LIMIT 1`;

export interface IssuedPlan {
  id: number;
  title: string;
  documentNumber: string | null;
  supervisorUnitId: number;
  jurisdictionId: number | null;
}

/** Without their texts. */
export async function issuedPlans(read: Reader): Promise<Map<number, IssuedPlan>> {
  const found = await rows<IssuedPlan>(
    read,
    `SELECT id, title, "documentNumber", "supervisorUnitId", "jurisdictionId" FROM plans WHERE state = 'issued' ORDER BY id`,
  );
  return new Map(found.map((plan) => [plan.id, plan]));
}
