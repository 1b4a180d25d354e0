/** Recurring deadlines: one row per period, opened by a job of every night, whatever nights were missed. */
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { EscalationService } from '../../src/notices/escalation.service.js';
import { claimDuty, unclaimDuty } from '../../src/plans/duty-moves.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { Runner } from '../../src/jobs/runner.js';
import { rows } from '../../src/platform/sql.js';
import { Duty } from '../../src/plans/duty.entity.js';
import { FormerDuty } from '../../src/plans/former-duty.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { Task } from '../../src/plans/task.entity.js';
import { PeriodsService } from '../../src/plans/periods.service.js';
import type { Day } from '../../src/rules/day.js';
import { aPlan, type InsertedPlan, type WishedTask } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { addPerson } from '../support/haimen.js';
import { ADMINISTRATOR } from '../support/people.js';

const FIRST = '市考核办';
const SECOND = '市委办';
const H1 = [{ dueOn: '2019-06-28' }];

describe('opening the next period', () => {
  let t: TestApp;
  beforeEach(async () => {
    t = await testApp({ now: '2019-06-30T16:20:00Z' });
  });
  afterEach(() => t.close());

  const insert = (...tasks: WishedTask[]): Promise<InsertedPlan> =>
    tasks.reduce((plan, task) => plan.withTask(task), aPlan(t.db)).insert();
  const change = (taskId: number, given: Partial<Task>) =>
    t.db.inTransaction((tx) => tx.update(Task, taskId, given));
  const standing = (plan: InsertedPlan, given: Partial<Task> = {}) =>
    change(plan.taskIds[0]!, { kinds: ['standing'], ...given });
  const open = (on: string) => t.get(PeriodsService).openNext(on as Day);
  /** `市考核办 2019-H2 by 2019-12-31 since 2019-07-01` */
  const opened = async () => {
    const found = await rows<Record<string, string>>(
      t.db.read,
      `SELECT u.name, d.kind, d.period, d."dueOn", d."originalDueOn", d."nominalOn", d.source, d."openedOn"
       FROM deadlines d JOIN units u ON u.id = d."unitId" WHERE d.source = 'rule' AND d."openedOn" > '2018-11-02'
       ORDER BY d.period, d.id`,
    );
    return found.map((one) => `${one['name']} ${one['period']} by ${one['dueOn']} since ${one['openedOn']}`);
  };

  it('happens on the day after a period has ended, once', async () => {
    await standing(await insert({ leads: [FIRST, SECOND], deadlines: H1 }));
    expect(await open('2019-06-30')).toEqual({ opened: 0, tasks: 0 });
    expect(await open('2019-07-01')).toEqual({ opened: 1, tasks: 1 });
    expect(await open('2019-07-01')).toEqual({ opened: 0, tasks: 0 });
    expect(await open('2019-07-02')).toEqual({ opened: 0, tasks: 0 });
    expect(await opened()).toEqual([`${FIRST} 2019-H2 by 2019-12-31 since 2019-07-01`]);
  });

  it('asks each lead where each reports, and those asked beside them on their own line', async () => {
    const plan = await insert({
      leads: [FIRST, SECOND],
      cooperating: ['市财政局', '市人社局'],
      deadlines: [...H1, { unit: '市财政局', dueOn: '2019-06-28' }],
    });
    await standing(plan, { reporting: 'each-lead' });
    const asked = { taskId: plan.taskIds[0]!, unitId: plan.unitId('市财政局') };
    await t.db.inTransaction((tx) => tx.update(Duty, asked, { reports: true }));
    await open('2019-07-01');
    expect((await opened()).map((one) => one.split(' ')[0])).toEqual([FIRST, SECOND, '市财政局']);
  });

  it('asks whoever holds the duty now, and nobody while no unit does', async () => {
    const plan = await insert(
      { leads: [FIRST], deadlines: H1 },
      { leads: ['市卫计委'], deadlines: H1 },
      { leads: ['市财政局'] },
    );
    for (const taskId of plan.taskIds) await change(taskId, { kinds: ['standing'] });
    await t.db.inTransaction(async (tx) => {
      const [moved, orphan] = await tx.find(Duty, { order: { id: 'ASC' } });
      await tx.update(Duty, moved!.id, { unitId: plan.unitId('市财政局') });
      await tx.insert(FormerDuty, {
        ...{ dutyId: moved!.id, taskId: moved!.taskId, unitId: plan.unitId(FIRST), part: 'lead' },
        ...{ isFirst: true, printedName: FIRST, endedOn: '2019-03-01', cause: 'merge', reason: '机构改革' },
      } as FormerDuty);
      await tx.update(Duty, orphan!.id, { unclaimedFromOn: '2019-03-01' });
    });
    await open('2019-07-01');
    expect(await opened()).toEqual(['市财政局 2019-H2 by 2019-12-31 since 2019-07-01']);
  });

  it('opens nothing of what stands still: suspended, closed, withdrawn, or of a plan that has ended', async () => {
    const states = ['suspended', 'closed', 'withdrawn', 'draft', 'claimed'] as const;
    const plan = await insert(...states.map((_, i) => ({ leads: [`市${i}局`], deadlines: H1 })));
    for (const [i, state] of states.entries()) await change(plan.taskIds[i]!, { kinds: ['standing'], state });
    await open('2019-07-01');
    expect(await opened()).toEqual(['市4局 2019-H2 by 2019-12-31 since 2019-07-01']);
    await t.db.inTransaction((tx) => tx.update(Plan, plan.planId, { endedOn: '2019-12-31' }));
    expect(await open('2020-01-01')).toEqual({ opened: 0, tasks: 0 });
  });

  it('gives ten working days for what could not be asked for while the task was suspended', async () => {
    await standing(await insert({ leads: [FIRST], deadlines: [{ ...H1[0]!, period: '2018-H2' }] }));
    const [taskId] = (await rows<{ id: number }>(t.db.read, 'SELECT id FROM tasks')).map(({ id }) => id);
    const personId = await t.db.inTransaction((tx) => addPerson(tx, { name: '督查科某' }));
    const supervisor: Viewer = { ...ADMINISTRATOR, personId, roles: ['supervisor'] };
    t.clock.set('2018-11-12T02:00:00Z');
    const given = { reason: '机构改革', reviewOn: '2019-09-02' as Day };
    await t.get(SuspensionsService).suspend(supervisor, taskId!, given);
    t.clock.set('2019-09-02T02:00:00Z');
    await t.get(SuspensionsService).resume(supervisor, taskId!, { reason: '职责已明确' });
    await open('2019-09-03');
    expect(await opened()).toEqual([
      `${FIRST} 2019-H1 by 2019-09-18 since 2019-09-03`,
      `${FIRST} 2019-H2 by 2019-12-31 since 2019-09-03`,
    ]);
    t.clock.set('2019-09-04T02:00:00Z');
    expect((await t.get(EscalationService).proposals(ADMINISTRATOR)).map((one) => one.owedOn)).not.toContain(
      '2019-06-28',
    );
  });

  it.each(['another unit', 'the lead beside it'])(
    'gives ten working days to %s that takes over what nobody held',
    async (who) => {
      const successor = who === 'another unit' ? '市财政局' : SECOND;
      const plan = await insert({ leads: [FIRST, SECOND], deadlines: H1 }, { leads: ['市财政局'] });
      await standing(plan);
      const duty = (await t.db.read.findOneByOrFail(Duty, { unitId: plan.unitId(FIRST) })).id;
      const by = { clock: t.clock, viewer: { ...ADMINISTRATOR, roles: ['supervisor'] } as Viewer };
      const reason = '机构改革';
      t.clock.set('2019-06-24T02:00:00Z');
      await t.db.inTransaction((tx) => unclaimDuty(tx, by, { dutyId: duty, cause: 'dissolve', reason }));
      await open('2019-07-01');
      expect(await opened()).toEqual([]);
      t.clock.set('2020-03-02T02:00:00Z');
      const claim = { dutyId: duty, toUnitId: plan.unitId(successor), reason };
      const calendar = await t.get(CalendarService).working();
      await t.db.inTransaction((tx) => claimDuty(tx, by, { ...claim, calendar }));
      await open('2020-03-03');
      expect((await opened()).slice(-2)).toEqual([
        `${successor} 2019-H2 by 2020-03-17 since 2020-03-03`,
        `${successor} 2020-H1 by 2020-06-30 since 2020-03-03`,
      ]);
    },
  );

  it('makes up forty days without a server by itself, and the job run again changes nothing', async () => {
    await standing(await insert({ leads: [FIRST], deadlines: H1 }));
    t.clock.set('2019-06-20T00:00:00Z');
    await t.get(Runner).tick();
    t.clock.set('2019-07-30T02:00:00Z');
    const reports = (await t.get(Runner).tick()).filter((one) => one.job === 'open-next-period');
    expect(reports.map(({ day, outcome }) => `${day} ${outcome}`)).toEqual([
      '2019-07-27 done',
      '2019-07-28 done',
      '2019-07-29 done',
      '2019-07-30 done',
    ]);
    expect(await opened()).toEqual([`${FIRST} 2019-H2 by 2019-12-31 since 2019-07-27`]);
    const again = await t.get(Runner).runNow(ADMINISTRATOR, 'open-next-period', '2019-07-30' as Day);
    expect(again).toMatchObject({ outcome: 'already-done', counts: { opened: 0 } });
    expect(await opened()).toHaveLength(1);
  });

  it('keeps one entry a plan in the trail, with every deadline it opened', async () => {
    const plan = await insert({ leads: [FIRST], deadlines: H1 }, { leads: [SECOND], deadlines: H1 });
    for (const taskId of plan.taskIds) await change(taskId, { kinds: ['standing'] });
    await open('2019-07-01');
    const trail = await rows<{ after: string; door: string }>(
      t.db.read,
      `SELECT after, door FROM audit_entries WHERE verb = 'open-periods' AND "planId" = :planId`,
      { planId: plan.planId },
    );
    expect(trail).toHaveLength(1);
    expect(trail[0]!.door).toBe('job');
    expect(JSON.parse(trail[0]!.after)).toMatchObject({
      opened: 2,
      deadlines: [expect.any(Number), expect.any(Number)],
    });
  });
});
