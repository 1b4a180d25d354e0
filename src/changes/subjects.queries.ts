/** What a change is about, as it stands inside the transaction that makes it: a deadline or a task of an issued plan. */
import { NotFound, Refusal } from '../platform/refusal.js';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineFacts, DeadlineKind } from '../rules/deadline-state.js';
import type { DecidedMatter } from '../rules/deciding.js';
import type { TaskState } from '../rules/task-states.js';

export interface TaskSubject {
  id: number;
  planId: number;
  planTitle: string;
  planEndsOn: Day | null;
  clockStartedOn: Day;
  /** The department. */
  supervisorUnitId: number;
  parentId: number | null;
  no: string;
  title: string;
  state: TaskState;
  verifierUnitId: number | null;
  sensitiveFromOn: Day | null;
}

/** @throws NotFound also for a task of a draft */
export async function taskSubject(read: Reader, id: number): Promise<TaskSubject> {
  const task = await row<TaskSubject>(
    read,
    `SELECT t.id, t."planId", p.title AS "planTitle", p."endedOn" AS "planEndsOn", p."clockStartedOn",
       p."supervisorUnitId", t."parentId", t.no, t.title, t.state, t."verifierUnitId", t."sensitiveFromOn"
     FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :id AND p.state = 'issued'`,
    { id },
  );
  if (!task) throw new NotFound('task');
  return task;
}

/** Of a sensitive task nothing is said online: it is told, and answered, on paper. */
export function refuseSensitive({ sensitiveFromOn }: Pick<TaskSubject, 'sensitiveFromOn'>): void {
  if (sensitiveFromOn !== null) throw new Refusal('task-is-sensitive');
}

export interface DeadlineSubject extends DeadlineFacts {
  id: number;
  planId: number;
  planTitle: string;
  planEndsOn: Day | null;
  clockStartedOn: Day;
  /** The department. */
  supervisorUnitId: number;
  taskId: number | null;
  parentId: number | null;
  taskNo: string | null;
  title: string | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  heldOn: Day | null;
  /** Of the task; of a refinement plan that of a task its unit leads. */
  verifierUnitId: number | null;
}

const VERIFIER = `CASE WHEN d."taskId" IS NOT NULL THEN t."verifierUnitId" ELSE (
    SELECT z."verifierUnitId" FROM tasks z JOIN duties y ON y."taskId" = z.id AND y.part = 'lead'
    WHERE z."planId" = d."planId" AND y."unitId" = d."unitId" AND z."verifierUnitId" IS NOT NULL
    ORDER BY z.position LIMIT 1) END`;

/** @throws NotFound also for a deadline of a draft */
export async function deadlineSubject(read: Reader, id: number): Promise<DeadlineSubject> {
  const deadline = await row<DeadlineSubject>(
    read,
    `SELECT d.id, d."planId", p.title AS "planTitle", p."endedOn" AS "planEndsOn", p."clockStartedOn", p."supervisorUnitId", d."taskId",
       t."parentId", t.no AS "taskNo", t.title, d."unitId", u.name AS "unitName", d.kind, d.period, d."originalDueOn",
       d."dueOn", d."reworkOn", d."openedOn", d."heldOn", d."pendingSince", d."metOn", d."waivedOn",
       ${VERIFIER} AS "verifierUnitId"
     FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
       LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE d.id = :id AND p.state = 'issued'`,
    { id },
  );
  if (!deadline) throw new NotFound('deadline');
  return deadline;
}

/** What is decided about it for a unit. */
export function decidedFor(
  { supervisorUnitId, verifierUnitId }: Pick<TaskSubject, 'supervisorUnitId' | 'verifierUnitId'>,
  unitId: number,
): DecidedMatter {
  return { unitId, supervisorUnitId, outsideVerifierUnitId: verifierUnitId };
}

export interface DutyHolder {
  unitId: number;
  unitName: string;
  part: 'lead' | 'cooperating';
}

/** The first lead first; groups are no holders that could act. */
export function dutyHolders(read: Reader, taskId: number): Promise<DutyHolder[]> {
  return rows(
    read,
    `SELECT y."unitId", u.name AS "unitName", y.part FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" = :taskId AND u.kind <> 'group'
     ORDER BY CASE y.part WHEN 'lead' THEN 0 ELSE 1 END, CASE WHEN y."isFirst" THEN 0 ELSE 1 END, y.position, y.id`,
    { taskId },
  );
}

/** Whether one of these units has a duty in the task, or was called on for it. */
export async function hasBusiness(read: Reader, taskId: number, unitIds: number[]): Promise<boolean> {
  const found = await row(
    read,
    `SELECT 1 AS found FROM tasks t WHERE t.id = :taskId AND (
       EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = t.id AND y."unitId" IN (:...unitIds))
       OR EXISTS (SELECT 1 FROM coordinations c WHERE c."taskId" = t.id AND c."blockerUnitId" IN (:...unitIds)))`,
    { taskId, unitIds: [0, ...unitIds] },
  );
  return found !== null;
}
