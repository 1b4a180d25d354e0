/** A duty moves to another unit: who owes what then, by when, and what remains of who held it before. */
import { changeDay } from '../../src/plans/deadline-days.js';
import { claimDuty, moveDuty, unclaimDuty, type MovedDuty } from '../../src/plans/duty-moves.js';
import type { FormerDuty } from '../../src/plans/former-duty.entity.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import type { Deadline } from '../../src/plans/deadline.entity.js';
import type { Duty } from '../../src/plans/duty.entity.js';
import { day } from '../../src/rules/day.js';
import { row, rows } from '../../src/platform/sql.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { brokenInvariants } from '../support/invariants.js';
import { testApp, type TestApp } from '../support/app.js';
import { addMembers, addUnit, haimenDraft, issueHaimen, type Haimen } from '../support/haimen.js';

let t: TestApp;
let haimen: Haimen;
let newcomer: number;

beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(t);
  newcomer = await t.db.inTransaction((tx) => addUnit(tx, '市卫健委'));
});
afterEach(() => t.close());

const acting = () => ({ clock: t.clock, viewer: haimen.supervisor });

/** The first duty of which its unit is the only or the first lead. */
async function firstLeadDuty(unit: string): Promise<Duty> {
  const found = await rows<Duty>(
    t.db.read,
    `SELECT y.* FROM duties y WHERE y."unitId" = :unitId AND y.part = 'lead' ORDER BY y."isFirst" DESC, y.id`,
    { unitId: haimen.unitId(unit) },
  );
  return found[0]!;
}

async function move(
  dutyId: number,
  toUnitId: number,
  cause: 'merge' | 'reassigned' = 'merge',
): Promise<MovedDuty> {
  const calendar = await t.get(CalendarService).working();
  return t.db.inTransaction((tx) =>
    moveDuty(tx, acting(), { dutyId, toUnitId, cause, reason: '机构改革', calendar }),
  );
}

const deadlines = (unitId: number, taskId: number | null) =>
  rows<Deadline>(
    t.db.read,
    `SELECT * FROM deadlines WHERE "unitId" = :unitId AND coalesce("taskId", 0) = :taskId ORDER BY kind, period, id`,
    { unitId, taskId: taskId ?? 0 },
  );
const former = () => rows<FormerDuty>(t.db.read, 'SELECT * FROM former_duties ORDER BY id');

it('gives the successor what its predecessor owed, by the same day where that is far enough', async () => {
  const duty = await firstLeadDuty('市考核办');
  const before = await deadlines(haimen.unitId('市考核办'), duty.taskId);
  const moved = await move(duty.id, newcomer);
  expect(moved.dutyId).toBe(duty.id);
  const now = await deadlines(newcomer, duty.taskId);
  expect(now.map(({ kind, period, dueOn, openedOn }) => [kind, period, dueOn, openedOn])).toEqual(
    before.map(({ kind, period, dueOn, openedOn }) => [kind, period, dueOn, openedOn]),
  );
  const left = await deadlines(haimen.unitId('市考核办'), duty.taskId);
  expect(left.map(({ waivedOn, waivedReason }) => [waivedOn, waivedReason])).toEqual(
    before.map(() => ['2018-11-02', 'moved']),
  );
  expect(await row(t.db.read, 'SELECT * FROM duties WHERE id = :id', { id: duty.id })).toMatchObject({
    unitId: newcomer,
    issuedOn: '2018-11-02',
    receiptId: null,
    printedName: '市考核办',
  });
  expect(await former()).toMatchObject([
    { dutyId: duty.id, unitId: haimen.unitId('市考核办'), endedOn: '2018-11-02', successorUnitId: newcomer },
  ]);
});

it('leaves a successor at least ten working days, keeps the original day and says why', async () => {
  const duty = await firstLeadDuty('市考核办');
  t.clock.set('2019-06-24T02:00:00Z');
  await move(duty.id, newcomer);
  const progress = (await deadlines(newcomer, duty.taskId)).find((one) => one.period === '2019-H1')!;
  expect(progress).toMatchObject({ originalDueOn: '2019-06-28', dueOn: '2019-07-08', source: 'succession' });
  const later = (await deadlines(newcomer, duty.taskId)).filter((one) => one.dueOn > '2019-07-08');
  expect(later.map((one) => one.dueOn === one.originalDueOn)).not.toContain(false);
  const changes = await rows(t.db.read, 'SELECT * FROM day_changes WHERE "deadlineId" = :id', {
    id: progress.id,
  });
  expect(changes).toMatchObject([{ fromDay: '2019-06-28', toDay: '2019-07-08', reason: '机构改革' }]);
});

