import { row } from '../../src/platform/sql.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { readsOf } from '../support/reads.js';
import { wordsOf } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';
const OUTSIDE = '市委大督查办';
const TEXT = '每年确定10个左右好班子，\n并予以通报。';

describe("a task's page", () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let supervisor: Browser;

  beforeEach(async () => {
    t = await testApp({ now: '2019-07-03T01:30:00Z' });
    plan = await aPlan(t.db)
      .supervisedBy(DEPARTMENT)
      .withTask({
        no: '4',
        title: '确定好班子',
        text: TEXT,
        section: '二、激励',
        leads: ['市考核办', '市委办'],
        cooperating: ['各区镇'],
        deadlines: [
          {
            dueOn: '2019-06-27',
            originalDueOn: '2019-06-28',
            pendingSince: '2019-06-26',
            said: { text: '已确定名单', nextStep: '提请审议' },
          },
          { unit: '市委办', dueOn: '2019-06-28' },
        ],
      })
      .withTask({
        title: '组织部牵头',
        leads: [DEPARTMENT, '市委办'],
        verifier: OUTSIDE,
        deadlines: [{ dueOn: '2019-06-28', pendingSince: '2019-06-27', said: { text: '自己报的' } }],
      })
      .insert();
    const person = (loginName: string, role: 'supervisor' | 'reporter', unit: string) =>
      aPerson(t, { loginName, name: `${loginName}某`, roles: [role], unitIds: [plan.unitId(unit)] });
    await person('zhang', 'supervisor', DEPARTMENT);
    await person('li', 'reporter', '市委办');
    await person('wang', 'reporter', OUTSIDE);
    supervisor = await t.signIn('zhang');
  });
  afterEach(() => t.close());

  const task = (i: number) => `/tasks/${plan.taskIds[i]}`;
  const submissionOf = async (deadlineId: number) =>
    (await row<{ id: number }>(t.db.read, 'SELECT id FROM submissions WHERE "deadlineId" = :deadlineId', {
      deadlineId,
    }))!.id;
  const deadlineNow = (id: number) =>
    row<Record<string, unknown>>(
      t.db.read,
      'SELECT "metOn", "pendingSince", "reworkOn", returns FROM deadlines WHERE id = :id',
      { id },
    );

  it('asks once who leads and who may verify, however many deadlines it shows', async () => {
    const draw = async (i: number) => (await readsOf(t.db, () => supervisor.get(task(i)))).queries;
    await draw(0);
    const before = await draw(0);
    const { taskIds } = plan;
    await t.db.inTransaction(async (tx) => {
      for (const period of ['2018-H2', '2017-H2', '2017-H1']) {
        const { id: _id, ...row } = await tx.findOneByOrFail(Deadline, { taskId: taskIds[0]! });
        await tx.insert(Deadline, { ...row, period });
      }
    });
    const after = await draw(0);
    // After any write the department's name is read again.
    expect(after.length - before.length).toBeLessThanOrEqual(1);
    for (const once of ['line(id, "parentId")', 'FROM units WHERE "parentId"', 'SELECT "verifierUnitId"'])
      expect(after.filter((sql) => sql.includes(once))).toHaveLength(1);
  });

  it('shows the document’s words, who leads, and each unit’s own line with its light', async () => {
    const { body } = await supervisor.get(task(0));
    const text = wordsOf({ body });
    expect(body).toContain(TEXT);
    expect(text).toContain('第4项 确定好班子');
    expect(text).toMatch(/牵头单位 市考核办 （第一牵头） 、 市委办/);
    expect(text).toMatch(/市考核办 2019年上半年进展 2019-06-27 （原定2019-06-28） 按规则推定 ● 待审核/);
    expect(text).toMatch(/市委办 2019年上半年进展 2019-06-28 按规则推定 ■ 超期 3个工作日/);
    expect(text).toMatch(/已确定名单.*下步措施： ?提请审议/);
  });

  it('lets whoever stands outside accept, and says what waits next', async () => {
    const id = await submissionOf(plan.deadlineIds[0]!);
    expect((await supervisor.get(task(0))).body).toContain(`action="/submissions/${id}/verification"`);
    const sent = await supervisor.post(`/submissions/${id}/verification`, {
      outcome: 'accepted',
      reworkOn: '2019-07-08',
    });
    expect(sent.statusCode).toBe(303);
    expect(wordsOf(await supervisor.get(String(sent.headers.location)))).toMatch(
      /已认定.*没有其他待您审核的报送/,
    );
    expect(await deadlineNow(plan.deadlineIds[0]!)).toMatchObject({
      metOn: '2019-06-26',
      pendingSince: null,
    });
    expect(wordsOf(await supervisor.get(task(0)))).toMatch(/办理记录 .*zhang某（网页）认定市考核办报送/);
  });

  it('returns with a reason and proposes the day three working days on', async () => {
    const id = await submissionOf(plan.deadlineIds[0]!);
    expect((await supervisor.get(`/submissions/${id}`)).body).toContain('value="2019-07-08"');
    const refused = await supervisor.post(`/submissions/${id}/verification`, {
      outcome: 'returned',
      reworkOn: '2019-07-09',
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain(`href="#reason-v${id}"`);
    expect(refused.body).toContain('value="2019-07-09"');
    const early = await supervisor.post(`/submissions/${id}/verification`, {
      outcome: 'returned',
      reason: '缺名单',
      reworkOn: '2019-07-04',
    });
    expect(early.statusCode).toBe(422);
    expect(early.body).toContain('>缺名单</textarea>');
    await supervisor.post(`/submissions/${id}/verification`, { outcome: 'returned', reason: '缺名单' });
    expect(await deadlineNow(plan.deadlineIds[0]!)).toMatchObject({
      reworkOn: '2019-07-08',
      pendingSince: null,
      returns: 1,
    });
    expect(wordsOf(await supervisor.get(task(0)))).toContain('缺名单');
  });

  it('gives nobody of a lead unit the form, and says why', async () => {
    const id = await submissionOf(plan.deadlineIds[2]!);
    expect((await supervisor.get(task(1))).body).not.toContain('/verification"');
    const page = await supervisor.get(`/submissions/${id}`);
    expect(page.body).not.toContain('/verification"');
    expect(
      (await supervisor.post(`/submissions/${id}/verification`, { outcome: 'accepted' })).statusCode,
    ).toBe(403);
    const outside = await t.signIn('wang');
    expect((await outside.get(`/submissions/${id}`)).body).toContain('/verification"');
    expect((await outside.post(`/submissions/${id}/verification`, { outcome: 'accepted' })).statusCode).toBe(
      303,
    );
  });

  it('shows a unit its own submissions only, and no trail', async () => {
    const reporter = await t.signIn('li');
    const text = wordsOf(await reporter.get(task(0)));
    expect(text).toContain('■ 超期');
    expect(text).toContain('去填报');
    expect(text).not.toContain('已确定名单');
    expect(text).not.toContain('办理记录');
    expect((await reporter.get(`/submissions/${await submissionOf(plan.deadlineIds[0]!)}`)).statusCode).toBe(
      404,
    );
    expect((await (await t.signIn('wang')).get(task(0))).statusCode).toBe(404);
  });

  it('lets a supervisor record for a lead from here', async () => {
    const text = wordsOf(await supervisor.get(task(0)));
    expect(text).toContain('代录市委办来件：2019年上半年进展');
  });

  it('says of what stands still why it does', async () => {
    const line = async () => {
      const { body } = await supervisor.get(task(0));
      const from = body.indexOf(`id="deadline-${plan.deadlineIds[1]}"`);
      return wordsOf({ body: body.slice(from, body.indexOf('</tr>', from)) });
    };
    await t.db.inTransaction((tx) =>
      tx.update(Deadline, plan.deadlineIds[1]!, { heldOn: '2019-07-01', openedOn: null } as object),
    );
    expect(await line()).toContain('挂账');
    await t.db.inTransaction((tx) =>
      tx.update(
        'Duty',
        { taskId: plan.taskIds[0], unitId: plan.unitId('市委办') },
        { unclaimedFromOn: '2019-07-01' },
      ),
    );
    expect(await line()).toContain('待认领');
    expect(await line()).not.toContain('未开放');
  });

  it('offers nothing to be asked for on a task that is over', async () => {
    const places = ['filings', 'coordinations', 'suspension', 'deadlines'].map(
      (name) => `${task(0)}/${name}`,
    );
    const offered = async () => {
      const { body } = await supervisor.get(task(0));
      return places.filter((place) => body.includes(`href="${place}"`));
    };
    expect(await offered()).toEqual(places);
    for (const state of ['closed', 'withdrawn'] as const) {
      await t.db.inTransaction((tx) => tx.update('Task', { id: plan.taskIds[0] }, { state }));
      expect(await offered()).toEqual([]);
    }
  });
});
