import { aProgram, type Program } from '../support/api.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

interface Overdue {
  id: number;
  unitId: number;
  planId: number;
  taskNo: string | null;
}

describe('GET /api/v1/overdue', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let other: InsertedPlan;
  let supervisor: Program;
  let reporter: Program;
  let idle: Program;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-23T01:00:00Z' });
    plan = await aPlan(t.db)
      .withRefinement({ unit: '市考核办', dueOn: '2018-11-20' })
      .withTask({
        leads: ['市委办', '市考核办'],
        deadlines: [
          {
            dueOn: '2018-11-16',
            returns: 1,
            reworkOn: '2018-11-21',
            said: { state: 'returned', text: '已研究。' },
          },
          { unit: '市考核办', dueOn: '2018-11-22' },
          { unit: '市考核办', dueOn: '2018-11-22', period: 'waits', pendingSince: '2018-11-22' },
          { unit: '市考核办', dueOn: '2018-11-22', period: 'met', metOn: '2018-11-21' },
        ],
      })
      .withTask({ leads: ['市委办'], deadlines: [{ dueOn: '2018-11-23' }] })
      .insert();
    other = await aPlan(t.db)
      .titled('另一方案')
      .withTask({ leads: ['市财政局'], deadlines: [{ dueOn: '2018-11-01' }] })
      .insert();
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    const unitIds = [plan.unitId('市委办'), other.unitId('市财政局')];
    await aPerson(t, { loginName: 'lianluo', roles: ['reporter'], unitIds });
    await aPerson(t, { loginName: 'xianzhi', roles: ['reporter'] });
    [supervisor, reporter, idle] = [
      await aProgram(t, 'ducha'),
      await aProgram(t, 'lianluo'),
      await aProgram(t, 'xianzhi'),
    ];
  });
  afterAll(() => t.close());

  const idsOf = async (program: Program, url: string) =>
    (await program.get<{ items: Overdue[] }>(url)).body.items.map((item) => item.id);

  it('lists what is overdue, the longest first, with days late in working days', async () => {
    const { status, body } = await supervisor.get<{ items: unknown[]; next: null }>('/overdue');
    expect(status).toBe(200);
    expect(body).toEqual({ items: expect.any(Array), next: null });
    expect(body.items).toMatchObject([
      { planId: other.planId, taskNo: '1', dueOn: '2018-11-01', daysLate: 16 },
      { planId: plan.planId, taskId: null, kind: 'refinement', dueOn: '2018-11-20', daysLate: 3 },
      {
        taskNo: '1',
        dueOn: '2018-11-16',
        reworkOn: '2018-11-21',
        daysLate: 2,
        returns: 1,
        lastWord: '已研究。',
      },
      { taskNo: '1', unitName: '市考核办', dueOn: '2018-11-22', daysLate: 1, lastWord: '正在推进。' },
    ]);
  });

  it('shows every field of a row', async () => {
    const { body } = await supervisor.get<{ items: unknown[] }>(`/overdue?plan=${other.planId}`);
    expect(body.items).toEqual([
      {
        id: other.deadlineIds[0],
        planId: other.planId,
        planTitle: '另一方案',
        taskId: other.taskIds[0],
        taskNo: '1',
        taskTitle: '任务1',
        unitId: other.unitId('市财政局'),
        unitName: '市财政局',
        kind: 'progress',
        period: '2019-H1',
        originalDueOn: '2018-11-01',
        dueOn: '2018-11-01',
        source: 'rule',
        reworkOn: null,
        openedOn: '2018-11-02',
        pendingSince: null,
        metOn: null,
        waivedOn: null,
        returns: 0,
        state: 'overdue',
        light: 'red',
        daysLate: 16,
        lastWord: null,
      },
    ]);
  });

  it('can be asked for a unit or a plan', async () => {
    expect(await idsOf(supervisor, `/overdue?unit=${plan.unitId('市委办')}`)).toEqual([plan.deadlineIds[1]]);
    expect(await idsOf(supervisor, `/overdue?plan=${other.planId}`)).toEqual([other.deadlineIds[0]]);
    expect(await idsOf(supervisor, `/overdue?plan=${other.planId}&unit=${plan.unitId('市委办')}`)).toEqual(
      [],
    );
  });

  it("shows a reporter its own units' and nothing else", async () => {
    expect(await idsOf(reporter, '/overdue')).toEqual([other.deadlineIds[0], plan.deadlineIds[1]]);
    expect(await idsOf(reporter, `/overdue?unit=${plan.unitId('市考核办')}`)).toEqual([]);
    expect(await idsOf(idle, '/overdue')).toEqual([]);
  });

  it.each(['leader', 'verifier', 'auditor'] as const)('shows all to a %s', async (role) => {
    await aPerson(t, { loginName: role, roles: [role] });
    expect(await idsOf(await aProgram(t, role), '/overdue')).toHaveLength(4);
  });

  it('leaves out what is not yet issued', async () => {
    await t.db.inTransaction((tx) => tx.query(`UPDATE plans SET state = 'draft' WHERE id = ${other.planId}`));
    expect(await idsOf(supervisor, '/overdue')).not.toContain(other.deadlineIds[0]);
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE plans SET state = 'issued' WHERE id = ${other.planId}`),
    );
  });

  it('goes on where the page before ended, to the end', async () => {
    const whole = await idsOf(supervisor, '/overdue');
    const { items, pages } = await supervisor.all<Overdue>('/overdue?limit=1');
    expect(items.map((item) => item.id)).toEqual(whole);
    expect(pages).toBe(whole.length);
    expect((await supervisor.get<{ items: [] }>('/overdue?after=2018-11-30~1')).body.items).toEqual([]);
  });

  it.each([
    ['unit', 'abc', 'field-not-a-number'],
    ['unit', '0', 'field-not-a-number'],
    ['plan', '1.5', 'field-not-a-number'],
    ['plan', '99999999999', 'field-not-a-number'],
    ['limit', '201', 'field-not-a-number'],
    ['limit', '-1', 'field-not-a-number'],
    ['after', 'yesterday', 'input-wrong'],
  ])('answers 422 for %s=%s', async (field, value, code) => {
    const { status, type, body } = await supervisor.get(`/overdue?${field}=${value}`);
    expect([status, type]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      status: 422,
      fields: { [field]: { code, message: expect.stringMatching(/。$/) } },
    });
  });

  it('is not for an administrator who is nothing else', async () => {
    await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
    expect((await (await aProgram(t, 'guanli')).get('/overdue')).status).toBe(403);
  });
});
