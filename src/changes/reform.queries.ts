/** What a reform of units touches: the duties they hold, what they owe beside, what they verify, where they belong. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DutyPart } from '../plans/duty.entity.js';
import type { TaskState } from '../rules/task-states.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export interface HeldDuty {
  id: number;
  taskId: number;
  taskNo: string;
  title: string;
  planId: number;
  planTitle: string;
  planState: 'draft' | 'issued';
  taskState: TaskState;
  unitId: number;
  part: DutyPart;
  isFirst: boolean;
  unclaimedFromOn: Day | null;
}

const HELD = `SELECT y.id, y."taskId", t.no AS "taskNo", t.title, t."planId", p.title AS "planTitle",
    p.state AS "planState", t.state AS "taskState", y."unitId", y.part, y."isFirst", y."unclaimedFromOn"
  FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"`;
const IN_FORCE = `p.state <> 'withdrawn' AND t.state NOT IN ('closed', 'withdrawn')`;

/** Of tasks that are not settled, drafts included; in the order of the documents. @param within a condition on the plan `p` */
export async function heldDuties(read: Reader, unitIds: number[], within = '1 = 1'): Promise<HeldDuty[]> {
  const found = await rows<HeldDuty>(
    read,
    `${HELD} WHERE y."unitId" IN (:...unitIds) AND ${within} AND ${IN_FORCE} ORDER BY p.id, t.position, t.id, y.part DESC, y.id`,
    { unitIds: [0, ...unitIds] },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

export interface DutyPlace {
  unitId: number;
  taskId: number;
  planId: number;
  part: DutyPart;
}

export function dutyPlace(read: Reader, dutyId: number): Promise<DutyPlace | null> {
  return row<DutyPlace>(
    read,
    `SELECT y."unitId", y."taskId", t."planId", y.part FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE y.id = :dutyId`,
    { dutyId },
  );
}

/** What these units still owe, whatever for. */
export interface OwedDeadline {
  id: number;
  planId: number;
  taskId: number | null;
  subject: string;
  unitId: number;
  kind: string;
  pendingSince: Day | null;
}

/** What they owe by no duty: answers to a call for coordination, replies to a notice. */
export function owedBeside(read: Reader, unitIds: number[]): Promise<OwedDeadline[]> {
  return rows<OwedDeadline>(
    read,
    `SELECT id, "planId", "taskId", subject, "unitId", kind, "pendingSince" FROM deadlines
     WHERE "unitId" IN (:...unitIds) AND kind IN ('answer', 'reply') AND "metOn" IS NULL AND "waivedOn" IS NULL
     ORDER BY id`,
    { unitIds: [0, ...unitIds] },
  );
}

export interface VerifiedTask {
  taskId: number;
  taskNo: string;
  planId: number;
  verifierUnitId: number | null;
  supervisorUnitId: number;
}

const VERIFIED = `SELECT t.id AS "taskId", t.no AS "taskNo", t."planId", t."verifierUnitId", p."supervisorUnitId"
  FROM tasks t JOIN plans p ON p.id = t."planId"`;

/** Tasks in force that these units were named to verify. */
export function verifiedBy(read: Reader, unitIds: number[]): Promise<VerifiedTask[]> {
  return rows<VerifiedTask>(
    read,
    `${VERIFIED} WHERE t."verifierUnitId" IN (:...unitIds) AND ${IN_FORCE} ORDER BY p.id, t.position`,
    { unitIds: [0, ...unitIds] },
  );
}

export function verifiedTasks(read: Reader, taskIds: number[]): Promise<VerifiedTask[]> {
  return rows<VerifiedTask>(
    read,
    `${VERIFIED} WHERE t.id IN (:...taskIds) AND p.state = 'issued' ORDER BY p.id, t.position`,
    { taskIds: [0, ...taskIds] },
  );
}

/** The last day on which one of them handed something in. */
export async function lastHandedIn(read: Reader, unitId: number): Promise<Day | null> {
  const last = await row<{ day: Day | null }>(
    read,
    'SELECT max("receivedOn") AS day FROM submissions WHERE "unitId" = :unitId',
    { unitId },
  );
  return last?.day ?? null;
}

export interface UnclaimedDuty extends HeldDuty {
  unitName: string;
  unclaimedFromOn: Day;
  /** How many rows stand still for it. */
  held: number;
}

/** 待认领, the longest waiting first. */
export async function unclaimedDuties(read: Reader, viewer: Viewer): Promise<UnclaimedDuty[]> {
  const found = await rows<UnclaimedDuty>(
    read,
    `SELECT q.*, u.name AS "unitName", (SELECT count(*) FROM deadlines d WHERE d."unitId" = q."unitId"
       AND d."heldOn" IS NOT NULL AND d."waivedOn" IS NULL AND d."metOn" IS NULL AND d."taskId" = q."taskId") AS held
     FROM (${HELD} WHERE y."unclaimedFromOn" IS NOT NULL AND ${IN_FORCE} AND p.state = 'issued'
         AND ${inArea(viewer, 'p."jurisdictionId"')}) q
       JOIN units u ON u.id = q."unitId" ORDER BY q."unclaimedFromOn", q.id`,
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst), held: Number(duty.held) }));
}

export async function countUnclaimed(read: Reader, viewer: Viewer): Promise<number> {
  const found = await row<{ count: number }>(
    read,
    `SELECT count(*) AS count FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
     WHERE y."unclaimedFromOn" IS NOT NULL AND ${IN_FORCE} AND p.state = 'issued'
       AND ${inArea(viewer, 'p."jurisdictionId"')}`,
  );
  return Number(found!.count);
}

export interface ReformRow {
  id: number;
  kind: 'rename' | 'merge' | 'split' | 'dissolve';
  onDay: Day;
  reason: string;
  successors: { unitId: number; name: string }[];
}

/** What became of a unit, the newest first. */
export async function reformsOf(read: Reader, unitId: number): Promise<ReformRow[]> {
  const found = await rows<Omit<ReformRow, 'successors'> & { successors: string }>(
    read,
    `SELECT id, kind, "onDay", reason, successors FROM unit_changes WHERE "unitId" = :unitId ORDER BY id DESC`,
    { unitId },
  );
  const ids = found.flatMap((change) => JSON.parse(change.successors) as number[]);
  const names = await rows<{ id: number; name: string }>(
    read,
    'SELECT id, name FROM units WHERE id IN (:...ids)',
    { ids: [0, ...ids] },
  );
  const nameOf = new Map(names.map((unit) => [unit.id, unit.name]));
  return found.map((change) => ({
    ...change,
    successors: (JSON.parse(change.successors) as number[]).map((id) => ({
      unitId: id,
      name: nameOf.get(id)!,
    })),
  }));
}
