/** Claims, grades and reopenings through both doors; what the table of states forbids is refused in words on each. */
import { rows } from '../../src/platform/sql.js';
import { Task } from '../../src/plans/task.entity.js';
import { TRANSITIONS, type Move, type TaskState } from '../../src/rules/task-states.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { aProgram, type Program } from '../support/api.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';
const FIRST = '市考核办';
const SECOND = '市委办';
const EVIDENCE = '权责清单已于12月2日印发并在门户网站公开。';
const CLAIM = { standing: 'claim', text: EVIDENCE, selfRating: 'full' };
const GRADED = { outcome: 'accepted', grade: 'mostly', reason: '清单完整，公开稍迟。' };

let t: TestApp;
let plan: InsertedPlan;
let supervisor: Browser;
let first: Browser;
let programs: { supervisor: Program; first: Program };

beforeAll(async () => {
  t = await testApp({ now: '2019-12-09T01:00:00Z' });
  await newPlan('空白');
  await aPerson(t, { loginName: 'supervisor', roles: ['supervisor'], unitIds: [plan.unitId(DEPARTMENT)] });
  await aPerson(t, { loginName: 'first', roles: ['reporter'], unitIds: [plan.unitId(FIRST)] });
  supervisor = await t.signIn('supervisor');
  first = await t.signIn('first');
  programs = { supervisor: await aProgram(t, 'supervisor'), first: await aProgram(t, 'first') };
});
afterAll(() => t.close());

async function newPlan(title: string, isJoint = false): Promise<void> {
  const completion = { kind: 'completion' as const, dueOn: '2019-12-31' };
  const second = { unit: SECOND, dueOn: '2019-12-31', period: '2019-H2' };
  plan = await aPlan(t.db)
    .titled(title)
    .supervisedBy(DEPARTMENT)
    .withTask({
      no: '15',
      title: '建立权责清单',
      leads: isJoint ? [FIRST, SECOND] : [FIRST],
      deadlines: isJoint ? [completion, second] : [completion],
    })
    .insert();
}
const completion = () => plan.deadlineIds[0]!;
const taskId = () => plan.taskIds[0]!;
const taskPage = async (browser = supervisor) => wordsOf(await browser.get(`/tasks/${taskId()}`));
const put = (given: Partial<Task>) => t.db.inTransaction((tx) => tx.update(Task, taskId(), given));
const stateNow = async () => (await t.db.read.findOneByOrFail(Task, { id: taskId() })).state;
const submissionId = async () =>
  (await rows<{ id: number }>(t.db.read, 'SELECT max(id) AS id FROM submissions'))[0]!.id;

