/** The sub-tasks of a task as its page lists them, as plain rows. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { DeadlineFacts } from '../rules/deadline-state.js';

export interface ParentRow {
  id: number;
  no: string;
  title: string;
}

export function parentOf(read: Reader, taskId: number): Promise<ParentRow | null> {
  return row(
    read,
    'SELECT p.id, p.no, p.title FROM tasks t JOIN tasks p ON p.id = t."parentId" WHERE t.id = :taskId',
    { taskId },
  );
}

export interface SubTaskLead {
  taskId: number;
  unitId: number;
  unitName: string;
  /** As the refinement plan names it: an office of the unit. */
  printedName: string;
}

export function leadsOfSubTasks(read: Reader, taskIds: number[]): Promise<SubTaskLead[]> {
  return rows(
    read,
    `SELECT y."taskId", y."unitId", u.name AS "unitName", y."printedName" FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" IN (:...taskIds) AND y.part = 'lead' ORDER BY y.position, y.id`,
    { taskIds: [0, ...taskIds] },
  );
}

export type SubTaskFacts = DeadlineFacts & { taskId: number };

/** What their leads owe for them. */
export function factsOfSubTasks(read: Reader, taskIds: number[]): Promise<SubTaskFacts[]> {
  return rows(
    read,
    `SELECT d."taskId", d."dueOn", d."reworkOn", d."openedOn", d."pendingSince", d."metOn", d."waivedOn"
     FROM deadlines d JOIN duties y ON y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead'
     WHERE d."taskId" IN (:...taskIds) AND d.kind IN ('progress', 'completion') ORDER BY d."dueOn", d.id`,
    { taskIds: [0, ...taskIds] },
  );
}
