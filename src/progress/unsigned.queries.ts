/** What a unit has been given and not signed for yet, in plans that run. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { DutyPart } from '../plans/duty.entity.js';
import type { Day } from '../rules/day.js';
import type { TaskState } from '../rules/task-states.js';

export interface UnsignedDuty {
  id: number;
  taskId: number;
  taskNo: string;
  title: string;
  taskState: TaskState;
  part: DutyPart;
  isFirst: boolean;
  planId: number;
  planTitle: string;
  issuedOn: Day;
}

/** Of duties `y` with their task `t`, plan `p` and unit `u`: groups do not sign, their members do. */
export const UNSIGNED = `y."receiptId" IS NULL AND y."issuedOn" IS NOT NULL AND y."unclaimedFromOn" IS NULL
  AND u.kind = 'unit' AND p.state = 'issued' AND p."endedOn" IS NULL AND t.state NOT IN ('closed', 'withdrawn')`;

/** A condition on the plan `p`. */
const EVERYWHERE = '1 = 1';

/** @param planId null: of all plans. @param within of `planSight` */
export async function unsignedDuties(
  read: Reader,
  unitId: number,
  planId: number | null = null,
  within = EVERYWHERE,
): Promise<UnsignedDuty[]> {
  const found = await rows<UnsignedDuty>(
    read,
    `SELECT y.id, y."taskId", t.no AS "taskNo", t.title, t.state AS "taskState", y.part, y."isFirst", t."planId",
       p.title AS "planTitle", y."issuedOn"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units u ON u.id = y."unitId"
     WHERE y."unitId" = :unitId AND ${within} AND ${UNSIGNED} ${planId === null ? '' : 'AND t."planId" = :planId'}
     ORDER BY p.id, t.position, t.id`,
    { unitId, ...(planId === null ? {} : { planId }) },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

export interface ReceiptRow {
  id: number;
  planId: number;
  planTitle: string;
  contactName: string;
  leaderInCharge: string;
  signedOn: Day;
  /** how many duties it stands for now */
  duties: number;
}

/** What the unit signed, the newest first. */
export async function receiptsOf(read: Reader, unitId: number, within = EVERYWHERE): Promise<ReceiptRow[]> {
  const found = await rows<ReceiptRow>(
    read,
    `SELECT r.id, r."planId", p.title AS "planTitle", r."contactName", r."leaderInCharge", r."signedOn",
       (SELECT count(*) FROM duties y WHERE y."receiptId" = r.id) AS duties
     FROM receipts r JOIN plans p ON p.id = r."planId" WHERE r."unitId" = :unitId AND ${within} ORDER BY r.id DESC`,
    { unitId },
  );
  return found.map((receipt) => ({ ...receipt, duties: Number(receipt.duties) }));
}
