/** What must hold of the rows whatever anybody did, in whatever order: each broken one as a sentence. */
import { verifyTrail } from '../../src/audit/verify.js';
import { rows } from '../../src/platform/sql.js';
import { StandingService } from '../../src/reports/standing.service.js';
import { TRANSITIONS, type Move, type TaskState } from '../../src/rules/task-states.js';
import type { TestApp } from './app.js';

type Broken = string[];

export async function brokenInvariants(t: TestApp): Promise<Broken> {
  const found: Broken = [];
  for (const check of [moves, days, owed, held, waiting, numbers, closed, holders, trail, points])
    found.push(...(await check(t)));
  return found;
}

/** Every task's moves lead from draft to where it stands, each by the table. */
async function moves({ db }: TestApp): Promise<Broken> {
  const made = await rows<{ taskId: number; move: Move; fromState: TaskState; toState: TaskState }>(
    db.read,
    'SELECT "taskId", move, "fromState", "toState" FROM task_moves ORDER BY id',
  );
  const tasks = await rows<{ id: number; state: TaskState }>(
    db.read,
    `SELECT t.id, t.state FROM tasks t JOIN plans p ON p.id = t."planId" WHERE p.state = 'issued'`,
  );
  const at = new Map<number, TaskState>();
  const before = new Map<number, TaskState>();
  const broken: Broken = [];
  for (const { taskId, move, fromState, toState } of made) {
    const rule = TRANSITIONS[move];
    const stood = at.get(taskId) ?? 'draft';
    const expected = rule.to === 'back' ? before.get(taskId) : rule.to;
    const isLegal = fromState === stood && rule.from.includes(fromState) && toState === expected;
    if (!isLegal) broken.push(`task ${taskId}: ${move} from ${fromState} to ${toState} after ${stood}`);
    if (move === 'suspend') before.set(taskId, fromState);
    at.set(taskId, toState);
  }
  for (const { id, state } of tasks)
    if (at.get(id) !== state) broken.push(`task ${id} is ${state}, its moves end at ${at.get(id)}`);
  return broken;
}

/** From the original day to the current one by the changes on record, without a jump. */
async function days({ db }: TestApp): Promise<Broken> {
  const deadlines = await rows<{ id: number; originalDueOn: string; dueOn: string }>(
    db.read,
    `SELECT d.id, d."originalDueOn", d."dueOn" FROM deadlines d JOIN plans p ON p.id = d."planId" WHERE p.state = 'issued'`,
  );
  const changes = await rows<{ deadlineId: number; fromDay: string; toDay: string }>(
    db.read,
    'SELECT "deadlineId", "fromDay", "toDay" FROM day_changes ORDER BY id',
  );
  return deadlines.flatMap(({ id, originalDueOn, dueOn }) => {
    let day = originalDueOn;
    for (const change of changes.filter((one) => one.deadlineId === id)) {
      if (change.fromDay !== day)
        return [`deadline ${id}: a change from ${change.fromDay}, but it stood at ${day}`];
      day = change.toDay;
    }
    return day === dueOn ? [] : [`deadline ${id}: due on ${dueOn}, by its changes ${day}`];
  });
}

/** What moved to another unit is owed there: no matter is left with nobody who owes, met or was let off it. */
async function owed({ db }: TestApp): Promise<Broken> {
  const lost = await rows<{ subject: string; kind: string; period: string }>(
    db.read,
    `SELECT d.subject, d.kind, d.period FROM deadlines d JOIN plans p ON p.id = d."planId"
     WHERE p.state = 'issued' AND d.kind <> 'refinement' GROUP BY d.subject, d.kind, d.period
     HAVING sum(CASE WHEN d."waivedReason" = 'moved' THEN 0 ELSE 1 END) = 0`,
  );
  return lost.map((one) => `${one.subject} ${one.kind} ${one.period}: moved to nobody`);
}

/** The clock stands only of what is suspended or unclaimed, and then nobody is asked. */
async function held({ db }: TestApp): Promise<Broken> {
  const found = await rows<{ id: number; openedOn: string | null; state: string | null; unclaimed: number }>(
    db.read,
    `SELECT d.id, d."openedOn", t.state, (SELECT count(*) FROM duties y WHERE y."unitId" = d."unitId"
       AND y."unclaimedFromOn" IS NOT NULL) AS unclaimed
     FROM deadlines d LEFT JOIN tasks t ON t.id = d."taskId" WHERE d."heldOn" IS NOT NULL AND d."waivedOn" IS NULL AND d."metOn" IS NULL`,
  );
  return found
    .filter((one) => one.openedOn !== null || (one.state !== 'suspended' && Number(one.unclaimed) === 0))
    .map((one) => `deadline ${one.id}: held, but opened ${one.openedOn}, task ${one.state}`);
}

