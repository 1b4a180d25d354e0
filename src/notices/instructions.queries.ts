/** Instructions on tasks as plain rows. One is open as long as its task is. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { TaskState } from '../rules/task-states.js';

export interface InstructionRow {
  id: number;
  taskId: number;
  taskNo: string;
  title: string;
  leaderName: string;
  text: string;
  instructedOn: Day;
}

const INSTRUCTIONS = `SELECT i.id, i."taskId", t.no AS "taskNo", t.title, i."leaderName", i.text, i."instructedOn"
  FROM instructions i JOIN tasks t ON t.id = i."taskId"`;
const NEWEST_FIRST = 'ORDER BY i."instructedOn" DESC, i.id DESC';

export function instructionsOnTask(read: Reader, taskId: number): Promise<InstructionRow[]> {
  return rows(read, `${INSTRUCTIONS} WHERE i."taskId" = :taskId ${NEWEST_FIRST}`, { taskId });
}

export const IS_OPEN_TASK = `t.state NOT IN ('closed', 'withdrawn')`;

/** On tasks the unit leads and that are not yet done. @param within a condition on the plan `p` */
export function instructionsForUnit(
  read: Reader,
  unitId: number,
  limit: number,
  within: string,
): Promise<InstructionRow[]> {
  return rows(
    read,
    `${INSTRUCTIONS} WHERE ${IS_OPEN_TASK} AND EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = t.id
       AND y."unitId" = :unitId AND y.part = 'lead')
       AND EXISTS (SELECT 1 FROM plans p WHERE p.id = t."planId" AND ${within}) ${NEWEST_FIRST} LIMIT :limit`,
    { unitId, limit },
  );
}

export interface InstructedTask {
  id: number;
  no: string;
  title: string;
  state: TaskState;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  planState: string;
  supervisorUnitId: number;
  isSensitive?: Day | null;
}

export function instructedTask(read: Reader, taskId: number): Promise<InstructedTask | null> {
  return row(
    read,
    `SELECT t.id, t.no, t.title, t."sensitiveFromOn" AS "isSensitive", t.state, t."planId", p.title AS "planTitle", p."documentNumber", p.state AS "planState",
       p."supervisorUnitId" FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :taskId`,
    { taskId },
  );
}

/** First lead first; a leading group's members each have a duty of their own. */
export async function leadUnitsOf(read: Reader, taskId: number): Promise<number[]> {
  const found = await rows<{ unitId: number }>(
    read,
    `SELECT y."unitId" FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" = :taskId AND y.part = 'lead' AND u.kind = 'unit' ORDER BY y.position, y.id`,
    { taskId },
  );
  return [...new Set(found.map(({ unitId }) => unitId))];
}
