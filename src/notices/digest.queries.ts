/** What the digests are made from: a department's open deadlines in few columns, the rest only for the rows that are shown. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DigestItem } from '../rules/digest.js';

export interface DigestReader {
  departmentId: number;
  name: string;
  address: string;
}

/** Departments that supervise an issued plan, oldest first. */
export async function supervisingDepartments(read: Reader): Promise<number[]> {
  const found = await rows<{ id: number }>(
    read,
    `SELECT DISTINCT "supervisorUnitId" AS id FROM plans WHERE state = 'issued' ORDER BY id`,
  );
  return found.map((one) => one.id);
}

/** Who reads on that day, in the order they were added. */
export function digestReaders(read: Reader, cadence: 'overdue' | 'weekly', on: Day): Promise<DigestReader[]> {
  return rows<DigestReader>(
    read,
    `SELECT "unitId" AS "departmentId", name, address FROM digest_recipients
     WHERE cadence = :cadence AND "fromOn" <= :on AND ("untilOn" IS NULL OR "untilOn" > :on) ORDER BY id`,
    { cadence, on },
  );
}

/**
 * Lead deadlines that are overdue or due by `until`, and everything that waits for verification; units in the order
 * of the register. A department may have a hundred thousand: titles and words are left to `digestDetails`.
 */
export function digestItems(
  read: Reader,
  departmentId: number,
  today: Day,
  until: Day,
): Promise<DigestItem[]> {
  return rows<DigestItem>(
    read,
    `SELECT d.id, d."unitId", u.name AS "unitName", d."planId", '' AS "planTitle", NULL AS "taskNo", '' AS title,
       d.kind, NULL AS "lastWord", d.returns, d."pendingAt", d."dueOn", d."reworkOn", d."pendingSince",
       NULL AS "metOn", NULL AS "waivedOn", d."openedOn"
     FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
       LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE p.state = 'issued' AND p."supervisorUnitId" = :departmentId
       AND d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL
       AND (t.state IS NULL OR t.state NOT IN ('suspended', 'withdrawn', 'closed'))
       AND (d."pendingSince" IS NOT NULL OR (coalesce(d."reworkOn", d."dueOn") <= :until AND ${IS_LEAD}))
     ORDER BY d."unitId", d.id`,
    { departmentId, today, until },
  );
}

/** A leading group's members, and whoever collects for it, lead in its place. */
const IS_LEAD = `(d."taskId" IS NULL
  OR EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead')
  OR EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = d."taskId" AND y.part = 'lead' AND y."groupMode" IS NOT NULL))`;

export interface DigestDetail {
  id: number;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  taskId: number | null;
  taskNo: string | null;
  title: string;
  kind: DigestItem['kind'];
  period: string;
  /** of the unit's last submission on the same matter, this period or an earlier one; null where there is none */
  lastText: string | null;
  lastStanding: string | null;
}

export async function digestDetails(read: Reader, deadlineIds: number[]): Promise<Map<number, DigestDetail>> {
  if (deadlineIds.length === 0) return new Map();
  const found = await rows<DigestDetail>(
    read,
    `SELECT d.id, d."planId", p.title AS "planTitle", p."documentNumber", d."taskId", t.no AS "taskNo",
       coalesce(t.title, '') AS title, d.kind, d.period, substr(s.text, 1, 80) AS "lastText",
       s.standing AS "lastStanding"
     FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
       LEFT JOIN submissions s ON s.id = (SELECT max(w.id) FROM submissions w JOIN deadlines e ON e.id = w."deadlineId"
         WHERE e.subject = d.subject AND e."unitId" = d."unitId" AND w.state <> 'replaced')
     WHERE d.id IN (:...deadlineIds)`,
    { deadlineIds },
  );
  return new Map(found.map((detail) => [detail.id, detail]));
}
