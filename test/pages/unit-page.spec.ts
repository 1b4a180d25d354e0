import { rows } from '../../src/platform/sql.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { officeFile } from '../support/files.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { readsOf } from '../support/reads.js';
import { wordsOf } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';
const OWN = '市考核办';
const OTHER = '市委办';
const OUTSIDE = '市委大督查办';
const WORD_FILE = officeFile('docx');

describe("a unit's page", () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let reporter: Browser;
  let supervisor: Browser;
  const deadline: Record<string, number> = {};

  beforeEach(async () => {
    t = await testApp({ now: '2019-07-03T01:30:00Z' });
    const said = { text: '上次写的内容', state: 'returned' as const };
    plan = await aPlan(t.db)
      .supervisedBy(DEPARTMENT)
      .withRefinement({ unit: OWN, dueOn: '2019-07-09' })
      .withTask({
        title: '综合考核办法',
        text: '改进完善综合考核办法。',
        leads: [OWN, OTHER],
        deadlines: [
          { dueOn: '2019-06-28', reworkOn: '2019-07-05', returns: 1, said },
          { kind: 'completion', dueOn: '2019-12-31' },
        ],
      })
      .withTask({ title: '考核结果运用', leads: [OWN], deadlines: [{ dueOn: '2019-06-28' }] })
      .withTask({ title: '别家的事', leads: [OTHER], deadlines: [{ dueOn: '2019-06-28' }] })
      .withTask({
        title: '组织部自己牵头',
        leads: [DEPARTMENT],
        verifier: OUTSIDE,
        deadlines: [{ dueOn: '2019-06-28', pendingSince: '2019-07-01' }],
      })
      .insert();
    [
      deadline.refinement,
      deadline.returned,
      deadline.completion,
      deadline.overdue,
      deadline.others,
      deadline.led,
    ] = plan.deadlineIds as [number, number, number, number, number, number];
    await returnedWithReason(t, deadline.returned!);
    const person = (loginName: string, role: 'supervisor' | 'reporter', units: string[]) =>
      aPerson(t, {
        loginName,
        name: loginName,
        roles: [role],
        unitIds: units.map((unit) => plan.unitId(unit)),
      });
    await person('zhang', 'supervisor', [DEPARTMENT]);
    await person('li', 'reporter', [OWN, OTHER]);
    await person('wang', 'reporter', [OUTSIDE]);
    reporter = await t.signIn('li');
    supervisor = await t.signIn('zhang');
  });
  afterEach(() => t.close());

  const own = () => `/units/${plan.unitId(OWN)}`;
  const statesOf = (id: number) =>
    rows<{ state: string; standing: string; text: string; channel: string; givenBy: string | null }>(
      t.db.read,
      'SELECT state, standing, text, channel, "givenBy" FROM submissions WHERE "deadlineId" = :id ORDER BY id',
      { id },
    );

  it('says on whose behalf one reports, and lists what was returned first, then what is overdue, then what is due', async () => {
    const text = wordsOf(await reporter.get(own()));
    expect(text).toContain('您正以 【市考核办】 名义填报');
    expect(text).toContain('现有3项需要报送');
    const order = [
      '2019-07-02退回。 理由：没有具体数据',
      '■ 超期 3个工作日',
      '▲ 临期 还有4个工作日',
      '○ 未到期',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).not.toContain('别家的事');
  });

  it('reads no more often, however many completions wait for another lead', async () => {
    const task = {
      leads: [OWN, OTHER],
      deadlines: [
        { kind: 'completion' as const, dueOn: '2019-12-31' },
        { unit: OTHER, dueOn: '2019-06-28' },
      ],
    };
    const untold = async () => {
      const page = wordsOf(await reporter.get(`/units/${plan.unitId(OWN)}`));
      return page.split(`${OTHER}：尚有未报事项`).length - 1;
    };
    await aPlan(t.db).withTask(task).insert();
    expect(await untold()).toBe(1);
    await aPlan(t.db).withTask(task).withTask(task).withTask(task).insert();
    expect(await untold()).toBe(4);
    const { queries } = await readsOf(t.db, untold);
    // Who was told by me, and who told me.
    expect(queries.filter((sql) => sql.includes('FROM claim_tellings'))).toHaveLength(2);
  });

  it('offers the other unit of a person who serves two', async () => {
    expect(wordsOf(await reporter.get(own()))).toContain('切换到： 市委办');
    expect((await reporter.get(`/units/${plan.unitId(OTHER)}`)).body).toContain('【市委办】');
  });

  it('is nobody else’s business', async () => {
    const stranger = await t.signIn('wang');
    expect((await stranger.get(own())).statusCode).toBe(404);
    expect((await stranger.get(`/tasks/${plan.taskIds[0]}`)).statusCode).toBe(404);
    expect((await reporter.get('/units/99999')).statusCode).toBe(404);
    expect((await reporter.get('/units/abc')).statusCode).toBe(404);
    expect((await t.browser().get(own())).statusCode).toBe(303);
  });

  it('takes a report and answers with a receipt, what happens next, and what is still to do', async () => {
    const sent = await reporter.post(`/deadlines/${deadline.overdue}/submissions`, {
      text: '已完成两轮征求意见。',
      standing: 'on-schedule',
      percentage: '',
      difficulty: '',
    });
    expect(sent.statusCode).toBe(303);
    const receipt = wordsOf(await reporter.get(String(sent.headers.location)));
    expect(receipt).toMatch(/报送已收到 回执编号： 〔2019〕\d{6}/);
    expect(receipt).toContain('5个工作日内审核');
    expect(receipt).toContain('继续填报，还有2项');
    expect(receipt).toContain('已完成两轮征求意见。');
    expect(wordsOf(await reporter.get(own()))).toMatch(/已报送，待审核.*考核结果运用/);
  });

  it('lets what waits be changed until it is verified: the newer one replaces it', async () => {
    const path = `/deadlines/${deadline.overdue}/submissions`;
    await reporter.post(path, { text: '第一稿', standing: 'on-schedule' });
    const form = (await reporter.get(own())).body;
    expect(form).toContain('>第一稿</textarea>');
    await reporter.post(path, { text: '第二稿', standing: 'difficulty' });
    expect((await statesOf(deadline.overdue!)).map(({ text, state }) => `${text} ${state}`)).toEqual([
      '第一稿 replaced',
      '第二稿 pending',
    ]);
  });

  it('takes “nothing new” by one click', async () => {
    const sent = await reporter.post(`/deadlines/${deadline.overdue}/submissions`, {
      standing: 'nothing-new',
    });
    expect(sent.statusCode).toBe(303);
    expect(await statesOf(deadline.overdue!)).toEqual([
      expect.objectContaining({ standing: 'nothing-new', state: 'pending' }),
    ]);
  });

  it('takes a refinement plan as a file alone', async () => {
    const sent = await reporter.postFiles(
      `/deadlines/${deadline.refinement}/submissions`,
      { standing: 'on-schedule', text: '' },
      [{ field: 'files', name: '细化方案（定稿）.docx', bytes: WORD_FILE }],
    );
    expect(sent.statusCode).toBe(303);
    expect(wordsOf(await reporter.get(String(sent.headers.location)))).toContain('细化方案（定稿）.docx');
  });

  it('gives a refused report back whole, with a message at the field', async () => {
    const answer = await reporter.post(`/deadlines/${deadline.overdue}/submissions`, {
      text: '写了很多内容',
      percentage: 120,
    });
    expect(answer.statusCode).toBe(422);
    const text = wordsOf(answer);
    expect(answer.body).toContain('>写了很多内容</textarea>');
    expect(text).toContain('提交的内容有误，请更正');
    expect(answer.body).toContain(`href="#standing-${deadline.overdue}"`);
    expect(answer.body).toContain(`id="standing-${deadline.overdue}"`);
    expect(answer.body).toContain(`href="#percentage-${deadline.overdue}"`);
    expect(await statesOf(deadline.overdue!)).toEqual([]);
  });

  it('says so when there is nothing in a report', async () => {
    const answer = await reporter.post(`/deadlines/${deadline.overdue}/submissions`, {
      standing: 'on-schedule',
    });
    expect(answer.statusCode).toBe(422);
    expect(await statesOf(deadline.overdue!)).toEqual([]);
  });

  it('does not let a unit report for another, nor record', async () => {
    const stranger = await t.signIn('wang');
    const fields = { text: '冒名', standing: 'on-schedule' };
    expect((await stranger.post(`/deadlines/${deadline.overdue}/submissions`, fields)).statusCode).toBe(404);
    expect(
      (await reporter.post(`/deadlines/${deadline.overdue}/recordings`, { ...fields, channel: 'telephone' }))
        .statusCode,
    ).toBe(403);
    expect(await statesOf(deadline.overdue!)).toEqual([]);
  });

  it('lets a supervisor record what came by telephone, on the unit’s behalf', async () => {
    const page = wordsOf(await supervisor.get(own()));
    expect(page).not.toContain('名义填报');
    expect(page).toContain('代录（电话、纸质、办公系统来件）');
    const sent = await supervisor.post(`/deadlines/${deadline.overdue}/recordings`, {
      channel: 'telephone',
      receivedOn: '2019-07-02',
      givenBy: '主任庚',
      text: '电话报告：已印发。',
      standing: 'on-schedule',
    });
    expect(sent.statusCode).toBe(303);
    expect(await statesOf(deadline.overdue!)).toEqual([
      expect.objectContaining({ channel: 'telephone', givenBy: '主任庚', state: 'pending' }),
    ]);
    expect(wordsOf(await reporter.get(own()))).toMatch(/电话（主任庚） .*zhang代录/);
  });

  it('gives a refused recording back whole', async () => {
    const answer = await supervisor.post(`/deadlines/${deadline.overdue}/recordings`, {
      receivedOn: '2019-07-30',
      text: '电话报告',
      standing: 'on-schedule',
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('>电话报告</textarea>');
    expect(answer.body).toContain(`href="#channel-r${deadline.overdue}"`);
  });

  it('shows the outside unit what it was named to verify', async () => {
    const verifier = await t.signIn('wang');
    const text = wordsOf(await verifier.get(`/units/${plan.unitId(OUTSIDE)}`));
    expect(text).toMatch(/待我审核.*组织部自己牵头/);
    expect((await verifier.get(`/tasks/${plan.taskIds[3]}`)).statusCode).toBe(200);
  });
});

async function returnedWithReason(t: TestApp, deadlineId: number): Promise<void> {
  const found = await rows<{ id: number }>(
    t.db.read,
    'SELECT id FROM submissions WHERE "deadlineId" = :deadlineId',
    { deadlineId },
  );
  const { Verification } = await import('../../src/progress/verification.entity.js');
  await t.db.inTransaction((tx) =>
    tx.insert(Verification, {
      submissionId: found[0]!.id,
      outcome: 'returned',
      reason: '没有具体数据',
      reworkOn: '2019-07-05' as never,
      verifiedOn: '2019-07-02' as never,
      verifiedAt: '2019-07-02T02:00:00.000Z',
    }),
  );
}
