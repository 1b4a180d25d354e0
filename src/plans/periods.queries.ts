/** What the opening of periods is decided from, and how the rows are written: some hundreds of tasks at a time. */
import type { Tx } from '../platform/database.js';
import { changedRows, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { NewestPeriod, PeriodicTask } from '../rules/periods.js';
import type { ProposedDeadline } from '../rules/proposals.js';
import { periodOf } from '../rules/recurrence.js';
import { subjectOf } from './draft-deadlines.js';

/** A task with a period that has ended, as the rule wants it. */
export type DueTask = PeriodicTask & { planId: number };

const PERIODIC = `d.kind IN ('progress', 'completion') AND d.period <> ''`;

/** Tasks under way whose newest period ended before this day, by id, after the one given. */
const DUE_TASKS = `SELECT t.id, t."planId", t.kinds, t."restsOnAssessment", t."standingRhythm",
    coalesce(t.reporting, p.reporting) AS reporting
  FROM tasks t JOIN plans p ON p.id = t."planId"
  WHERE t.id > :after AND t.state IN ('issued', 'active', 'claimed') AND p.state = 'issued' AND p."endedOn" IS NULL
    AND EXISTS (SELECT 1 FROM deadlines d WHERE d."taskId" = t.id AND ${PERIODIC}
      GROUP BY d.kind, length(d.period)
      HAVING max(d.period) < CASE WHEN length(d.period) = 4 THEN :year ELSE :half END)
  ORDER BY t.id LIMIT :most`;

interface StoredTask {
  id: number;
  planId: number;
  kinds: string;
  restsOnAssessment: unknown;
  standingRhythm: PeriodicTask['standingRhythm'];
  reporting: PeriodicTask['reporting'];
}

export async function dueTasks(
  tx: Tx,
  on: Day,
  { after, most }: { after: number; most: number },
): Promise<DueTask[]> {
  const [year, half] = [periodOf(on, 'year').key, periodOf(on, 'half-year').key];
  const found = await rows<StoredTask>(tx, DUE_TASKS, { after, most, year, half });
  if (found.length === 0) return [];
  const ids = found.map((task) => task.id);
  const holders = grouped(await holdersOf(tx, ids));
  const newest = grouped(await newestPeriods(tx, ids));
  const completions = new Map((await completionsOf(tx, ids)).map((one) => [one.taskId, one]));
  const ranAgain = grouped(await clocksRunAgain(tx, ids));
  return found.map((task) => ({
    ...{ taskId: task.id, planId: task.planId, kinds: JSON.parse(task.kinds) as PeriodicTask['kinds'] },
    restsOnAssessment: Boolean(task.restsOnAssessment),
    ...{ standingRhythm: task.standingRhythm, reporting: task.reporting },
    ...whoOwes(holders.get(task.id) ?? []),
    completion: completions.get(task.id) ?? null,
    newest: newest.get(task.id) ?? [],
    ranAgainOn: new Map((ranAgain.get(task.id) ?? []).map((one) => [one.unitId, one.onDay])),
  }));
}

/** Whose clock stood, and the day it ran again: of everyone when a task is resumed, of who claims an unclaimed duty. */
function clocksRunAgain(
  tx: Tx,
  taskIds: number[],
): Promise<{ taskId: number; unitId: number; onDay: Day }[]> {
  return rows(
    tx,
    `SELECT "taskId", "unitId", max("onDay") AS "onDay" FROM (
       SELECT y."taskId", y."unitId", m."movedOn" AS "onDay" FROM duties y
         JOIN task_moves m ON m."taskId" = y."taskId" AND m.move = 'resume' WHERE y."taskId" IN (:...taskIds)
       UNION ALL SELECT f."taskId", f."successorUnitId", f."claimedOn" FROM former_duties f
         WHERE f."taskId" IN (:...taskIds) AND f."claimedOn" IS NOT NULL) r
     GROUP BY "taskId", "unitId"`,
    { taskIds },
  );
}

interface Holder {
  taskId: number;
  unitId: number;
  part: 'lead' | 'cooperating';
  reports: unknown;
  unclaimedFromOn: Day | null;
}

/** Units that hold a duty now; a group's members hold one each since the issue. The group named first leads first. */
function holdersOf(tx: Tx, taskIds: number[]): Promise<Holder[]> {
  return rows(
    tx,
    `SELECT y."taskId", y."unitId", y.part, y.reports, y."unclaimedFromOn"
     FROM duties y JOIN units u ON u.id = y."unitId"
       LEFT JOIN duties g ON g."taskId" = y."taskId" AND g."unitId" = y."viaGroupId" AND g.part = y.part
     WHERE y."taskId" IN (:...taskIds) AND u.kind = 'unit'
     ORDER BY y."taskId", coalesce(g.position, y.position), y.id`,
    { taskIds },
  );
}

function whoOwes(holders: Holder[]): Pick<PeriodicTask, 'leads' | 'asked'> {
  const unitOf = (duty: Holder) => (duty.unclaimedFromOn === null ? duty.unitId : null);
  const leads = holders.filter((duty) => duty.part === 'lead');
  const leading = new Set(leads.map((duty) => duty.unitId));
  const asked = holders.filter(
    (duty) => duty.part === 'cooperating' && Boolean(duty.reports) && !leading.has(duty.unitId),
  );
  return { leads: leads.map(unitOf), asked: asked.map(unitOf) };
}

/** Rows of a unit that led the task once belong to the leads as well. */
async function newestPeriods(tx: Tx, taskIds: number[]): Promise<(NewestPeriod & { taskId: number })[]> {
  const found = await rows<{
    taskId: number;
    kind: NewestPeriod['kind'];
    period: string;
    isOfLead: unknown;
  }>(
    tx,
    `SELECT "taskId", kind, max(period) AS period, "isOfLead" FROM (
       SELECT d."taskId", d.kind, d.period, CASE
         WHEN EXISTS (SELECT 1 FROM duties y
           WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead') THEN 1
         WHEN EXISTS (SELECT 1 FROM former_duties f
           WHERE f."taskId" = d."taskId" AND f."unitId" = d."unitId" AND f.part = 'lead') THEN 1
         ELSE 0 END AS "isOfLead"
       FROM deadlines d WHERE d."taskId" IN (:...taskIds) AND ${PERIODIC}) r
     GROUP BY "taskId", kind, length(period), "isOfLead" ORDER BY 1, 4 DESC, 2, 3`,
    { taskIds },
  );
  return found.map((one) => ({ ...one, isOfLead: Boolean(one.isOfLead) }));
}

function completionsOf(
  tx: Tx,
  taskIds: number[],
): Promise<{ taskId: number; nominalOn: Day | null; dueOn: Day }[]> {
  return rows(
    tx,
    `SELECT "taskId", "nominalOn", "dueOn" FROM deadlines
     WHERE "taskId" IN (:...taskIds) AND kind = 'completion' AND period = '' ORDER BY "waivedOn" IS NULL, id`,
    { taskIds },
  );
}

export interface Opened {
  id: number;
  planId: number;
}

/** Those that stand already are left as they are. @returns what was opened now */
export async function openRows(
  tx: Tx,
  wanted: (ProposedDeadline & { planId: number })[],
  openedOn: Day,
): Promise<Opened[]> {
  if (wanted.length === 0) return [];
  const params: Record<string, unknown> = { openedOn };
  const places = wanted.map((one, i) => {
    const taskId = Number(one.taskRef);
    Object.assign(params, {
      ...{ [`plan${i}`]: one.planId, [`task${i}`]: taskId, [`subject${i}`]: subjectOf(one.planId, taskId) },
      ...{ [`unit${i}`]: Number(one.unit), [`kind${i}`]: one.kind, [`period${i}`]: one.period },
      ...{ [`nominal${i}`]: one.nominalOn, [`due${i}`]: one.dueOn },
    });
    return `(:plan${i}, :task${i}, :subject${i}, :unit${i}, :kind${i}, :period${i}, :nominal${i}, :due${i}, :due${i},
      'rule', :openedOn, 0)`;
  });
  return changedRows<Opened>(
    tx,
    `INSERT INTO deadlines ("planId", "taskId", subject, "unitId", kind, period, "nominalOn", "originalDueOn", "dueOn",
       source, "openedOn", returns) VALUES ${places.join(', ')}
     ON CONFLICT (subject, "unitId", kind, period) DO NOTHING RETURNING id, "planId"`,
    params,
  );
}

function grouped<T extends { taskId: number }>(found: T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of found) groups.set(one.taskId, [...(groups.get(one.taskId) ?? []), one]);
  return groups;
}
