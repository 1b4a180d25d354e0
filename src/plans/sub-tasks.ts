/**
 * What is asked of the tasks of a plan as a tree, and a measure of an accepted refinement plan as a sub-task: a task
 * like any other, issued at once, with one lead duty and one completion deadline.
 */
import { record } from '../audit/audit.js';
import { insertRow, type Reader, type Tx } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Figure } from '../rules/amounts.js';
import type { Day } from '../rules/day.js';
import { subTaskNo, type ParentDays } from '../rules/task-tree.js';
import type { TaskState } from '../rules/task-states.js';
import { shortTitle } from '../rules/task-titles.js';
import { subjectOf } from './draft-deadlines.js';
import { Deadline } from './deadline.entity.js';
import { Duty } from './duty.entity.js';
import { Target } from './target.entity.js';
import { moveTask, type Acting } from './task-moves.js';
import { Task } from './task.entity.js';

export interface TreeTask extends ParentDays {
  id: number;
  parentId: number | null;
  no: string;
  title: string;
  state: TaskState;
  verifierUnitId: number | null;
  sensitiveFromOn: Day | null;
  /** 1 for an item of the plan. */
  level: number;
  /** Led by the unit asked about. */
  isLed: boolean;
}

/** The tasks of a plan in its order, as `unitId` sees them. */
export async function treeOfPlan(read: Reader, planId: number, unitId: number): Promise<TreeTask[]> {
  const tasks = await rows<Omit<TreeTask, 'level' | 'completions'>>(
    read,
    `SELECT t.id, t."parentId", t.no, t.title, t.state, t."verifierUnitId",
       t."sensitiveFromOn", p."endedOn" AS "planEndedOn",
       EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = t.id AND y.part = 'lead' AND y."unitId" = :unitId) AS "isLed"
     FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t."planId" = :planId ORDER BY t.position, t.id`,
    { planId, unitId },
  );
  const days = await completionsOf(read, planId);
  const parents = new Map(tasks.map(({ id, parentId }) => [id, parentId]));
  return tasks.map((task) => ({
    ...task,
    isLed: Boolean(task.isLed),
    level: levelIn(parents, task.id),
    completions: days.get(task.id) ?? [],
  }));
}

/** By what the day of a sub-task of this task is bounded (`rules/task-tree`). */
export async function parentDays(read: Reader, taskId: number): Promise<ParentDays> {
  const plan = await row<{ planEndedOn: Day | null }>(
    read,
    `SELECT p."endedOn" AS "planEndedOn" FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :taskId`,
    { taskId },
  );
  const found = await rows<{ dueOn: Day }>(
    read,
    `SELECT "dueOn" FROM deadlines WHERE "taskId" = :taskId AND kind = 'completion' AND "waivedOn" IS NULL`,
    { taskId },
  );
  return { planEndedOn: plan?.planEndedOn ?? null, completions: found.map(({ dueOn }) => dueOn) };
}

async function completionsOf(read: Reader, planId: number): Promise<Map<number, Day[]>> {
  const found = await rows<{ taskId: number; dueOn: Day }>(
    read,
    `SELECT "taskId", "dueOn" FROM deadlines
     WHERE "planId" = :planId AND kind = 'completion' AND "waivedOn" IS NULL ORDER BY "dueOn"`,
    { planId },
  );
  const days = new Map<number, Day[]>();
  for (const { taskId, dueOn } of found) days.set(taskId, [...(days.get(taskId) ?? []), dueOn]);
  return days;
}

function levelIn(parents: Map<number, number | null>, id: number): number {
  let level = 1;
  for (let up = parents.get(id) ?? null; up !== null; up = parents.get(up) ?? null) level += 1;
  return level;
}

export interface NewSubTask {
  parentId: number;
  measure: string;
  target: Figure | null;
  /** Who leads it, and the name under which the refinement plan says so: a unit's, or its office's. */
  unitId: number;
  responsibleName: string;
  leaderInCharge: string | null;
  dueOn: Day;
  /** Of the unit that refines: it knows of its own measures without signing again. */
  receiptId: number | null;
}

/** @returns its id */
export async function makeSubTask(tx: Tx, acting: Acting, wanted: NewSubTask): Promise<number> {
  const parent = await tx.findOneByOrFail(Task, { id: wanted.parentId });
  const taskId = await insertRow(tx, Task, await rowOf(tx, parent, wanted));
  // The department issues by accepting, whoever it is that verifies for it.
  await moveTask(tx, acting, { taskId, move: 'register', by: 'supervisor' });
  await moveTask(tx, acting, { taskId, move: 'issue', by: 'supervisor' });
  const today = acting.clock.today();
  await insertRow(tx, Duty, dutyOf(taskId, wanted, today));
  await insertRow(tx, Deadline, deadlineOf(parent.planId, taskId, wanted, today));
  if (wanted.target) {
    const { name, amount, measuredIn } = wanted.target;
    await insertRow(tx, Target, { taskId, position: 0, name, amount, measuredIn });
  }
  const { parentId, unitId, responsibleName, leaderInCharge, dueOn, target } = wanted;
  await record(tx, acting.clock, acting.viewer, {
    ...{ verb: 'refine', noun: 'task', id: taskId, planId: parent.planId },
    after: { parentId, unitId, responsibleName, leaderInCharge, dueOn, target },
  });
  return taskId;
}

async function rowOf(tx: Tx, parent: Task, wanted: NewSubTask): Promise<Omit<Task, 'id'>> {
  const siblings = await row<{ count: number }>(
    tx,
    'SELECT count(*) AS count FROM tasks WHERE "parentId" = :parentId',
    { parentId: parent.id },
  );
  return {
    planId: parent.planId,
    parentId: parent.id,
    // Where its item stands; among its siblings the order is that of the ids.
    position: parent.position,
    no: subTaskNo(parent.no, Number(siblings!.count) + 1),
    section: parent.section,
    title: shortTitle(wanted.measure),
    text: wanted.measure,
    // It refines these words of the document.
    sourceStart: parent.sourceStart,
    sourceEnd: parent.sourceEnd,
    sourcePlanId: parent.sourcePlanId,
    openEnded: false,
    kinds: ['one-off'],
    kindsCertain: true,
    restsOnAssessment: false,
    standingRhythm: parent.standingRhythm,
    printed: [],
    reporting: null,
    // What the department leads itself stays with its outside verifier on every level.
    verifierUnitId: parent.verifierUnitId,
    leaderInCharge: wanted.leaderInCharge,
    sensitiveFromOn: parent.sensitiveFromOn,
    state: 'draft',
    closedOn: null,
    grade: null,
  };
}

function dutyOf(taskId: number, wanted: NewSubTask, today: Day): Omit<Duty, 'id'> {
  return {
    taskId,
    unitId: wanted.unitId,
    part: 'lead',
    isFirst: true,
    position: 0,
    printedName: wanted.responsibleName,
    groupMode: null,
    collectorUnitId: null,
    viaGroupId: null,
    reports: true,
    issuedOn: today,
    receiptId: wanted.receiptId,
    unclaimedFromOn: null,
  };
}

/** Source `person`: the unit's people chose the day and a verifier agreed; neither rule nor calendar moves it. */
function deadlineOf(
  planId: number,
  taskId: number,
  { unitId, dueOn }: NewSubTask,
  today: Day,
): Partial<Deadline> {
  const subject = subjectOf(planId, taskId);
  return {
    ...{ planId, taskId, subject, unitId, kind: 'completion', period: '' },
    ...{ originalDueOn: dueOn, dueOn, source: 'person', openedOn: today, returns: 0 },
  };
}
