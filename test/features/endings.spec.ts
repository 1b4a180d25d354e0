/** 结束方案, and what a supervisor sets of an issued task. */
import { row, rows } from '../../src/platform/sql.js';
import { EndingsService } from '../../src/plans/endings.service.js';
import { PeriodsService } from '../../src/plans/periods.service.js';
import { TaskSettingsService } from '../../src/plans/task-settings.service.js';
import { Task } from '../../src/plans/task.entity.js';
import type { Day } from '../../src/rules/day.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR } from '../support/people.js';

describe('a plan', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  beforeEach(async () => {
    t = await testApp({ now: '2020-01-10T01:00:00Z' });
    plan = await aPlan(t.db)
      .withTask({ no: '1', leads: ['市考核办'], deadlines: [{ dueOn: '2019-12-31', period: '2019-H2' }] })
      .withTask({
        no: '4',
        leads: ['市委办'],
        deadlines: [
          { kind: 'completion', period: '2019', dueOn: '2019-12-31' },
          { kind: 'completion', period: '2020', dueOn: '2020-12-31', openedOn: '2020-01-01' },
        ],
      })
      .withTask({ no: '15', leads: ['市财政局'], deadlines: [{ kind: 'completion', dueOn: '2019-12-31' }] })
      .withRefinement({ unit: '市财政局', dueOn: '2018-11-20', pendingSince: '2018-11-20' })
      .insert();
    await change(0, { kinds: ['standing'] });
    await change(1, { kinds: ['yearly'], state: 'active' });
  });
  afterEach(() => t.close());

  const change = (i: number, given: Partial<Task>) =>
    t.db.inTransaction((tx) => tx.update(Task, plan.taskIds[i]!, given));
  const end = (dto: { reason?: string; endedOn?: string }) =>
    t.get(EndingsService).endPlan(ADMINISTRATOR, plan.planId, dto as never);
  const meet = (id: number) =>
    t.db.inTransaction((tx) =>
      rows(tx, `UPDATE deadlines SET "metOn" = '2019-12-31' WHERE id = :id`, { id }),
    );
  const lastDay = { reason: '五年期满', endedOn: '2019-12-31' };

  it('does not end while one-off and yearly tasks owe what a claim settles, and names them', async () => {
    await expect(end(lastDay)).rejects.toMatchObject({ code: 'tasks-to-settle', params: { names: '4、15' } });
    await change(2, { state: 'closed' });
    await expect(end(lastDay)).rejects.toMatchObject({ params: { names: '4' } });
  });

  it('ends with a reason: standing tasks are closed, their progress is waived, no further period opens', async () => {
    await change(2, { state: 'closed' });
    await meet(plan.deadlineIds[2]!);
    await expect(end({ endedOn: '2019-12-31' })).rejects.toMatchObject({ code: 'move-needs-reason' });
    await expect(end({ reason: '期满', endedOn: '2020-01-11' })).rejects.toMatchObject({
      code: 'day-in-future',
    });
    await expect(end({ reason: '期满', endedOn: '2018-11-01' })).rejects.toMatchObject({
      code: 'day-before-issue',
    });
    expect(await end(lastDay)).toEqual({ endedOn: '2019-12-31', tasks: 2 });
    const tasks = await rows<{ state: string }>(t.db.read, 'SELECT state FROM tasks ORDER BY position');
    expect(tasks.map((task) => task.state)).toEqual(['closed', 'closed', 'closed']);
    const open = await rows<{ id: number; waivedReason: string }>(
      t.db.read,
      `SELECT id, "waivedReason" FROM deadlines WHERE "waivedOn" = '2020-01-10' ORDER BY id`,
    );
    // The one-off completion of a task closed before was not waived then; here it stands in for any leftover.
    expect(open.map((one) => one.id)).toEqual([
      plan.deadlineIds[1],
      plan.deadlineIds[3],
      plan.deadlineIds[4],
    ]);
    expect(new Set(open.map((one) => one.waivedReason))).toEqual(new Set(['ended']));
    expect(await t.get(PeriodsService).openNext('2021-01-01' as Day)).toEqual({ opened: 0, tasks: 0 });
    await expect(end(lastDay)).rejects.toMatchObject({ code: 'plan-has-ended' });
  });

  it('changes who reports from the next period on, with a reason', async () => {
    const settings = t.get(TaskSettingsService);
    const set = (reason?: string) =>
      settings.changeReporting(ADMINISTRATOR, plan.taskIds[0]!, { reporting: 'each-lead', reason });
    await expect(set()).rejects.toMatchObject({ code: 'move-needs-reason' });
    await set('各牵头单位分工不同');
    expect(await settings.of(plan.taskIds[0]!)).toMatchObject({ reporting: 'each-lead' });
    await change(0, { state: 'withdrawn' });
    await expect(set('再改')).rejects.toMatchObject({ code: 'task-is-withdrawn' });
  });

  it('marks a task sensitive from today on and unmarks it, each with a reason in the trail', async () => {
    const settings = t.get(TaskSettingsService);
    const mark = (sensitive: 'yes' | 'no') =>
      settings.markSensitive(ADMINISTRATOR, plan.taskIds[0]!, { sensitive, reason: '涉及干部名单' });
    await mark('yes');
    expect(await settings.of(plan.taskIds[0]!)).toMatchObject({ sensitiveFromOn: '2020-01-10' });
    await mark('no');
    expect(await settings.of(plan.taskIds[0]!)).toMatchObject({ sensitiveFromOn: null });
    const trail = await row<{ after: string }>(
      t.db.read,
      `SELECT after FROM audit_entries WHERE verb = 'unmark-sensitive'`,
    );
    expect(JSON.parse(trail!.after)).toEqual({ sensitiveFromOn: null, reason: '涉及干部名单' });
  });
});
