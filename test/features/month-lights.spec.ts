/** The lights at a month's end: written once, as of its last day, whenever the job comes to it. */
import { rows } from '../../src/platform/sql.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { FormerDuty } from '../../src/plans/former-duty.entity.js';
import { Duty } from '../../src/plans/duty.entity.js';
import { TaskMove } from '../../src/plans/task-move.entity.js';
import { Task } from '../../src/plans/task.entity.js';
import { insertRow } from '../../src/platform/database.js';
import { MonthLights } from '../../src/reports/month-lights.service.js';
import { day } from '../../src/rules/day.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';

let t: TestApp;
let plan: InsertedPlan;

beforeEach(async () => {
  t = await testApp({ now: '2018-12-01T01:00:00Z' });
  plan = await aPlan(t.db)
    .withTask({
      leads: ['市委办', '市财政局'],
      deadlines: [{ dueOn: '2018-11-20' }, { dueOn: '2018-12-07', unit: '市财政局' }],
    })
    .withTask({ leads: ['市住建局', '市教育局'], deadlines: [{ dueOn: '2019-06-28' }] })
    .withTask({ leads: ['市民政局'], deadlines: [{ dueOn: '2018-11-20', metOn: '2018-11-16' }] })
    .insert();
});
afterEach(() => t.close());

const run = (on: string) => t.get(MonthLights).run(day(on));

async function lights(month = '2018-11'): Promise<string[]> {
  const found = await rows<{ no: string; name: string; light: string }>(
    t.db.read,
    `SELECT k.no, u.name, s.light FROM light_snapshots s JOIN tasks k ON k.id = s."taskId" JOIN units u ON u.id = s."unitId"
     WHERE s.month = :month ORDER BY s."taskId", s."unitId"`,
    { month },
  );
  return found.map((one) => `${one.no} ${one.name} ${one.light}`);
}

const NOVEMBER = [
  '1 市委办 red',
  '1 市财政局 yellow',
  '2 市住建局 not-started',
  // Its first lead reports for it.
  '2 市教育局 not-started',
  '3 市民政局 green',
];

it('has one row for each task and lead unit, and none the second time', async () => {
  expect(await run('2018-12-01')).toEqual({ lights: 5 });
  expect(await lights()).toEqual(NOVEMBER);
  expect(await run('2018-12-01')).toEqual({ lights: 0 });
  expect(await run('2018-12-02')).toEqual({ lights: 0 });
});

it('is made up by a later run, without what happened since the month ended', async () => {
  const [first, second, third] = plan.taskIds as [number, number, number];
  await t.db.inTransaction(async (tx) => {
    await tx.update(Deadline, plan.deadlineIds[0]!, {
      metOn: day('2018-12-03'),
      acceptedAt: '2018-12-04T02:00:00.000Z',
    });
    await tx.update(Task, third, { state: 'closed', closedOn: day('2018-12-04') });
    await insertRow(tx, TaskMove, {
      ...{ taskId: third, move: 'close', fromState: 'claimed', toState: 'closed', reason: null },
      ...{
        movedOn: day('2018-12-04'),
        movedAt: '2018-12-04T02:00:00.000Z',
        personId: null,
        personName: '审核员',
      },
    });
    const duty = await tx.findOneByOrFail(Duty, { taskId: second, unitId: plan.unitId('市住建局') });
    await tx.update(Duty, duty.id, { unitId: plan.unitId('市委办'), issuedOn: day('2018-12-03') });
    await insertRow(tx, FormerDuty, {
      ...{ dutyId: duty.id, taskId: second, unitId: plan.unitId('市住建局'), part: 'lead', isFirst: true },
      ...{ printedName: '市住建局', issuedOn: null, receiptId: null, endedOn: day('2018-12-03') },
      ...{ cause: 'reassigned', reason: '职责不符。', successorUnitId: plan.unitId('市委办') },
    });
  });
  expect(first).toBeGreaterThan(0);
  t.clock.set('2018-12-05T01:00:00.000Z');
  expect(await run('2018-12-05')).toEqual({ lights: 5 });
  expect(await lights()).toEqual(NOVEMBER);
});

it('says nothing of a month in which no plan was issued', async () => {
  expect(await run('2018-11-01')).toEqual({ lights: 0 });
});

it('shows the next month what it was then', async () => {
  await run('2018-12-01');
  t.clock.set('2019-01-01T01:00:00.000Z');
  expect(await run('2019-01-01')).toEqual({ lights: 5 });
  expect(await lights('2018-12')).toEqual([
    '1 市委办 red',
    '1 市财政局 red',
    '2 市住建局 not-started',
    '2 市教育局 not-started',
    '3 市民政局 green',
  ]);
});
