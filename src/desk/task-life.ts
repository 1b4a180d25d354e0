/** The life of a task on its page: where it stands, every move, and the periods of each unit. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { movesFrom, type Grade, type Move, type TaskState } from '../rules/task-states.js';
import { matterOf, type Say } from '../web/deadline-words.js';
import { claimsOfTask } from './claim-work.js';
import { datedView, type DayContext } from './deadline-view.js';
import type { TaskDeadlineRow } from './task.queries.js';

interface Life {
  state: TaskState;
  closedOn: Day | null;
  grade: Grade | null;
  sensitiveFromOn: Day | null;
  endedOn: Day | null;
}

interface MoveRow {
  move: Move;
  reason: string | null;
  grade: Grade | null;
  movedOn: Day;
  personName: string;
}

/** @param mayVerify stands outside every lead unit: may reopen what is closed */
export async function taskLife(
  read: Reader,
  task: { id: number },
  deadlines: TaskDeadlineRow[],
  { viewer, context, mayVerify }: { viewer: Viewer; context: DayContext; mayVerify: boolean },
) {
  const { say } = context;
  const life = (await lifeOf(read, task.id))!;
  const { state, grade, closedOn, sensitiveFromOn, endedOn } = life;
  const supervises = maySupervise(viewer).ok;
  const claims = await claimsOfTask(read, { id: task.id, state }, context);
  return {
    stateWord: say(`taskState.${state}`),
    ...{ closedOn, sensitiveFromOn, grade: grade && say(`grade.${grade}`) },
    moves: (await movesOf(read, task.id)).map((move) => moveView(say, move)),
    periods: periodViews(deadlines, context),
    claims: claims.map((claim) => ({
      ...claim,
      mayTell: claim.mayTell && (supervises || viewer.unitIds.includes(claim.unitId)),
    })),
    mayReopen: endedOn === null && movesFrom(state).includes('reopen') && (supervises || mayVerify),
    maySet: supervises && ['issued', 'active', 'claimed', 'suspended'].includes(state),
  };
}

function lifeOf(read: Reader, id: number): Promise<Life | null> {
  return row(
    read,
    `SELECT t.state, t."closedOn", t.grade, t."sensitiveFromOn", p."endedOn"
     FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :id`,
    { id },
  );
}

function movesOf(read: Reader, taskId: number): Promise<MoveRow[]> {
  return rows(
    read,
    `SELECT move, reason, grade, "movedOn", "personName" FROM task_moves WHERE "taskId" = :taskId ORDER BY id`,
    { taskId },
  );
}

function moveView(say: Say, { move, reason, grade, movedOn, personName }: MoveRow) {
  return { word: say(`move.${move}`), reason, grade: grade && say(`grade.${grade}`), movedOn, personName };
}

/** Where something recurs: a unit's periods one below the other, a missed one yellow for good once made up. */
function periodViews(deadlines: TaskDeadlineRow[], context: DayContext) {
  const periodic = deadlines.filter((row) => row.taskId !== null && row.period !== '');
  const counts = new Map<string, number>();
  const lineOf = (row: TaskDeadlineRow) => `${row.unitId} ${row.kind}`;
  for (const row of periodic) counts.set(lineOf(row), (counts.get(lineOf(row)) ?? 0) + 1);
  return periodic
    .filter((row) => counts.get(lineOf(row))! > 1)
    .sort((a, b) => a.unitId - b.unitId || a.kind.localeCompare(b.kind) || a.period.localeCompare(b.period))
    .map((row) => ({
      ...datedView(row, context),
      ...{ id: row.id, unitId: row.unitId, unitName: row.unitName, metOn: row.metOn },
      matter: matterOf(context.say, row),
    }));
}
