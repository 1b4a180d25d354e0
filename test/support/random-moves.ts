/**
 * What people may try on Haimen's plan, legal or not: each thing picks its subject and its person by numbers, so that
 * a property test can draw them. A refusal is an answer; anything else thrown is a bug.
 */
import { CorrectionsService } from '../../src/changes/corrections.service.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { FilingsService } from '../../src/changes/filings.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { ReformsService } from '../../src/changes/reforms.service.js';
import { Runner } from '../../src/jobs/runner.js';
import { InstructionsService } from '../../src/notices/instructions.service.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { NotAllowed, NotFound, Refusal } from '../../src/platform/refusal.js';
import { rows } from '../../src/platform/sql.js';
import { ClosuresService } from '../../src/progress/closures.service.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { addDays } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { GRADES } from '../../src/rules/task-states.js';
import type { TestApp } from './app.js';
import type { Haimen } from './haimen.js';
import { goTo } from './morning.js';

/** Three numbers that choose: whom or what, who, and how. */
export interface Draw {
  a: number;
  b: number;
  c: number;
}

interface World {
  t: TestApp;
  h: Haimen;
}

type Try = (world: World, draw: Draw) => Promise<unknown>;

const pick = <T>(list: T[], n: number): T => list[n % list.length]!;
const REASON = '情况有变，特此说明。';
const leader: Viewer = { personId: null, name: '领导丙', roles: ['leader'], unitIds: [], door: 'page' };

async function ids({ t }: World, from: string): Promise<number[]> {
  return (await rows<{ id: number }>(t.db.read, `SELECT id FROM ${from} ORDER BY id`)).map(({ id }) => id);
}

async function one(world: World, from: string, n: number): Promise<number> {
  const found = await ids(world, from);
  return found.length > 0 ? pick(found, n) : 0;
}

/** Somebody: a unit's reporter half of the time, a supervisor, the outside verifier, a leader. */
async function somebody(world: World, n: number): Promise<Viewer> {
  const { h } = world;
  if (n % 8 === 0) return h.verifier;
  if (n % 8 === 1) return leader;
  if (n % 2 === 0) return h.supervisor;
  return reporter(await one(world, `units WHERE kind = 'unit'`, n));
}

const reporter = (unitId: number): Viewer => ({
  ...{ personId: null, name: '联络员', roles: ['reporter'], unitIds: [unitId], door: 'page' },
});

/** The unit that owes, mostly; sometimes somebody who has no business with it. */
async function owner(world: World, deadlineId: number, n: number): Promise<Viewer> {
  const [found] = await rows<{ unitId: number }>(
    world.t.db.read,
    'SELECT "unitId" FROM deadlines WHERE id = :deadlineId',
    { deadlineId },
  );
  return found && n % 5 > 0 ? reporter(found.unitId) : somebody(world, n);
}

const later = ({ t }: World, n: number) => addDays(t.clock.today(), n % 90);
const OPEN = `deadlines WHERE "openedOn" IS NOT NULL`;

