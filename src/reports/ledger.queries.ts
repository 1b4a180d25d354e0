/**
 * 台账: the tasks of a plan with what is known of each. First the facts of every task, from which the lights
 * come; then the words, for the tasks that are shown.
 */
import { HAS_PART } from '../desk/task.queries.js';
import type { Reader } from '../platform/database.js';
import { containing, holds, row, rows } from '../platform/sql.js';
import type { DeadlineFacts } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export interface PlanRow {
  id: number;
  title: string;
  documentNumber: string | null;
  issuedBy: string | null;
  issuedOn: Day | null;
  clockStartedOn: Day | null;
  state: 'draft' | 'issued' | 'withdrawn';
  supplementsPlanId: number | null;
  supervisorName: string;
}

const PLAN = `SELECT p.id, p.title, p."documentNumber", p."issuedBy", p."issuedOn", p."clockStartedOn", p.state, p."supplementsPlanId",
  u.name AS "supervisorName" FROM plans p JOIN units u ON u.id = p."supervisorUnitId"`;

export function planById(read: Reader, id: number): Promise<PlanRow | null> {
  return row(read, `${PLAN} WHERE p.id = :id`, { id });
}

export type PlanListRow = PlanRow & { tasks: number; overdue: number; open: number };

/**
 * Drafts first, then the newest. Of an area its plans, and issued ones in which the viewer's units have a part.
 * @param unitIds null: all of the area
 */
export function listPlans(
  read: Reader,
  today: Day,
  viewer: Viewer,
  unitIds: number[] | null,
): Promise<PlanListRow[]> {
  const own = `(p.state = 'issued' AND ${TAKES_PART})`;
  const byRole = viewer.area ? `(${inArea(viewer, 'p."jurisdictionId"')} OR ${own})` : '1 = 1';
  const count = (condition: string) =>
    `(SELECT count(*) FROM deadlines d WHERE d."planId" = p.id AND d."openedOn" <= :today AND d."metOn" IS NULL
      AND d."waivedOn" IS NULL ${condition})`;
  return rows(
    read,
    `SELECT q.*, (SELECT count(*) FROM tasks t WHERE t."planId" = q.id AND t."parentId" IS NULL) AS tasks FROM (
       SELECT p.id, p.title, p."documentNumber", p."issuedBy", p."issuedOn", p."clockStartedOn", p.state, p."supplementsPlanId",
         u.name AS "supervisorName", ${count('')} AS open,
         ${count(`AND d."pendingSince" IS NULL AND coalesce(d."reworkOn", d."dueOn") < :today`)} AS overdue
       FROM plans p JOIN units u ON u.id = p."supervisorUnitId"
       WHERE ${unitIds ? own : byRole}) q
     ORDER BY CASE q.state WHEN 'draft' THEN 0 WHEN 'issued' THEN 1 ELSE 2 END, q.id DESC LIMIT 200`,
    { today, ...((unitIds ?? viewer.area) && { unitIds: [0, ...viewer.unitIds] }) },
  );
}

const TAKES_PART = `EXISTS (SELECT 1 FROM tasks t WHERE t."planId" = p.id AND ${HAS_PART})`;

export interface LedgerFilter {
  /** One that has a part in the task. */
  unitId: number | null;
  q: string;
}

/** Whose tasks and whose words are read: those of a reporter's units, as they stand today; null: all. */
export type Seen = { unitIds: number[]; today: Day } | null;

/** An empty list is no SQL; no unit has the number 0. */
const seenValues = (seen: Seen) => (seen ? { ...seen, unitIds: [0, ...seen.unitIds] } : {});

export interface LedgerTaskRow {
  id: number;
  /** null: an item of the document. */
  parentId: number | null;
  no: string;
  section: string;
  title: string;
  text: string;
  state: string;
}

const HAS_DUTY = `EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = t.id AND y."unitId" = :unitId)`;