/** A deadline waits exactly when one submission of it does; met exactly when one was accepted. */
async function waiting({ db }: TestApp): Promise<Broken> {
  const found = await rows<Record<'id' | 'pending' | 'accepted', number> & Record<string, string | null>>(
    db.read,
    `SELECT d.id, d."pendingSince", d."metOn", d."waivedOn",
       (SELECT count(*) FROM submissions s WHERE s."deadlineId" = d.id AND s.state = 'pending') AS pending,
       (SELECT count(*) FROM submissions s WHERE s."deadlineId" = d.id AND s.state = 'accepted') AS accepted
     FROM deadlines d`,
  );
  return found.flatMap((one) => [
    ...(Number(one.pending) > 1 ? [`deadline ${one.id}: ${one.pending} submissions wait`] : []),
    ...((one.pendingSince === null) === Number(one.pending) > 0
      ? [`deadline ${one.id}: pending since ${one.pendingSince}, waiting ${one.pending}`]
      : []),
    ...(one.metOn !== null && Number(one.accepted) === 0
      ? [`deadline ${one.id}: met, nothing accepted`]
      : []),
  ]);
}

/** Receipts and supervision notices count up from 1, a year at a time, without a gap. */
async function numbers({ db }: TestApp): Promise<Broken> {
  const receipts = await rows<{ series: string; number: string }>(
    db.read,
    `SELECT substr("receiptNumber", 1, 6) AS series, substr("receiptNumber", 7) AS number FROM submissions`,
  );
  const notices = await rows<{ series: string; number: number }>(
    db.read,
    `SELECT 'notices of ' || "supervisorUnitId" || ' in ' || year AS series, number FROM supervision_notices`,
  );
  const bySeries = new Map<string, number[]>();
  for (const { series, number } of [...receipts, ...notices])
    bySeries.set(series, [...(bySeries.get(series) ?? []), Number(number)]);
  return [...bySeries].flatMap(([series, found]) =>
    found.sort((a, b) => a - b).some((number, i) => number !== i + 1)
      ? [`${series}: ${found.join(' ')}`]
      : [],
  );
}

/** What is over asks nobody for anything; what was handed in before is still verified. */
async function closed({ db }: TestApp): Promise<Broken> {
  const found = await rows<{ id: number; state: string }>(
    db.read,
    `SELECT d.id, t.state FROM deadlines d JOIN tasks t ON t.id = d."taskId"
     WHERE t.state IN ('closed', 'withdrawn') AND d."openedOn" IS NOT NULL AND d."metOn" IS NULL AND d."waivedOn" IS NULL
       AND d."pendingSince" IS NULL AND d.kind IN ('progress', 'completion')`,
  );
  return found.map((one) => `deadline ${one.id} is open, its task ${one.state}`);
}

/** Each task has one first lead, and every duty is a unit's that stands, or is unclaimed. */
async function holders({ db }: TestApp): Promise<Broken> {
  const leads = await rows<{ taskId: number; firsts: number }>(
    db.read,
    `SELECT y."taskId", sum(CASE WHEN y."isFirst" THEN 1 ELSE 0 END) AS firsts FROM duties y
     WHERE y.part = 'lead' GROUP BY y."taskId"`,
  );
  const ended = await rows<{ id: number }>(
    db.read,
    `SELECT y.id FROM duties y JOIN units u ON u.id = y."unitId" JOIN tasks t ON t.id = y."taskId"
     WHERE u."endedOn" IS NOT NULL AND y."unclaimedFromOn" IS NULL
       AND t.state IN ('issued', 'active', 'claimed', 'suspended')`,
  );
  return [
    ...leads
      .filter((one) => Number(one.firsts) !== 1)
      .map((one) => `task ${one.taskId}: ${one.firsts} first leads`),
    ...ended.map((one) => `duty ${one.id}: its unit is no more, and it is not unclaimed`),
  ];
}

async function trail({ db }: TestApp): Promise<Broken> {
  const { fault } = await verifyTrail(db.read);
  return fault ? [`the trail: ${fault.kind} at entry ${fault.id}`] : [];
}

/** Reckoned twice, every score is the same; late is nowhere stored, so it comes from the facts both times. */
async function points(t: TestApp): Promise<Broken> {
  const plans = await rows<{ id: number }>(t.db.read, `SELECT id FROM plans WHERE state = 'issued'`);
  const broken: Broken = [];
  for (const { id } of plans) {
    const [first, second] = [
      await t.get(StandingService).ofPlan(id, null),
      await t.get(StandingService).ofPlan(id, null),
    ];
    if (JSON.stringify(first) !== JSON.stringify(second))
      broken.push(`plan ${id}: two scores of one day differ`);
  }
  return broken;
}
