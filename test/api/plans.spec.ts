import { LIGHTS } from '../../src/reports/choices.js';
import type { Light } from '../../src/rules/lights.js';
import { aProgram, type Program } from '../support/api.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

interface Item {
  id: number;
  no: string;
  light: Light;
  daysLate: number;
  owedOn: string | null;
}

describe('GET /api/v1/plans/{id}/tasks', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let supervisor: Program;
  let reporter: Program;
  let stranger: Program;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-23T01:00:00Z' });
    plan = await aPlan(t.db)
      .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
      .withTask({ leads: ['市委办'], text: '建立100%覆盖的台账。', deadlines: [{ dueOn: '2018-11-21' }] })
      .withTask({
        leads: ['市财政局', '市委办'],
        cooperating: ['市考核办'],
        deadlines: [
          { dueOn: '2018-11-30' },
          { unit: '市委办', dueOn: '2018-12-31' },
          // Asked to report too, but no lead: it does not colour the task.
          { unit: '市考核办', dueOn: '2018-11-12' },
        ],
      })
      .withTask({ leads: ['市财政局'], deadlines: [{ dueOn: '2019-12-31' }] })
      .withTask({
        leads: ['市财政局'],
        deadlines: [
          { dueOn: '2018-11-12', metOn: '2018-11-09' },
          { dueOn: '2019-12-31', period: '2019' },
        ],
      })
      .withTask({ leads: ['市委办'], deadlines: [{ dueOn: '2018-11-12', metOn: '2018-11-13' }] })
      .withTask({ leads: ['市委办'], deadlines: [{ dueOn: '2018-11-12' }] })
      .withTask({ leads: ['市考核办'], verifier: '市委督查室' })
      .insert();
    const closed = plan.taskIds[5];
    await t.db.inTransaction((tx) => tx.query(`UPDATE tasks SET state = 'closed' WHERE id = ${closed}`));
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    await aPerson(t, { loginName: 'lianluo', unitIds: [plan.unitId('市考核办')] });
    await aPerson(t, { loginName: 'mosheng', unitIds: [] });
    [supervisor, reporter, stranger] = [
      await aProgram(t, 'ducha'),
      await aProgram(t, 'lianluo'),
      await aProgram(t, 'mosheng'),
    ];
  });
  afterAll(() => t.close());

  const numbers = async (program: Program, query: string) => {
    const { items } = await program.all<Item>(`/plans/${plan.planId}/tasks?${query}`);
    return items.map((item) => item.no);
  };

  it('lists the tasks in the order of the document, each with its light', async () => {
    const { items } = await supervisor.all<Item>(`/plans/${plan.planId}/tasks?limit=50`);
    expect(items.map(({ no, light, daysLate, owedOn }) => [no, light, daysLate, owedOn])).toEqual([
      ['1', 'red', 2, '2018-11-21'],
      ['2', 'yellow', 0, '2018-11-30'],
      ['3', 'not-started', 0, '2019-12-31'],
      ['4', 'green', 0, '2019-12-31'],
      ['5', 'yellow', 0, null],
      ['6', 'closed', 9, '2018-11-12'],
      ['7', 'not-started', 0, null],
    ]);
  });

  it('shows every field of a task', async () => {
    const { body } = await supervisor.get<{ items: unknown[] }>(`/plans/${plan.planId}/tasks?q=2`);
    expect(body.items).toEqual([
      {
        id: plan.taskIds[1],
        planId: plan.planId,
        parentId: null,
        no: '2',
        section: '',
        title: '任务2',
        text: '任务2的原文。',
        kinds: ['one-off'],
        state: 'issued',
        light: 'yellow',
        daysLate: 0,
        owedOn: '2018-11-30',
        progress: null,
        leads: [
          { unitId: plan.unitId('市财政局'), unitName: '市财政局', isFirst: true },
          { unitId: plan.unitId('市委办'), unitName: '市委办', isFirst: false },
        ],
      },
    ]);
  });

  it('finds by each light exactly the tasks that bear it', async () => {
    const { items: whole } = await supervisor.all<Item>(`/plans/${plan.planId}/tasks?limit=50`);
    for (const light of LIGHTS) {
      const wanted = whole.filter((item) => item.light === light).map((item) => item.no);
      expect(await numbers(supervisor, `light=${light}`)).toEqual(wanted);
      expect(await numbers(supervisor, `light=${light}&limit=1`)).toEqual(wanted);
    }
  });

  it('can be asked for a unit, a state, a day and a word', async () => {
    expect(await numbers(supervisor, `unit=${plan.unitId('市考核办')}`)).toEqual(['2', '7']);
    expect(await numbers(supervisor, 'state=closed')).toEqual(['6']);
    expect(await numbers(supervisor, 'dueBefore=2018-11-22')).toEqual(['1', '2', '6']);
    expect(await numbers(supervisor, 'q=100%25')).toEqual(['1']);
    expect(await numbers(supervisor, 'q=%E4%BB%BB%E5%8A%A13')).toEqual(['3']);
    expect(await numbers(supervisor, `light=yellow&unit=${plan.unitId('市财政局')}`)).toEqual(['2']);
  });

  it('goes on where the page before ended, to the end', async () => {
    const { items, pages } = await supervisor.all<Item>(`/plans/${plan.planId}/tasks?limit=2`);
    expect(items.map((item) => item.id)).toEqual(plan.taskIds);
    expect(pages).toBe(4);
  });

  it('shows a reporter the tasks in which its units have a part', async () => {
    expect(await numbers(reporter, 'limit=50')).toEqual(['2', '7']);
  });

  it('answers 404 for a plan that is not there, not a number, or not the viewer’s business', async () => {
    expect((await supervisor.get('/plans/999/tasks')).status).toBe(404);
    expect((await supervisor.get('/plans/x/tasks')).status).toBe(404);
    const { status, body } = await stranger.get(`/plans/${plan.planId}/tasks`);
    expect([status, body['code']]).toEqual([404, 'not-found']);
  });

  it.each([
    ['light', 'blue', 'field-not-a-choice'],
    ['state', 'done', 'field-not-a-choice'],
    ['unit', 'x', 'field-not-a-number'],
    ['dueBefore', '2018-02-30', 'field-not-a-day'],
    ['q', 'x'.repeat(101), 'field-too-long'],
    ['after', '3', 'input-wrong'],
    ['limit', 'many', 'field-not-a-number'],
  ])('answers 422 for %s=%.10s', async (field, value, code) => {
    const { status, body } = await supervisor.get(`/plans/${plan.planId}/tasks?${field}=${value}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ fields: { [field]: { code } } });
  });
});