export const TRIES: Record<string, Try> = {
  days: async ({ t }, { a }) => {
    goTo(t, addDays(t.clock.today(), 1 + (a % 25)), '09:00');
    return t.get(Runner).tick();
  },
  receive: async (world, { a }) => {
    const unitId = await one(world, `units WHERE kind = 'unit'`, a);
    const dto = { contactName: '联络员丁', leaderInCharge: '分管领导戊' };
    return world.t.get(ReceiptsService).receive(reporter(unitId), unitId, dto);
  },
  submit: async (world, { a, b, c }) => {
    const deadlineId = await one(world, OPEN, a);
    const standing = pick(['on-schedule', 'difficulty', 'claim', 'nothing-new'] as const, c);
    const dto = { text: '已按要求完成阶段性工作，材料附后。', standing, selfRating: pick([...GRADES], b) };
    return world.t
      .get(SubmissionsService)
      .submit(await owner(world, deadlineId, b), deadlineId, dto as never);
  },
  verify: async (world, { a, b, c }) => {
    const submissionId = await one(world, `submissions WHERE state = 'pending'`, a);
    const viewer =
      c % 3 === 0 ? world.h.verifier : c % 3 === 1 ? world.h.supervisor : await somebody(world, b);
    const outcome = b % 3 === 0 ? 'returned' : 'accepted';
    const dto = { outcome, reason: REASON, grade: pick([...GRADES], b) };
    return world.t.get(VerificationsService).verify(viewer, submissionId, dto as never);
  },
  /** Claimed by whom it is up to, and graded by an outside verifier. */
  finish: async (world, { a, b, c }) => {
    const { t, h } = world;
    const deadlineId = await one(world, `${OPEN} AND kind = 'completion' AND "metOn" IS NULL`, a);
    const dto = { text: '任务已全部完成，佐证材料附后。', standing: 'claim', selfRating: 'full' };
    const unit = await owner(world, deadlineId, 1);
    const made = await t.get(SubmissionsService).submit(unit, deadlineId, dto as never);
    const outcome = c % 4 === 0 ? 'returned' : 'accepted';
    const given = { outcome, reason: REASON, grade: pick([...GRADES], b) };
    return t.get(VerificationsService).verify(h.verifier, made.submissionId, given as never);
  },
  extend: async (world, { a, b, c }) => {
    const deadlineId = await one(world, OPEN, a);
    const dto = { askedDay: addDays(later(world, c), c % 500), reason: REASON };
    return world.t.get(ExtensionsService).request(await owner(world, deadlineId, b), deadlineId, dto);
  },
  decideExtension: async (world, { a, b, c }) => {
    const id = await one(world, `extensions WHERE outcome = 'pending'`, a);
    const viewer = pick([world.h.supervisor, leader, world.h.verifier], b);
    const extensions = world.t.get(ExtensionsService);
    return c % 3 === 0
      ? extensions.refuse(viewer, id, { remark: REASON })
      : extensions.approve(viewer, id, {});
  },
  suspend: async (world, { a, b, c }) => {
    const taskId = await one(world, 'tasks', a);
    const dto = { reason: REASON, reviewOn: later(world, c) };
    return world.t.get(SuspensionsService).suspend(await somebody(world, b * 2), taskId, dto);
  },
  resume: async (world, { a }) => {
    const taskId = await one(world, `tasks WHERE state = 'suspended'`, a);
    return world.t.get(SuspensionsService).resume(world.h.supervisor, taskId, { reason: REASON });
  },
  file: async (world, { a, b }) => {
    const deadlineId = await one(world, `${OPEN} AND "taskId" IS NOT NULL`, a);
    const [found] = await rows<{ taskId: number; unitId: number }>(
      world.t.db.read,
      'SELECT "taskId", "unitId" FROM deadlines WHERE id = :deadlineId',
      { deadlineId },
    );
    const viewer = await owner(world, deadlineId, b);
    return world.t.get(FilingsService).file(viewer, found?.taskId ?? 0, { text: '存在不可控风险。' });
  },
  decideFiling: async (world, { a, c }) => {
    const id = await one(world, `filings WHERE outcome = 'pending'`, a);
    const outcome = c % 2 ? ('approved' as const) : ('refused' as const);
    return world.t.get(FilingsService).decide(world.h.supervisor, id, { outcome, remark: REASON });
  },
  correct: async (world, { a, c }) => {
    const deadlineId = await one(world, OPEN, a);
    const dto = { dueOn: later(world, c), reason: REASON };
    return world.t.get(CorrectionsService).correctDay(world.h.supervisor, deadlineId, dto);
  },
  waive: async (world, { a }) => {
    const deadlineId = await one(world, OPEN, a);
    return world.t.get(CorrectionsService).waive(world.h.supervisor, deadlineId, { reason: REASON });
  },
  tell: async (world, { a, b, c }) => {
    const deadlineId = await one(world, `${OPEN} AND kind = 'completion'`, a);
    const [found] = await rows<{ taskId: number; period: string }>(
      world.t.db.read,
      'SELECT "taskId", period FROM deadlines WHERE id = :deadlineId',
      { deadlineId },
    );
    const viewer = await owner(world, deadlineId, b + c);
    return world.t.get(ClosuresService).tell(viewer, found?.taskId ?? 0, found?.period ?? '');
  },
  reopen: async (world, { a, b, c }) => {
    const taskId = await one(world, c % 4 ? `tasks WHERE state = 'closed'` : 'tasks', a);
    const viewer = pick([world.h.supervisor, world.h.verifier], b);
    return world.t.get(ClosuresService).reopen(viewer, taskId, { reason: REASON, dueOn: later(world, c) });
  },
  urge: async (world, { a, b }) => {
    const deadlineIds = [await one(world, OPEN, a)];
    return world.t.get(UrgingService).urge(world.h.supervisor, { deadlineIds, toHead: b % 2 === 0 });
  },
  notice: async (world, { a, c }) => {
    const deadlineId = await one(world, OPEN, a);
    const [found] = await rows<{ unitId: number }>(
      world.t.db.read,
      'SELECT "unitId" FROM deadlines WHERE id = :deadlineId',
      { deadlineId },
    );
    return world.t.get(SupervisionNoticesService).send(world.h.supervisor, {
      ...{ unitId: found?.unitId ?? 0, deadlineIds: [deadlineId], urgency: 'urgent' as const },
      ...{ reason: REASON, requirement: '请于期限内书面回复。', replyDueOn: later(world, c) },
    });
  },
  instruct: async (world, { a, b }) => {
    const taskId = await one(world, 'tasks', a);
    const dto = { text: '请抓紧推进。', leaderName: '领导丙' };
    return world.t.get(InstructionsService).instruct(await somebody(world, b), taskId, dto);
  },
  reform: async (world, { a, b, c }) => {
    const kind = pick(['rename', 'merge', 'split', 'dissolve'] as const, c);
    const unitId = await one(world, `units WHERE kind = 'unit'`, a);
    const name = `新单位${a % 7}`;
    const wish = {
      rename: { name },
      merge: { successors: name },
      split: { successors: `${name}甲、${name}乙` },
    };
    const dto = { kind, reason: REASON, ...(wish[kind as 'rename'] ?? (b % 2 ? { successors: name } : {})) };
    return world.t.get(ReformsService).reform(world.h.supervisor, unitId, dto);
  },
};

/** @returns `done`, or the code of the refusal. @throws whatever is neither */
export async function tryOnce(world: World, what: string, draw: Draw): Promise<string> {
  try {
    await TRIES[what]!(world, draw);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal || error instanceof NotAllowed) return error.code;
    if (error instanceof NotFound) return `no such ${error.noun}`;
    throw error;
  }
}
