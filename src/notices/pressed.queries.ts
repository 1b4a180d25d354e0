/** Deadlines somebody is urged about or sent a notice about, with what a mail or a paper says of each. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineFacts, DeadlineKind } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export interface PressedRow extends DeadlineFacts {
  id: number;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  supervisorUnitId: number;
  unitId: number;
  unitName: string;
  taskId: number | null;
  taskNo: string | null;
  title: string;
  kind: DeadlineKind;
  period: string;
  isSensitive?: Day | null;
  /** How often it was urged, and when last. */
  urgings: number;
  lastUrgedOn: Day | null;
}

const PRESSED = `SELECT d.id, d."planId", p.title AS "planTitle", p."documentNumber", p."supervisorUnitId", d."unitId",
    u.name AS "unitName", d."taskId", t.no AS "taskNo", coalesce(t.title, '') AS title, t."sensitiveFromOn" AS "isSensitive", d.kind, d.period, d."dueOn",
    d."reworkOn", d."pendingSince", d."metOn", d."waivedOn", d."openedOn",
    (SELECT count(*) FROM urgings g WHERE g."deadlineId" = d.id) AS urgings,
    (SELECT max(g."urgedOn") FROM urgings g WHERE g."deadlineId" = d.id) AS "lastUrgedOn"
  FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
    LEFT JOIN tasks t ON t.id = d."taskId"
  WHERE p.state = 'issued'`;
const IN_ORDER = `ORDER BY d."unitId", coalesce(d."reworkOn", d."dueOn"), t.position, d.id`;

/** Those of these that belong to an issued plan of the viewer's area. */
export function pressedByIds(read: Reader, viewer: Viewer, ids: number[]): Promise<PressedRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return rows(
    read,
    `${PRESSED} AND ${inArea(viewer, 'p."jurisdictionId"')} AND d.id IN (:...ids) ${IN_ORDER}`,
    { ids },
  );
}

/** What a unit is late with in one plan, but the replies to notices themselves. */
export function lateInPlan(
  read: Reader,
  viewer: Viewer,
  { unitId, planId, today }: { unitId: number; planId: number; today: Day },
): Promise<PressedRow[]> {
  return rows(
    read,
    `${PRESSED} AND ${inArea(viewer, 'p."jurisdictionId"')} AND d."unitId" = :unitId AND d."planId" = :planId AND d."openedOn" <= :today AND d."metOn" IS NULL
       AND d."waivedOn" IS NULL AND d."pendingSince" IS NULL AND d.kind <> 'reply'
       AND coalesce(d."reworkOn", d."dueOn") < :today ${IN_ORDER}`,
    { unitId, planId, today },
  );
}
