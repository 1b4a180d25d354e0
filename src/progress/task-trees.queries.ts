/** Tasks with all below them and what was reported of each, as `rules/task-tree` rolls it up. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { TargetFacts, TaskNode } from '../rules/task-tree.js';
import type { TaskState } from '../rules/task-states.js';

export interface TargetTree extends TargetFacts {
  id: number;
  taskId: number;
  name: string;
  /** The newest accepted figure of each period, in the order of the periods. */
  periods: { period: string; amount: string }[];
}

export interface TaskTree extends TaskNode {
  id: number;
  parentId: number | null;
  no: string;
  title: string;
  leaderInCharge: string | null;
  targets: TargetTree[];
  children: TaskTree[];
}

type TaskRow = Pick<TaskTree, 'id' | 'parentId' | 'no' | 'title' | 'leaderInCharge'> & {
  state: TaskState;
  isDone: unknown;
  hasTargets: unknown;
  hasFigures: unknown;
};

/** Most tasks have neither targets nor percentages: what is not there need not be asked for by itself. */
const TASKS = `SELECT t.id, t."parentId", t.no, t.title, t.state, t."leaderInCharge",
    EXISTS (SELECT 1 FROM deadlines d WHERE d."taskId" = t.id AND d.kind = 'completion' AND d."metOn" IS NOT NULL) AS "isDone",
    EXISTS (SELECT 1 FROM targets g WHERE g."taskId" = t.id) AS "hasTargets",
    EXISTS (SELECT 1 FROM submissions s JOIN deadlines d ON d.id = s."deadlineId"
      WHERE d."taskId" = t.id AND s.percentage IS NOT NULL) AS "hasFigures"
  FROM tasks t`;

/** @returns an entry for every task asked */
export async function treesOf(read: Reader, taskIds: number[]): Promise<Map<number, TaskTree>> {
  if (!taskIds.length) return new Map();
  const found = await withAllBelow(read, taskIds);
  const ids = (has: (task: TaskRow) => unknown) => found.filter(has).map(({ id }) => id);
  const reported = await reportedOf(
    read,
    ids(({ hasFigures }) => hasFigures),
  );
  const targets = await targetsOf(
    read,
    ids(({ hasTargets }) => hasTargets),
  );
  const trees = new Map<number, TaskTree>(
    found.map(({ isDone, hasTargets: _t, hasFigures: _f, ...task }) => [
      task.id,
      {
        ...task,
        reported: reported.get(task.id) ?? [],
        isDone: task.parentId !== null && Boolean(isDone),
        targets: targets.filter(({ taskId }) => taskId === task.id),
        children: [],
      },
    ]),
  );
  for (const tree of trees.values())
    if (tree.parentId !== null) trees.get(tree.parentId)?.children.push(tree);
  return new Map(taskIds.flatMap((id) => (trees.has(id) ? [[id, trees.get(id)!]] : [])));
}

/** Three levels are two steps down. */
async function withAllBelow(read: Reader, taskIds: number[]): Promise<TaskRow[]> {
  const below = `WITH RECURSIVE line(id) AS (SELECT t.id FROM tasks t WHERE t.id IN (:...taskIds)
      UNION SELECT c.id FROM tasks c JOIN line ON c."parentId" = line.id)`;
  return rows(read, `${below} ${TASKS} JOIN line ON line.id = t.id ORDER BY t.id`, { taskIds });
}

/** The newest accepted percentage of each lead. */
async function reportedOf(read: Reader, taskIds: number[]): Promise<Map<number, number[]>> {
  if (!taskIds.length) return new Map();
  const found = await rows<{ taskId: number; percentage: number }>(
    read,
    `SELECT d."taskId", s.percentage FROM submissions s JOIN deadlines d ON d.id = s."deadlineId"
     WHERE s.id IN (SELECT max(z.id) FROM submissions z JOIN deadlines e ON e.id = z."deadlineId"
       JOIN duties y ON y."taskId" = e."taskId" AND y."unitId" = e."unitId" AND y.part = 'lead'
       WHERE e."taskId" IN (:...taskIds) AND e.kind IN ('progress', 'completion') AND z.state = 'accepted'
         AND z.percentage IS NOT NULL
       GROUP BY e."taskId", e."unitId") ORDER BY s.id`,
    { taskIds },
  );
  const reported = new Map<number, number[]>();
  for (const { taskId, percentage } of found)
    reported.set(taskId, [...(reported.get(taskId) ?? []), percentage]);
  return reported;
}

type TargetRow = Pick<TargetTree, 'id' | 'taskId' | 'name' | 'amount' | 'measuredIn'>;

export async function targetsOf(read: Reader, taskIds: number[]): Promise<TargetTree[]> {
  if (!taskIds.length) return [];
  const targets = await rows<TargetRow>(
    read,
    `SELECT id, "taskId", name, amount, "measuredIn" FROM targets WHERE "taskId" IN (:...taskIds)
     ORDER BY "taskId", position, id`,
    { taskIds },
  );
  if (!targets.length) return [];
  const figures = await rows<{ targetId: number; amount: string; period: string }>(
    read,
    `SELECT f."targetId", f.amount, d.period FROM figures f JOIN submissions s ON s.id = f."submissionId"
       JOIN deadlines d ON d.id = s."deadlineId"
     WHERE f."targetId" IN (:...ids) AND s.state = 'accepted' ORDER BY d."dueOn", s.id`,
    { ids: targets.map(({ id }) => id) },
  );
  return targets.map((target) => {
    const own = figures.filter(({ targetId }) => targetId === target.id);
    const byPeriod = new Map(own.map(({ period, amount }) => [period, amount]));
    return {
      ...target,
      periods: [...byPeriod].map(([period, amount]) => ({ period, amount })),
      reached: own.at(-1)?.amount ?? null,
    };
  });
}

/** What a submission says of a target. */
export interface SaidFigure {
  submissionId: number;
  targetId: number;
  amount: string;
  name: string;
  target: string;
  measuredIn: string;
}

export async function saidFigures(read: Reader, submissionIds: number[]): Promise<SaidFigure[]> {
  if (!submissionIds.length) return [];
  return rows(
    read,
    `SELECT f."submissionId", f."targetId", f.amount, t.name, t.amount AS target, t."measuredIn"
     FROM figures f JOIN targets t ON t.id = f."targetId" WHERE f."submissionId" IN (:...ids) ORDER BY t.position, t.id`,
    { ids: submissionIds },
  );
}
