/** One duty with who held it before and what was sent back, for its page and for the rules. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { DutyPart } from '../plans/duty.entity.js';
import type { Day } from '../rules/day.js';
import { nameThen } from '../units/names-in-time.js';
import type { TaskState } from '../rules/task-states.js';
import type { FormerDutyDto, SentBackRowDto } from './duty.dto.js';

export interface DutyRow {
  id: number;
  planId: number;
  planTitle: string;
  planState: 'draft' | 'issued' | 'withdrawn';
  supervisorUnitId: number;
  taskId: number;
  taskNo: string;
  title: string;
  taskState: TaskState;
  verifierUnitId: number | null;
  unitId: number;
  unitName: string;
  unitKind: 'unit' | 'group';
  part: DutyPart;
  isFirst: boolean;
  issuedOn: Day | null;
  signedOn: Day | null;
  unclaimedFromOn: Day | null;
}

export async function dutyById(read: Reader, id: number): Promise<DutyRow | null> {
  const found = await row<DutyRow>(
    read,
    `SELECT y.id, t."planId", p.title AS "planTitle", p.state AS "planState", p."supervisorUnitId", y."taskId",
       t.no AS "taskNo", t.title, t.state AS "taskState", t."verifierUnitId", y."unitId", u.name AS "unitName",
       u.kind AS "unitKind", y.part, y."isFirst", y."issuedOn", r."signedOn", y."unclaimedFromOn"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units u ON u.id = y."unitId"
       LEFT JOIN receipts r ON r.id = y."receiptId" WHERE y.id = :id`,
    { id },
  );
  return found && { ...found, isFirst: Boolean(found.isFirst) };
}

export type FormerHolder = FormerDutyDto & { dutyId: number };

/** Each by the name it bore on that day. */
const FORMER = `SELECT f."dutyId", f."unitId", coalesce(${nameThen('f."unitId"', 'f."endedOn"')}, u.name) AS "unitName", f.part, f."isFirst", f."issuedOn", r."signedOn",
    f."endedOn", f.cause, f.reason, f."successorUnitId",
    coalesce(${nameThen('f."successorUnitId"', 'f."endedOn"')}, s.name) AS "successorName"
  FROM former_duties f JOIN units u ON u.id = f."unitId" LEFT JOIN receipts r ON r.id = f."receiptId"
    LEFT JOIN units s ON s.id = f."successorUnitId"`;

/** Who held a duty of this task before, the last first. */
export async function formerHolders(
  read: Reader,
  of: { taskId: number } | { dutyId: number },
): Promise<FormerHolder[]> {
  const where = 'taskId' in of ? 'f."taskId" = :taskId' : 'f."dutyId" = :dutyId';
  const found = await rows<FormerHolder>(read, `${FORMER} WHERE ${where} ORDER BY f.id DESC`, { ...of });
  return found.map((one) => ({ ...one, isFirst: Boolean(one.isFirst) }));
}

export type SentBackRow = SentBackRowDto & { dutyId: number };

const SENT_BACK = `SELECT b.id, b."dutyId", b."unitId", u.name AS "unitName", b.reason, b."askedOn", b.outcome, b.remark,
    b."decidedOn" FROM sent_back_duties b JOIN units u ON u.id = b."unitId"`;

/** The newest first. */
export function sentBackOf(read: Reader, dutyId: number): Promise<SentBackRow[]> {
  return rows(read, `${SENT_BACK} WHERE b."dutyId" = :dutyId ORDER BY b.id DESC`, { dutyId });
}

/** What waits for a decision in this task. */
export function pendingOfTask(read: Reader, taskId: number): Promise<SentBackRow[]> {
  return rows(
    read,
    `${SENT_BACK} JOIN duties y ON y.id = b."dutyId" WHERE y."taskId" = :taskId AND b.outcome = 'pending' ORDER BY b.id`,
    { taskId },
  );
}

/** Of what the unit's refinement plan made of a task: those duties of its sub-tasks, on every level, that are its own. */
export async function ownBelow(read: Reader, taskId: number, unitId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    read,
    `WITH RECURSIVE below(id) AS (SELECT id FROM tasks WHERE "parentId" = :taskId
       UNION ALL SELECT t.id FROM tasks t JOIN below b ON t."parentId" = b.id)
     SELECT y.id FROM duties y JOIN below b ON b.id = y."taskId" JOIN tasks t ON t.id = b.id
     WHERE y."unitId" = :unitId AND y.part = 'lead' AND t.state NOT IN ('closed', 'withdrawn') ORDER BY y.id`,
    { taskId, unitId },
  );
  return found.map((duty) => duty.id);
}
