/** What the digests are made from: a department's open deadlines in few columns, the rest only for the rows that are shown. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Load } from '../plans/mail-recipients.js';
import { MAILED_TITLE } from '../plans/mailed-title.js';
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

export interface DigestWindow {
  departmentId: number;
  today: Day;
  /** What is owed after this day is not said. */
  until: Day;
}

const FROM = `FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"`;

/** Units that owe something a digest may say, in the order of the register, with the number of rows each brings. */
export function digestUnits(read: Reader, window: DigestWindow): Promise<(Load & { name: string })[]> {
  return rows<Load & { name: string }>(
    read,
    `SELECT c.*, u.name FROM (SELECT d."unitId", count(*) AS rows ${FROM} WHERE ${SAID} GROUP BY d."unitId") c
     JOIN units u ON u.id = c."unitId" ORDER BY c."unitId"`,
    { ...window },
  );
}

/**
 * Lead deadlines that are overdue or due soon, and everything that waits for verification. A department may have a
 * hundred thousand: titles and last words are left to `digestDetails`.
 */
export async function digestItems(
  read: Reader,
  units: Map<number, string>,
  window: DigestWindow,
): Promise<DigestItem[]> {
  const found = await rows<StoredItem>(
    read,
    `SELECT d.id, d."unitId", d."planId", d.kind, d.returns, d."pendingAt", d."dueOn", d."reworkOn",
       d."pendingSince", d."openedOn"
     ${FROM} WHERE d."unitId" IN (:...unitIds) AND ${SAID} ORDER BY d."unitId", d.id`,
    { unitIds: [...units.keys()], ...window },
  );
  return found.map((stored) => digestItem(stored, units.get(stored.unitId)!));
}

type StoredItem = Omit<
  DigestItem,
  'unitName' | 'planTitle' | 'taskNo' | 'title' | 'lastWord' | 'metOn' | 'waivedOn'
>;

/** A literal of our own: the driver's rows are hash tables of ten times the size. */
function digestItem(stored: StoredItem, unitName: string): DigestItem {
  return {
    id: stored.id,
    unitId: stored.unitId,
    unitName,
    planId: stored.planId,
    planTitle: '',
    taskNo: null,
    title: '',
    kind: stored.kind,
    lastWord: null,
    returns: stored.returns,
    pendingAt: stored.pendingAt,
    dueOn: stored.dueOn,
    reworkOn: stored.reworkOn,
    pendingSince: stored.pendingSince,
    metOn: null,
    waivedOn: null,
    openedOn: stored.openedOn,
  };
}

/** A leading group's members, and whoever collects for it, lead in its place. Who is called on owes its answer itself. */
export const IS_LEAD = `(d."taskId" IS NULL OR d.kind = 'answer'
  OR EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead')
  OR EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = d."taskId" AND y.part = 'lead' AND y."groupMode" IS NOT NULL))`;

const SAID = `p.state = 'issued' AND p."supervisorUnitId" = :departmentId
  AND d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL
  AND (t.state IS NULL OR t.state NOT IN ('suspended', 'withdrawn', 'closed'))
  AND (d."pendingSince" IS NOT NULL OR (coalesce(d."reworkOn", d."dueOn") <= :until AND ${IS_LEAD}))`;

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
       ${MAILED_TITLE}, d.kind, d.period,
       CASE WHEN t."sensitiveFromOn" IS NULL THEN substr(s.text, 1, 80) END AS "lastText",
       s.standing AS "lastStanding"
     FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
       LEFT JOIN submissions s ON s.id = (SELECT max(w.id) FROM submissions w JOIN deadlines e ON e.id = w."deadlineId"
         WHERE e.subject = d.subject AND e."unitId" = d."unitId" AND w.state <> 'replaced')
     WHERE d.id IN (:...deadlineIds)`,
    { deadlineIds },
  );
  return new Map(found.map((detail) => [detail.id, detail]));
}