it('begins the successor’s days at the first one: what was corrected before stays with the row before', async () => {
  const duty = await firstLeadDuty('市考核办');
  const owed = (await deadlines(haimen.unitId('市考核办'), duty.taskId)).find(
    (one) => one.period === '2019-H1',
  )!;
  await t.db.inTransaction((tx) =>
    changeDay(tx, acting(), owed, { toDay: day('2018-11-28'), source: 'correction', reason: '日期有误' }),
  );
  await move(duty.id, newcomer);
  const own = (await deadlines(newcomer, duty.taskId)).find((one) => one.period === '2019-H1')!;
  expect(own).toMatchObject({ originalDueOn: '2019-06-28', dueOn: '2018-11-28' });
  expect(await brokenInvariants(t)).toEqual([]);
});

it('leaves a submission that waits with the row of the unit that made it, and asks the successor for nothing', async () => {
  const duty = await firstLeadDuty('市考核办');
  const unitId = haimen.unitId('市考核办');
  const owed = (await deadlines(unitId, duty.taskId)).find((one) => one.period === '2019-H1')!;
  t.clock.set('2019-06-20T02:00:00Z');
  const viewer = haimen.reporterOf('市考核办');
  await t
    .get(SubmissionsService)
    .submit(viewer, owed.id, { text: '已完成', standing: 'on-schedule' } as never);
  await move(duty.id, newcomer);
  const kept = (await deadlines(unitId, duty.taskId)).find((one) => one.id === owed.id)!;
  expect(kept).toMatchObject({ pendingSince: '2019-06-20', waivedOn: null });
  const own = (await deadlines(newcomer, duty.taskId)).filter((one) => one.period === '2019-H1');
  expect(own).toEqual([]);
});

it('asks a new lead unit for its refinement plan, and the old one no more once it leads nothing else', async () => {
  const led = await rows<Duty>(
    t.db.read,
    `SELECT * FROM duties WHERE "unitId" = :unitId AND part = 'lead' ORDER BY id`,
    { unitId: haimen.unitId('市考核办') },
  );
  const refinement = async (unitId: number) => (await deadlines(unitId, null))[0];
  for (const [i, duty] of led.entries()) {
    expect((await refinement(haimen.unitId('市考核办')))!.waivedOn).toBeNull();
    await move(duty.id, newcomer);
    expect((await refinement(newcomer))!).toMatchObject({ dueOn: '2018-11-20', waivedOn: null });
    if (i === led.length - 1)
      expect((await refinement(haimen.unitId('市考核办')))!.waivedReason).toBe('moved');
  }
  expect(await deadlines(newcomer, null)).toHaveLength(1);
});

it('passes the first lead on to a unit that leads the task already, with what the first lead owes', async () => {
  const pair = await row<{
    first: number;
    second: number;
    taskId: number;
    firstUnit: number;
    secondUnit: number;
  }>(
    t.db.read,
    `SELECT a.id AS first, b.id AS second, a."taskId", a."unitId" AS "firstUnit", b."unitId" AS "secondUnit"
     FROM duties a JOIN duties b ON b."taskId" = a."taskId" AND b.part = 'lead' AND b.position = 1
     WHERE a.part = 'lead' AND a.position = 0 ORDER BY a.id LIMIT 1`,
  );
  const { first, second, taskId, firstUnit, secondUnit } = pair!;
  const owed = await deadlines(firstUnit, taskId);
  const moved = await move(first, secondUnit);
  expect(moved.dutyId).toBe(second);
  expect(await row(t.db.read, 'SELECT id FROM duties WHERE id = :first', { first })).toBeNull();
  const standing = await row<Duty>(t.db.read, 'SELECT * FROM duties WHERE id = :second', { second });
  expect(Boolean(standing!.isFirst)).toBe(true);
  expect((await deadlines(secondUnit, taskId)).map((one) => one.kind + one.period)).toEqual(
    owed.map((one) => one.kind + one.period),
  );
  expect(await former()).toMatchObject([{ dutyId: second, unitId: firstUnit, successorUnitId: secondUnit }]);
});