export function tasksOf(
  read: Reader,
  planId: number,
  filter: LedgerFilter,
  seen: Seen,
): Promise<LedgerTaskRow[]> {
  const conditions = [
    `t."planId" = :planId`,
    filter.unitId !== null && HAS_DUTY,
    seen && HAS_PART,
    filter.q && `(${holds('t.text')} OR ${holds('t.title')} OR lower(t.no) = lower(:no))`,
  ].filter(Boolean);
  return rows(
    read,
    `SELECT t.id, t."parentId", t.no, t.section, t.title, t.text, t.state FROM tasks t
     WHERE ${conditions.join(' AND ')} ORDER BY t.position, t.id`,
    {
      planId,
      ...(filter.unitId !== null && { unitId: filter.unitId }),
      ...seenValues(seen),
      ...(filter.q && { q: containing(filter.q), no: filter.q }),
    },
  );
}

export interface LedgerDeadlineRow extends DeadlineFacts {
  id: number;
  taskId: number | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  source: string;
  returns: number;
}

/** Of the whole plan, in the order in which they fall due; what is owed besides the tasks is left out. */
export function deadlinesOfPlan(read: Reader, planId: number): Promise<LedgerDeadlineRow[]> {
  return rows(
    read,
    `SELECT d.id, d."taskId", d."unitId", u.name AS "unitName", d.kind, d.period, d."originalDueOn", d."dueOn",
       d.source, d."reworkOn", d."openedOn", d."pendingSince", d."metOn", d."waivedOn", d.returns
     FROM deadlines d JOIN units u ON u.id = d."unitId"
     WHERE d."planId" = :planId AND d.kind NOT IN ('answer', 'reply') ORDER BY d."dueOn", d.id`,
    { planId },
  );
}

export interface LedgerDutyRow {
  taskId: number;
  unitId: number;
  unitName: string;
  part: 'lead' | 'cooperating';
  isFirst: boolean;
  viaGroupId: number | null;
  /** 待认领 */
  unclaimedFromOn: string | null;
}

/** Of the tasks the viewer sees. */
export async function dutiesOfPlan(read: Reader, planId: number, seen: Seen): Promise<LedgerDutyRow[]> {
  const found = await rows<LedgerDutyRow>(
    read,
    `SELECT y."taskId", y."unitId", u.name AS "unitName", y.part, y."isFirst", y."viaGroupId",
       y."unclaimedFromOn"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN units u ON u.id = y."unitId"
     WHERE t."planId" = :planId ${seen ? `AND ${HAS_PART}` : ''} ORDER BY y."taskId", y.position, y.id`,
    { planId, ...seenValues(seen) },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

export interface LedgerWordRow {
  taskId: number;
  unitName: string;
  text: string;
  standing: string;
  percentage: number | null;
  difficulty: string | null;
  nextStep: string | null;
  receivedOn: Day;
  state: string;
}

/** The newest word of every unit on every task; a reporter reads its own, and what it was named to verify. */
export function lastWordsOf(read: Reader, planId: number, seen: Seen): Promise<LedgerWordRow[]> {
  const may = seen ? 'AND (s."unitId" IN (:...unitIds) OR t."verifierUnitId" IN (:...unitIds))' : '';
  return rows(
    read,
    `SELECT d."taskId", u.name AS "unitName", s.text, s.standing, s.percentage, s.difficulty, s."nextStep",
       s."receivedOn", s.state
     FROM submissions s JOIN deadlines d ON d.id = s."deadlineId" JOIN units u ON u.id = s."unitId"
       JOIN tasks t ON t.id = d."taskId"
     WHERE s.id IN (SELECT max(z.id) FROM submissions z JOIN deadlines e ON e.id = z."deadlineId"
       WHERE e."planId" = :planId AND e."taskId" IS NOT NULL AND e.kind NOT IN ('answer', 'reply')
         AND z.state <> 'replaced'
       GROUP BY e."taskId", z."unitId") ${may}
     ORDER BY s.id`,
    { planId, ...seenValues(seen) },
  );
}
