/** What units owe, read for the morning's reminders: one pass for the numbers, then the rows round by round. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Load } from '../plans/mail-recipients.js';
import type { Day } from '../rules/day.js';
import type { Owed } from '../rules/reminders.js';

export interface OwedRow extends Owed {
  taskId: number | null;
  period: string;
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

/** By unit; the reason of a return only where it came since the last run. */
export async function owedBy(
  read: Reader,
  unitIds: number[],
  window: Window,
): Promise<Map<number, OwedRow[]>> {
  const found = await rows<OwedRow>(
    read,
    `SELECT d.id, d."unitId", d."planId", d."taskId", t.no AS "taskNo", coalesce(t.title, '') AS title, d.kind,
       d.period, d."dueOn", d."reworkOn", d."pendingSince", d."metOn", d."waivedOn", d."openedOn", d."returnedAt",
       d."acceptedAt", d."pendingAt" AS "receivedAt", ${RETURN_REASON} AS "returnReason"
     ${FROM} WHERE d."unitId" IN (:...unitIds) AND ${ASKED} AND (${TO_HAND_IN} OR ${RIDES_ALONG})
     ORDER BY d."unitId", d.id`,
    { unitIds, ...window },
  );
  const byUnit = new Map<number, OwedRow[]>(unitIds.map((unitId) => [unitId, []]));
  for (const owed of found) byUnit.get(owed.unitId)!.push(owed);
  return byUnit;
}

const RETURN_REASON = `CASE WHEN d."returnedAt" > :since THEN (
  SELECT v.reason FROM verifications v JOIN submissions s ON s.id = v."submissionId"
  WHERE s."deadlineId" = d.id AND v.outcome = 'returned' ORDER BY v.id DESC LIMIT 1) END`;

export interface IssuedPlan {
  id: number;
  title: string;
  documentNumber: string | null;
  supervisorUnitId: number;
}

/** Without their texts. */
export async function issuedPlans(read: Reader): Promise<Map<number, IssuedPlan>> {
  const found = await rows<IssuedPlan>(
    read,
    `SELECT id, title, "documentNumber", "supervisorUnitId" FROM plans WHERE state = 'issued' ORDER BY id`,
  );
  return new Map(found.map((plan) => [plan.id, plan]));
}