it('comes back to a unit with the rows it had, never a second one', async () => {
  const duty = await firstLeadDuty('市考核办');
  const unitId = haimen.unitId('市考核办');
  const before = await deadlines(unitId, duty.taskId);
  await move(duty.id, newcomer, 'reassigned');
  t.clock.set('2018-11-20T02:00:00Z');
  await move(duty.id, unitId, 'reassigned');
  const after = await deadlines(unitId, duty.taskId);
  expect(after.map((one) => [one.id, one.waivedOn, one.openedOn])).toEqual(
    before.map((one) => [one.id, null, '2018-11-20']),
  );
  const [refinement, ...more] = await deadlines(unitId, null);
  expect(more).toEqual([]);
  expect(refinement).toMatchObject({ waivedOn: null, originalDueOn: '2018-11-20' });
});

it('stops the clock of a duty without a successor, and starts it for whoever claims it', async () => {
  const duty = await firstLeadDuty('市考核办');
  const unitId = haimen.unitId('市考核办');
  t.clock.set('2019-06-10T02:00:00Z');
  await t.db.inTransaction((tx) =>
    unclaimDuty(tx, acting(), { dutyId: duty.id, cause: 'dissolve', reason: '撤销' }),
  );
  const held = (await deadlines(unitId, duty.taskId)).find((one) => one.period === '2019-H1')!;
  expect(held).toMatchObject({ heldOn: '2019-06-10', openedOn: null, heldOpenedOn: '2018-11-02' });
  expect(await former()).toMatchObject([{ cause: 'dissolve', successorUnitId: null }]);
  t.clock.set('2019-07-08T02:00:00Z');
  const calendar = await t.get(CalendarService).working();
  await t.db.inTransaction((tx) =>
    claimDuty(tx, acting(), { dutyId: duty.id, toUnitId: newcomer, reason: '职能划入', calendar }),
  );
  const now = (await deadlines(newcomer, duty.taskId)).find((one) => one.period === '2019-H1')!;
  const stood = calendar.workingDaysBetween(day('2019-06-10'), day('2019-07-08'));
  expect(now).toMatchObject({
    openedOn: '2019-07-08',
    heldOn: null,
    dueOn: calendar.plus(day('2019-06-28'), stood),
  });
  expect(await former()).toMatchObject([
    { cause: 'dissolve', endedOn: '2019-06-10', successorUnitId: newcomer },
  ]);
  const again = t.db.inTransaction((tx) =>
    claimDuty(tx, acting(), { dutyId: duty.id, toUnitId: unitId, reason: '职能划入', calendar }),
  );
  await expect(again).rejects.toMatchObject({ code: 'duty-is-held' });
});

it('refuses a group, a unit that is no more, and the unit that holds it', async () => {
  const duty = await firstLeadDuty('市考核办');
  const group = await t.db.inTransaction((tx) => addUnit(tx, '各委办局', { kind: 'group' }));
  const gone = await t.db.inTransaction((tx) => addUnit(tx, '市经信委', { endedOn: '2018-10-01' }));
  await t.db.inTransaction((tx) => addMembers(tx, group, [newcomer]));
  await expect(move(duty.id, group)).rejects.toMatchObject({ code: 'duty-to-a-group' });
  await expect(move(duty.id, gone)).rejects.toMatchObject({ code: 'unit-ended' });
  await expect(move(duty.id, duty.unitId)).rejects.toMatchObject({ code: 'duty-stays' });
  await expect(move(9999, newcomer)).rejects.toThrow('no such duty');
});

it('only renames who will owe in a draft: nobody was told of it yet', async () => {
  const draft = await testApp({ now: '2018-11-02T02:00:00Z' });
  try {
    const { supervisor } = await haimenDraft(draft);
    const unitId = await draft.db.inTransaction((tx) => addUnit(tx, '市卫健委'));
    const duty = await row<Duty>(
      draft.db.read,
      `SELECT * FROM duties WHERE part = 'lead' ORDER BY id LIMIT 1`,
    );
    const calendar = await draft.get(CalendarService).working();
    await draft.db.inTransaction((tx) =>
      moveDuty(
        tx,
        { clock: draft.clock, viewer: supervisor },
        { dutyId: duty!.id, toUnitId: unitId, cause: 'merge', reason: '机构改革', calendar },
      ),
    );
    expect(await row(draft.db.read, 'SELECT * FROM duties WHERE id = :id', { id: duty!.id })).toMatchObject({
      unitId,
      issuedOn: null,
    });
    expect(await rows(draft.db.read, 'SELECT * FROM former_duties')).toEqual([]);
  } finally {
    await draft.close();
  }
});