describe('on the pages', () => {
  it('a claim is handed in, graded and reopened, and the task tells its course', async () => {
    await newPlan('一次性任务');
    const form = (await first.get(`/units/${plan.unitId(FIRST)}`)).body;
    expect(form).toContain('name="selfRating"');
    const refused = await first.post(`/deadlines/${completion()}/submissions`, { ...CLAIM, selfRating: '' });
    expect(refused.statusCode).toBe(422);
    expect(wordsOf(refused)).toContain('请选择自评等次');
    expect(refused.body).toContain(EVIDENCE);
    expect((await first.post(`/deadlines/${completion()}/submissions`, CLAIM)).statusCode).toBe(303);
    const id = await submissionId();
    expect(wordsOf(await supervisor.get(`/submissions/${id}`))).toMatch(/自评：完成.*办结等次.*基本完成/);
    const ungraded = await supervisor.post(`/submissions/${id}/verification`, { outcome: 'accepted' });
    expect(ungraded.statusCode).toBe(422);
    expect(wordsOf(ungraded)).toMatch(/请选择办结等次.*请填写复核意见/);
    expect((await supervisor.post(`/submissions/${id}/verification`, GRADED)).statusCode).toBe(303);
    expect(await taskPage()).toMatch(/已销号：基本完成（2019-12-09）/);
    expect(await taskPage()).toMatch(
      /办理过程.*申请办结.*first.*销号（基本完成） supervisor 清单完整，公开稍迟。/,
    );
    expect(await taskPage(first)).not.toContain('重新启动任务');
    expect(wordsOf(await supervisor.get(`/tasks/${taskId()}/closure`))).toMatch(
      /于2019-12-09销号，等次为“基本完成”/,
    );
    const early = await supervisor.post(`/tasks/${taskId()}/reopening`, {
      reason: '漏项',
      dueOn: '2019-12-06',
    });
    expect(early.statusCode).toBe(422);
    expect(early.body).toContain('>漏项</textarea>');
    await supervisor.post(`/tasks/${taskId()}/reopening`, { reason: '审计发现漏项', dueOn: '2020-01-10' });
    expect(await taskPage()).toMatch(/办理中.*重新启动 supervisor 审计发现漏项/);
  });

  it('the first lead sees who is in the way, tells them, and they see it', async () => {
    await newPlan('共同任务', true);
    expect(wordsOf(await first.get(`/units/${plan.unitId(FIRST)}`))).toMatch(/市委办：尚有未报事项，未告知/);
    const refused = await first.post(`/deadlines/${completion()}/submissions`, CLAIM);
    expect(refused.statusCode).toBe(409);
    expect(wordsOf(refused)).toContain('其他牵头单位（市委办）尚有未完成的报送');
    expect(await taskPage(first)).toContain('告知其他牵头单位即将申请办结');
    expect((await first.post(`/tasks/${taskId()}/tellings`)).statusCode).toBe(303);
    expect(await taskPage(first)).toContain('市委办：已告知，2019-12-12起不再影响申请办结');
    expect(wordsOf(await supervisor.get(`/units/${plan.unitId(SECOND)}`))).toContain(
      '第一牵头单位于2019-12-09告知即将申请办结，请在2019-12-12前报送本单位进展。',
    );
  });

  it('a sensitive task has no form for its unit, and says why', async () => {
    await newPlan('敏感任务');
    const form = { sensitive: 'yes', reason: '涉及干部名单' };
    expect(
      (await supervisor.post(`/tasks/${taskId()}/sensitivity`, { ...form, reason: '' })).statusCode,
    ).toBe(422);
    expect((await supervisor.post(`/tasks/${taskId()}/sensitivity`, form)).statusCode).toBe(303);
    const unit = await first.get(`/units/${plan.unitId(FIRST)}`);
    expect(wordsOf(unit)).toContain('该任务为敏感任务，请线下报送');
    expect(unit.body).not.toContain(`action="/deadlines/${completion()}/submissions"`);
    expect((await first.post(`/deadlines/${completion()}/submissions`, CLAIM)).statusCode).toBe(409);
    const recording = { standing: 'claim', selfRating: 'full', channel: 'paper', text: '' };
    expect((await supervisor.post(`/deadlines/${completion()}/recordings`, recording)).statusCode).toBe(303);
    expect(await taskPage()).toContain('敏感任务（2019-12-09起）');
  });

  it('a plan does not end while items owe their close-out, and names them', async () => {
    await newPlan('要结束的方案');
    const refused = await supervisor.post(`/plans/${plan.planId}/ending`, {
      reason: '期满',
      endedOn: '2019-12-09',
    });
    expect(refused.statusCode).toBe(409);
    expect(wordsOf(refused)).toContain('第15项任务尚未办结，方案还不能结束');
    await put({ state: 'closed' });
    expect((await supervisor.post(`/plans/${plan.planId}/ending`, { reason: '期满' })).statusCode).toBe(303);
    expect(wordsOf(await supervisor.get(`/plans/${plan.planId}/ending`))).toContain(
      '本方案已于2019-12-09结束',
    );
  });

  it('the department sees its own lateness and how often there was nothing new', async () => {
    await newPlan('进展');
    await t.db.inTransaction((tx) =>
      rows(tx, `UPDATE deadlines SET kind = 'progress', period = '2019-H2' WHERE id = :id`, {
        id: completion(),
      }),
    );
    await first.post(`/deadlines/${completion()}/submissions`, { standing: 'nothing-new' });
    const id = await submissionId();
    t.clock.set('2019-12-17T01:00:00Z');
    supervisor = await t.signIn('supervisor');
    expect(wordsOf(await supervisor.get(`/submissions/${id}`))).toContain(
      '已等待审核6个工作日，督办部门审核超期。',
    );
    t.clock.set('2019-12-09T01:00:00Z');
    [supervisor, first] = [await t.signIn('supervisor'), await t.signIn('first')];
  });
});

