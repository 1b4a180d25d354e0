/** One task with everything that happened to it, as plain rows. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { nameThen } from '../units/names-in-time.js';
import {
  OWED_COLUMNS,
  SAID_COLUMNS,
  SAID_TABLES,
  UNITS_AND_GROUPS,
  type OwedRow,
  type SaidRow,
} from './unit-work.queries.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

export interface TaskRow {
  id: number;
  planId: number;
  /** The supplement it came with. */
  sourcePlanId: number | null;
  planTitle: string;
  documentNumber: string | null;
  planState: string;
  parentId: number | null;
  no: string;
  section: string;
  title: string;
  text: string;
  kinds: string;
  state: string;
  verifierUnitId: number | null;
  verifierName: string | null;
  supervisorUnitId: number;
  supervisorName: string;
  /** 分管领导, of a sub-task. */
  leaderInCharge: string | null;
}

export function taskById(read: Reader, id: number): Promise<TaskRow | null> {
  return row(
    read,
    `SELECT t.id, t."planId", t."sourcePlanId", p.title AS "planTitle",
       coalesce(s."documentNumber", p."documentNumber") AS "documentNumber", p.state AS "planState", t."parentId", t.no, t.section,
       t.title, t.text, t.kinds, t.state, t."verifierUnitId", v.name AS "verifierName",
       p."supervisorUnitId", o.name AS "supervisorName", t."leaderInCharge"
     FROM tasks t JOIN plans p ON p.id = t."planId" JOIN units o ON o.id = p."supervisorUnitId"
       LEFT JOIN units v ON v.id = t."verifierUnitId" LEFT JOIN plans s ON s.id = t."sourcePlanId"
     WHERE t.id = :id`,
    { id },
  );
}

export interface DutyRow {
  id: number;
  unitId: number;
  unitName: string;
  unitKind: 'unit' | 'group';
  part: 'lead' | 'cooperating';
  isFirst: boolean;
  printedName: string;
  signedOn: Day | null;
  unclaimedFromOn: Day | null;
  groupMode: 'informed' | 'collected' | 'each' | null;
  collectorName: string | null;
  viaGroupName: string | null;
}

export async function dutiesOf(read: Reader, taskId: number): Promise<DutyRow[]> {
  const found = await rows<DutyRow>(
    read,
    `SELECT y.id, y."unitId", u.name AS "unitName", u.kind AS "unitKind", y.part, y."isFirst", y."printedName",
       r."signedOn", y."unclaimedFromOn", y."groupMode", c.name AS "collectorName", g.name AS "viaGroupName"
     FROM duties y JOIN units u ON u.id = y."unitId" LEFT JOIN units c ON c.id = y."collectorUnitId"
       LEFT JOIN units g ON g.id = y."viaGroupId" LEFT JOIN receipts r ON r.id = y."receiptId"
     WHERE y."taskId" = :taskId ORDER BY CASE y.part WHEN 'lead' THEN 0 ELSE 1 END, y.position, y.id`,
    { taskId },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

/** `unitThen`: what its unit was called when it was due, where that was another name. */
export type TaskDeadlineRow = OwedRow & { unitName: string; unitThen?: string | null };

/** Of the task, and the refinement plans of the units that lead it. */
export function deadlinesOf(
  read: Reader,
  task: Pick<TaskRow, 'id' | 'planId' | 'sourcePlanId'>,
  leadUnitIds: number[],
): Promise<TaskDeadlineRow[]> {
  return rows(
    read,
    `SELECT ${OWED_COLUMNS}, u.name AS "unitName", ${nameThen('d."unitId"', 'd."dueOn"')} AS "unitThen"
     FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
       JOIN units u ON u.id = d."unitId"
     WHERE d."taskId" = :id OR (d.subject IN (:...papers) AND d."unitId" IN (:...leads))
     ORDER BY d."dueOn", d.id`,
    { id: task.id, papers: papersOf(task), leads: [0, ...leadUnitIds] },
  );
}

/** A supplement asks for refinement plans of its own, or leaves it at the plan's. */
function papersOf({ planId, sourcePlanId }: Pick<TaskRow, 'planId' | 'sourcePlanId'>): string[] {
  return [planId, ...(sourcePlanId === null ? [] : [sourcePlanId])].map((id) => `plan:${id}`);
}

/** Everything handed in for these deadlines, the newest first. */
export function saidFor(
  read: Reader,
  deadlineIds: number[],
  limit: number,
): Promise<(SaidRow & { unitThen: string | null })[]> {
  return rows(
    read,
    `SELECT ${SAID_COLUMNS}, ${nameThen('s."unitId"', 's."receivedOn"')} AS "unitThen" FROM ${SAID_TABLES}
     WHERE s."deadlineId" IN (:...ids) ORDER BY s.id DESC LIMIT ${limit}`,
    { ids: [0, ...deadlineIds] },
  );
}

export interface SubmissionSubject extends SaidRow {
  unitId: number;
  unitName: string;
  /** What it was called when it handed this in, where that was another name. */
  unitThen: string | null;
  planId: number;
  planTitle: string;
  taskId: number | null;
  taskNo: string | null;
  title: string | null;
  taskText: string | null;
  kind: DeadlineKind;
  period: string;
  dueOn: Day;
}

export function submissionById(read: Reader, id: number): Promise<SubmissionSubject | null> {
  return row(
    read,
    `SELECT ${SAID_COLUMNS}, s."unitId", u.name AS "unitName",
       ${nameThen('s."unitId"', 's."receivedOn"')} AS "unitThen", d."planId", p.title AS "planTitle", d."taskId",
       t.no AS "taskNo", t.title, t.text AS "taskText", d.kind, d.period, d."dueOn"
     FROM ${SAID_TABLES} JOIN deadlines d ON d.id = s."deadlineId" JOIN units u ON u.id = s."unitId"
       JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE s.id = :id`,
    { id },
  );
}

/**
 * Any of `:...unitIds` has a part in the task, alone or on `:today` as a group's member, or was named to
 * verify it, or called on to coordinate; or leads what it is a sub-task of.
 */
export const HAS_PART = `(t."verifierUnitId" IN (:...unitIds) OR EXISTS (SELECT 1 FROM duties y
  WHERE y."taskId" = t.id AND (y."unitId" IN ${UNITS_AND_GROUPS} OR y."collectorUnitId" IN (:...unitIds)))
  OR EXISTS (SELECT 1 FROM coordinations k WHERE k."taskId" = t.id AND k."blockerUnitId" IN (:...unitIds))
  OR (t."parentId" IS NOT NULL AND EXISTS (SELECT 1 FROM duties y WHERE y.part = 'lead' AND y."unitId" IN (:...unitIds)
    AND y."taskId" IN (t."parentId", (SELECT e."parentId" FROM tasks e WHERE e.id = t."parentId")))))`;

export async function hasPartIn(
  read: Reader,
  taskId: number,
  unitIds: number[],
  today: Day,
): Promise<boolean> {
  const found = await row(read, `SELECT 1 AS found FROM tasks t WHERE t.id = :taskId AND ${HAS_PART}`, {
    taskId,
    today,
    unitIds: [0, ...unitIds],
  });
  return found !== null;
}
