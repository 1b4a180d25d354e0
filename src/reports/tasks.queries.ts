/** The tasks of one plan as plain rows, in the order of the document. */
import { OPEN, OPEN_WORK } from '../desk/open-work.queries.js';
import { HAS_PART } from '../desk/task.queries.js';
import type { Reader } from '../platform/database.js';
import { containing, holds, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Cutoffs, DeadlineFacts } from '../rules/deadline-state.js';
import type { Light } from '../rules/lights.js';
import type { TaskState } from './choices.js';

export interface TaskFilter {
  planId: number;
  /** Only tasks in which one of these units has a part; null: all. */
  seenUnitIds: number[] | null;
  unit?: number | undefined;
  state?: string | undefined;
  dueBefore?: string | undefined;
  q?: string | undefined;
  /** Leaves out only what cannot bear this light; which it bears the rule decides. */
  light?: Light | undefined;
}

export interface TaskPlace {
  position: number;
  id: number;
}

export interface TaskListRow extends TaskPlace {
  planId: number;
  parentId: number | null;
  no: string;
  section: string;
  title: string;
  text: string;
  kinds: string;
  state: TaskState;
}

const OF_TASK = `d.kind NOT IN ('answer', 'reply')`;

/** `EXISTS` a deadline of the task that a unit with a lead duty owes, and more. */
const LEAD_OWES = (
  more: string,
) => `EXISTS (SELECT 1 FROM deadlines d JOIN duties y ON y."taskId" = d."taskId"
  AND y."unitId" = d."unitId" AND y.part = 'lead' WHERE d."taskId" = t.id AND ${OF_TASK} AND ${more})`;

const MAY_BEAR: Record<Light, string> = {
  closed: `t.state = 'closed'`,
  red: `t.state <> 'closed' AND ${LEAD_OWES(`${OPEN} AND ${OPEN_WORK.overdue}`)}`,
  yellow: `t.state <> 'closed'`,
  green: `t.state <> 'closed'`,
  'not-started': `t.state <> 'closed'`,
};

export function tasksOfPlan(
  read: Reader,
  by: Cutoffs,
  filter: TaskFilter,
  { after, limit }: { after: TaskPlace | null; limit: number },
): Promise<TaskListRow[]> {
  return rows(
    read,
    `SELECT t.id, t."planId", t."parentId", t.position, t.no, t.section, t.title, t.text, t.kinds, t.state
     FROM tasks t WHERE ${conditionsOf(filter)} ${after ? `AND ${BEHIND}` : ''} ORDER BY t.position, t.id LIMIT :limit`,
    { ...by, ...given(filter), limit, position: after?.position ?? 0, id: after?.id ?? 0 },
  );
}

function conditionsOf({ unit, state, dueBefore, q, light, seenUnitIds }: TaskFilter): string {
  const conditions = [
    't."planId" = :planId',
    seenUnitIds && HAS_PART,
    unit !== undefined && HAS_DUTY,
    state !== undefined && 't.state = :state',
    dueBefore !== undefined && OWES_BEFORE,
    q !== undefined && FOUND,
    light && MAY_BEAR[light],
  ];
  return conditions.filter(Boolean).join(' AND ');
}

/** Values for every name a condition may use; what is not asked for is not looked at. */
function given({ planId, seenUnitIds, unit = 0, state = '', dueBefore = '', q = '' }: TaskFilter) {
  // An empty list is no SQL; no unit has the number 0.
  const unitIds = [0, ...(seenUnitIds ?? [])];
  return { planId, unitIds, unit, state, dueBefore, q, pattern: containing(q) };
}

const BEHIND = 't.position >= :position AND (t.position > :position OR t.id > :id)';
const FOUND = `(${holds('t.title', 'pattern')} OR ${holds('t.text', 'pattern')} OR lower(t.no) = lower(:q))`;
const HAS_DUTY = `EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = t.id AND y."unitId" = :unit)`;
const OWES_BEFORE = `EXISTS (SELECT 1 FROM deadlines d WHERE d."taskId" = t.id AND d."metOn" IS NULL
  AND d."waivedOn" IS NULL AND coalesce(d."reworkOn", d."dueOn") < :dueBefore)`;

export interface LeadRow {
  taskId: number;
  unitId: number;
  unitName: string;
  isFirst: boolean;
}

export async function leadsOf(read: Reader, taskIds: number[]): Promise<LeadRow[]> {
  const found = await rows<LeadRow>(
    read,
    `SELECT y."taskId", y."unitId", u.name AS "unitName", y."isFirst" FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" IN (:...taskIds) AND y.part = 'lead' ORDER BY y."taskId", y.position, y.id`,
    { taskIds: [0, ...taskIds] },
  );
  return found.map((lead) => ({ ...lead, isFirst: Boolean(lead.isFirst) }));
}

export type TaskFacts = DeadlineFacts & { taskId: number; unitId: number };

export function factsOf(read: Reader, taskIds: number[]): Promise<TaskFacts[]> {
  return rows(
    read,
    `SELECT d."taskId", d."unitId", d."dueOn", d."reworkOn", d."openedOn", d."pendingSince", d."metOn", d."waivedOn"
     FROM deadlines d WHERE d."taskId" IN (:...taskIds) AND ${OF_TASK} ORDER BY d.id`,
    { taskIds: [0, ...taskIds] },
  );
}

/** Whether there is such a plan, and something of it is the viewer's business. */
export async function isSeenPlan(
  read: Reader,
  planId: number,
  seenUnitIds: number[] | null,
  today: Day,
): Promise<boolean> {
  const own =
    seenUnitIds &&
    `p.state = 'issued' AND EXISTS (SELECT 1 FROM tasks t WHERE t."planId" = p.id AND ${HAS_PART})`;
  const found = await row(
    read,
    `SELECT 1 AS found FROM plans p WHERE p.id = :planId ${own ? `AND ${own}` : ''}`,
    {
      planId,
      today,
      unitIds: [0, ...(seenUnitIds ?? [])],
    },
  );
  return found !== null;
}
