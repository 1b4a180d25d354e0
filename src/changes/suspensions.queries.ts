/** Suspensions, and what stands still with a task: itself, the tasks below it, and what is owed for them. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Deadline } from '../plans/deadline.entity.js';
import type { Day } from '../rules/day.js';

export interface SuspensionRow {
  id: number;
  taskId: number;
  reason: string;
  fromOn: Day;
  reviewOn: Day;
  startedBy: string | null;
  endedOn: Day | null;
  endedBy: string | null;
}

const SUSPENSIONS = `SELECT r.id, r."taskId", r.reason, r."fromOn", r."reviewOn", s.name AS "startedBy", r."endedOn",
    e.name AS "endedBy"
  FROM suspensions r LEFT JOIN people s ON s.id = r."startedById" LEFT JOIN people e ON e.id = r."endedById"`;

/** The newest first. */
export function suspensionsOf(read: Reader, taskId: number): Promise<SuspensionRow[]> {
  return rows(read, `${SUSPENSIONS} WHERE r."taskId" = :taskId ORDER BY r.id DESC`, { taskId });
}

export function openSuspension(read: Reader, taskId: number): Promise<SuspensionRow | null> {
  return row(
    read,
    `${SUSPENSIONS} WHERE r."taskId" = :taskId AND r."endedOn" IS NULL ORDER BY r.id DESC LIMIT 1`,
    { taskId },
  );
}

const BELOW = `WITH RECURSIVE below(id) AS (SELECT t.id FROM tasks t WHERE t."parentId" = :taskId
    UNION SELECT t.id FROM tasks t JOIN below b ON t."parentId" = b.id)`;

/** Tasks below it that are being worked on. */
export async function runningBelow(read: Reader, taskId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    read,
    `${BELOW} SELECT t.id FROM tasks t WHERE t.id IN (SELECT id FROM below) AND t.state IN ('issued', 'active')
     ORDER BY t.id`,
    { taskId },
  );
  return found.map(({ id }) => id);
}

const ALONE = `EXISTS (SELECT 1 FROM suspensions r WHERE r."taskId" = t.id AND r."endedOn" IS NULL)`;

/** Tasks below it that stand still because it does: none of them, nor one between, was suspended by itself. */
export async function stillBelow(read: Reader, taskId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    read,
    `WITH RECURSIVE below(id) AS (SELECT t.id FROM tasks t WHERE t."parentId" = :taskId AND NOT ${ALONE}
       UNION SELECT t.id FROM tasks t JOIN below b ON t."parentId" = b.id WHERE NOT ${ALONE})
     SELECT t.id FROM tasks t WHERE t.id IN (SELECT id FROM below) AND t.state = 'suspended' ORDER BY t.id`,
    { taskId },
  );
  return found.map(({ id }) => id);
}

type Still = Pick<Deadline, 'id' | 'planId' | 'dueOn' | 'reworkOn' | 'openedOn' | 'heldOn' | 'heldOpenedOn'>;

const COLUMNS = `d.id, d."planId", d."dueOn", d."reworkOn", d."openedOn", d."heldOn", d."heldOpenedOn"`;

/** What is owed and runs. */
export function running(read: Reader, taskIds: number[]): Promise<Still[]> {
  return rows(
    read,
    `SELECT ${COLUMNS} FROM deadlines d WHERE d."taskId" IN (:...taskIds) AND d."openedOn" IS NOT NULL
       AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND d."heldOn" IS NULL ORDER BY d.id`,
    { taskIds: [0, ...taskIds] },
  );
}

/** What stands still; what nobody holds (待认领) goes on standing. */
export function heldOf(read: Reader, taskIds: number[]): Promise<Still[]> {
  return rows(
    read,
    `SELECT ${COLUMNS} FROM deadlines d WHERE d."taskId" IN (:...taskIds) AND d."heldOn" IS NOT NULL
       AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND NOT EXISTS (SELECT 1 FROM duties y
         WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y."unclaimedFromOn" IS NOT NULL)
     ORDER BY d.id`,
    { taskIds: [0, ...taskIds] },
  );
}