const STATES: TaskState[] = [
  ...(['draft', 'registered', 'issued', 'active', 'claimed', 'closed', 'suspended', 'withdrawn'] as const),
];
type Verb = Extract<Move, 'claim' | 'close' | 'return-claim' | 'reopen'>;
const REOPENING = { reason: '审计发现漏项', dueOn: '2020-01-10' };
const RETURN = { outcome: 'returned', reason: '缺公开的网址' };

/** By page and by API. */
const DOORS: Record<Verb, Record<'page' | 'api', () => Promise<{ status: number; body: string }>>> = {
  claim: {
    page: async () => shown(await first.post(`/deadlines/${completion()}/submissions`, CLAIM)),
    api: async () => told(await programs.first.post(`/deadlines/${completion()}/submissions`, CLAIM)),
  },
  close: {
    page: async () =>
      shown(await supervisor.post(`/submissions/${await submissionId()}/verification`, GRADED)),
    api: async () =>
      told(await programs.supervisor.post(`/submissions/${await submissionId()}/verification`, GRADED)),
  },
  'return-claim': {
    page: async () =>
      shown(await supervisor.post(`/submissions/${await submissionId()}/verification`, RETURN)),
    api: async () =>
      told(await programs.supervisor.post(`/submissions/${await submissionId()}/verification`, RETURN)),
  },
  reopen: {
    page: async () => shown(await supervisor.post(`/tasks/${taskId()}/reopening`, REOPENING)),
    api: async () => told(await programs.supervisor.delete(`/tasks/${taskId()}/closure`, REOPENING)),
  },
};
const shown = (answer: { statusCode: number; body: string }) => ({
  status: answer.statusCode,
  body: answer.statusCode === 303 ? '' : wordsOf(answer),
});
const told = (answer: { status: number; body: unknown }) => ({
  status: answer.status,
  body: JSON.stringify(answer.body),
});
const WORDS: Record<TaskState, string> = {
  draft: '该任务还是草稿',
  registered: '该任务已立项',
  issued: '该任务已交办',
  active: '该任务正在办理中',
  claimed: '该任务已申请办结',
  closed: '该任务已销号',
  suspended: '该任务已挂账',
  withdrawn: '该任务已撤销',
};

describe.each(STATES)('a task that is %s', (state) => {
  describe.each(Object.keys(DOORS) as Verb[])('%s', (verb) => {
    it.each(['page', 'api'] as const)('by %s: as the table says', async (door) => {
      await newPlan(`${state} ${verb} ${door}`);
      if (verb === 'close' || verb === 'return-claim') {
        const handedIn = await first.post(`/deadlines/${completion()}/submissions`, CLAIM);
        expect(handedIn.statusCode).toBe(303);
      }
      await put({ state });
      const { status, body } = await DOORS[verb][door]();
      const { from, to } = TRANSITIONS[verb];
      if (from.includes(state)) {
        expect([200, 201, 303]).toContain(status);
        expect(await stateNow()).toBe(to);
      } else {
        expect(status).toBe(409);
        expect(body).toContain(WORDS[state]);
        expect(await stateNow()).toBe(state);
      }
    });
  });
});
