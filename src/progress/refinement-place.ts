/** Whose refinement plan is handed in, for which plan, and against which deadline; one that none owes is opened on demand. */
import { record } from '../audit/audit.js';
import { insertRow, type Reader, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { Deadline } from '../plans/deadline.entity.js';
import { treeOfPlan } from '../plans/sub-tasks.js';
import type { Acting } from '../plans/task-moves.js';
import { laterOf, type Day } from '../rules/day.js';
import { maySubmit, type Viewer } from '../rules/permissions.js';
import { mayHaveSubTasks } from '../rules/task-tree.js';
import type { Refiner } from './placed-rows.js';
import { refusedTo } from './stranger.js';

export interface RefinementPlace extends Refiner {
  planTitle: string;
  /** The day the plan's clock started: it tells the year that a row leaves out. */
  issuedOn: Day;
  /** null: none is owed, and handing in opens one. */
  deadlineId: number | null;
  dueOn: Day | null;
}

/** What it owes of the document's own items was accepted: only sub-tasks given to it are left. */
const isAccepted = (one: { subject: string; metOn: Day | null }) =>
  one.metOn !== null && !one.subject.endsWith(EXTRA);

/** Either way to it: the deadline that asks for it, or a task that the unit leads and wants to refine. */
export type RefinementOf = { deadlineId: number } | { taskId: number };

interface Found {
  id: number | null;
  planId: number;
  planTitle: string;
  issuedOn: Day;
  unitId: number;
  unitName: string;
  dueOn: Day | null;
  reworkOn: Day | null;
  metOn: Day | null;
  /** Where it was asked for by a task: 1 for an item of the document. */
  taskLevel?: number;
}

/** @throws NotFound also for another unit's, NotAllowed for a role that may not, Refusal `refinement-accepted` */
export async function placeOf(read: Reader, viewer: Viewer, asked: RefinementOf): Promise<RefinementPlace> {
  const found =
    'deadlineId' in asked
      ? await byDeadline(read, asked.deadlineId)
      : await byTask(read, viewer, asked.taskId);
  const verdict = maySubmit(viewer, found);
  if (!verdict.ok) throw refusedTo(viewer, verdict.code, { noun: 'deadline', unitIds: [found.unitId] });
  if (found.metOn !== null) throw new Refusal('refinement-accepted', { day: found.metOn });
  const { planId, planTitle, unitId, unitName, issuedOn } = found;
  const accepted = (await refinementsOf(read, found)).find(isAccepted);
  if (accepted && found.taskLevel === 1) throw new Refusal('refinement-accepted', { day: accepted.metOn! });
  return {
    ...{ planId, planTitle, unitId, unitName, issuedOn, onlySubTasks: accepted !== undefined },
    deadlineId: found.id,
    dueOn: found.reworkOn ?? found.dueOn,
  };
}

const COLUMNS = `p.id AS "planId", p.title AS "planTitle", p."clockStartedOn" AS "issuedOn", u.id AS "unitId", u.name AS "unitName"`;

async function byDeadline(read: Reader, deadlineId: number): Promise<Found> {
  const found = await row<Found>(
    read,
    `SELECT d.id, ${COLUMNS}, d."dueOn", d."reworkOn", d."metOn"
     FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
     WHERE d.id = :deadlineId AND d.kind = 'refinement' AND d."openedOn" IS NOT NULL AND p.state = 'issued'`,
    { deadlineId },
  );
  if (!found) throw new NotFound('deadline');
  return found;
}

/** For the first of the viewer's units that leads it. */
async function byTask(read: Reader, viewer: Viewer, taskId: number): Promise<Found> {
  const led = await row<Found>(
    read,
    `SELECT ${COLUMNS}, CASE WHEN t."parentId" IS NULL THEN 1 ELSE 2 END AS "taskLevel" FROM tasks t JOIN plans p ON p.id = t."planId"
       JOIN duties y ON y."taskId" = t.id AND y.part = 'lead' JOIN units u ON u.id = y."unitId"
     WHERE t.id = :taskId AND p.state = 'issued' AND y."unitId" IN (:...unitIds) ORDER BY y.position, y.id`,
    { taskId, unitIds: [0, ...viewer.unitIds] },
  );
  if (!led) throw new NotFound('task');
  const owed = await refinementsOf(read, led);
  const open = owed.find((one) => one.metOn === null);
  const settled = owed.find(({ subject }) => subject.endsWith(EXTRA));
  const own = open ?? settled;
  return { ...led, ...(own ?? { id: null, dueOn: null, reworkOn: null, metOn: null }) };
}

interface OwedRefinement extends Pick<Deadline, 'id' | 'subject' | 'dueOn' | 'reworkOn' | 'metOn'> {
  openedOn: Day;
}

function refinementsOf(read: Reader, { planId, unitId }: Pick<Refiner, 'planId' | 'unitId'>) {
  return rows<OwedRefinement>(
    read,
    `SELECT id, subject, "dueOn", "reworkOn", "metOn", "openedOn" FROM deadlines
     WHERE "planId" = :planId AND "unitId" = :unitId AND kind = 'refinement' AND "waivedOn" IS NULL
       AND "openedOn" IS NOT NULL ORDER BY id`,
    { planId, unitId },
  );
}

/** Beside `plan:<id>`, which a lead unit of the document owes: a unit may owe that one and be given sub-tasks later. */
const EXTRA = ':sub-tasks';

/**
 * A refinement that none owes is due on the first day of what it refines: no sub-task of a later level can be of use
 * after that.
 */
export async function openOnDemand(
  tx: Tx,
  { clock, viewer }: Acting,
  place: RefinementPlace,
): Promise<number> {
  if (place.deadlineId !== null) return place.deadlineId;
  const { planId, unitId } = place;
  const [open] = (await refinementsOf(tx, place)).filter((one) => one.metOn === null);
  if (open) return open.id;
  const led = (await treeOfPlan(tx, planId, unitId)).filter(
    ({ isLed, level }) => isLed && mayHaveSubTasks(level),
  );
  const days = led.flatMap(({ completions }) => completions).sort();
  if (!led.length) throw new Refusal('refinement-not-owed');
  const openedOn = clock.today();
  const dueOn = days.length ? laterOf(days[0]!, openedOn) : openedOn;
  const facts = {
    planId,
    taskId: null,
    subject: `plan:${planId}${EXTRA}`,
    unitId,
    kind: 'refinement' as const,
  };
  const given = { period: '', originalDueOn: dueOn, dueOn, source: 'rule' as const, openedOn, returns: 0 };
  const id = await insertRow(tx, Deadline, { ...facts, ...given });
  const after = { unitId, kind: 'refinement', dueOn };
  await record(tx, clock, viewer, { verb: 'open', noun: 'deadline', id, planId, after });
  return id;
}
