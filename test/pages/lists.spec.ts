/** The three lists of a unit, the rules of scoring, objections: what a person sees and may press. */
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { aFiling, aReturn } from '../support/scores-facts.js';

const DUE = '2018-11-20';

let t: TestApp;
let plan: InsertedPlan;
let department: Browser;
let unit: Browser;

beforeEach(async () => {
  t = await testApp({ now: '2018-12-03T01:00:00Z' });
  plan = await aPlan(t.db)
    .withTask({
      ...{ no: '一', title: '修订办法', leads: ['市财政局', '市住建局'], cooperating: ['市民政局'] },
      deadlines: [
        { dueOn: DUE, kind: 'completion' },
        { dueOn: DUE, unit: '市住建局', kind: 'completion' },
      ],
    })
    .withTask({ no: '二', title: '建立台账', leads: ['市财政局'], deadlines: [{ dueOn: '2019-06-28' }] })
    .withRefinement({ unit: '市财政局', dueOn: DUE, metOn: '2018-11-16' })
    .insert();
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [plan.unitId('市委组织部')] });
  await aPerson(t, { loginName: 'caizheng', unitIds: [czj()] });
  department = await t.signIn('ducha');
  unit = await t.signIn('caizheng');
});
afterEach(() => t.close());

const czj = () => plan.unitId('市财政局');
const list = (name: string, of = czj(), query = 'year=2018') => `/units/${of}/lists/${name}?${query}`;
const key = () => `late:deadline:${plan.deadlineIds[1]!}`;

describe('the task list', () => {
  it('names task, partners, requirement, day and who to ask, and has a line to sign', async () => {
    const { body } = await unit.get(list('tasks'));
    expect(body).toContain('市财政局2018年度任务单');
    expect(body).toContain(`〔2018〕${czj()}号`);
    expect(body).toContain('修订办法');
    expect(body).toContain('牵头：市财政局、市住建局');
    expect(body).toContain('协同：市民政局');
    expect(body).toContain('任务一的原文。');
    expect(body).toContain('细化方案 2018-11-20（2018-11-16已报）');
    expect(body).toContain('签收人：');
    expect((await unit.get(list('tasks', czj(), 'year=2019'))).body).toContain('2019-06-28');
    expect((await unit.get(list('tasks', czj(), 'year=2017'))).body).toContain('本年度没有承担任务');
  });
});

describe('the statement', () => {
  it('balances what was open, came, was done and is open', async () => {
    const { body } = await unit.get(list('statement'));
    const numbers = [...body.matchAll(/<td class="num"[^>]*>(?:<b>)?(\d+)/g)].map((match) =>
      Number(match[1]),
    );
    expect(numbers.slice(0, 5)).toEqual([0, 3, 1, 0, 2]);
    expect(body).toContain('2018年下半年（2018-07-01至2018-12-03）');
    const next = await unit.get(list('statement', czj(), 'year=2019&half=H1'));
    expect(next.statusCode).toBe(200);
  });
});

describe('the scorecard', () => {
  it('shows every point with its event, and what shields it', async () => {
    const { body } = await unit.get(list('scorecard'));
    expect(body).toContain('本年得分合计 <b class="points">0</b>');
    expect(body).toContain('逾期');
    expect(body).toContain(`href="/tasks/${plan.taskIds[0]!}#deadline-${plan.deadlineIds[1]!}"`);
    await aFiling(t, plan.taskIds[0]!, czj(), '2018-11-14');
    const shielded = (await unit.get(list('scorecard'))).body;
    expect(shielded).toContain('已报备，不计');
    expect(shielded).toContain('原为−1');
    expect(shielded).not.toContain('提出申诉');
  });

  it('a unit objects to a point, the department decides, and the answer stands beside the point', async () => {
    const page = await unit.get(list('scorecard'));
    expect(page.body).toContain('提出申诉');
    const made = await unit.post(`/units/${czj()}/objections?year=2018`, {
      ...{ planId: plan.planId, eventKey: key(), reason: '传真已于19日送达。' },
    });
    expect(made.statusCode).toBe(303);
    expect((await unit.get(list('scorecard'))).body).toContain(
      '2018-12-03已申诉，待决定：传真已于19日送达。',
    );
    expect((await department.get('/')).body).toContain('有1件申诉待决定');
    const waiting = (await department.get('/objections')).body;
    expect(waiting).toContain('传真已于19日送达。');
    const id = /objections\/(\d+)\/decision/.exec(waiting)![1]!;
    const empty = await department.post(`/objections/${id}/decision`, { outcome: 'approved', remark: ' ' });
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('此项必填');
    await department.post(`/objections/${id}/decision`, { outcome: 'approved', remark: '经核实属实。' });
    const after = (await unit.get(list('scorecard'))).body;
    expect(after).toContain('2018-12-03申诉成立：经核实属实。');
    expect(after).toContain('本年得分合计 <b class="points">+1</b>');
    expect((await department.get('/')).body).not.toContain('件申诉待决定');
  });

  it('what was typed stays when an objection is refused', async () => {
    await unit.get(list('scorecard'));
    const refused = await unit.post(`/units/${czj()}/objections?year=2018`, {
      ...{ planId: plan.planId, eventKey: key(), reason: ' ' },
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('此项必填');
    const gone = await unit.post(`/units/${czj()}/objections`, {
      ...{ planId: plan.planId, eventKey: 'late:deadline:999', reason: '理由' },
    });
    expect(gone.statusCode).toBe(409);
  });

  it('shows a place only where the plan shows places', async () => {
    expect((await unit.get(list('scorecard'))).body).not.toContain('名次');
    expect((await unit.get(`/units/${czj()}`)).body).not.toContain('位（共');
    await department.get(`/plans/${plan.planId}/scoring`);
    await department.post(`/plans/${plan.planId}/ranking`, { on: 'on' });
    expect((await unit.get(list('scorecard'))).body).toContain('第1位（共2个单位）');
    expect((await unit.get(`/units/${czj()}`)).body).toContain('第1位（共2个单位）');
    await department.post(`/plans/${plan.planId}/ranking`, {});
    expect((await unit.get(list('scorecard'))).body).not.toContain('名次');
  });
});

describe('who sees the lists', () => {
  it('a unit its own only, the department all', async () => {
    for (const name of ['tasks', 'statement', 'scorecard']) {
      expect((await unit.get(list(name, plan.unitId('市住建局')))).statusCode).toBe(404);
      expect((await department.get(list(name, plan.unitId('市住建局')))).statusCode).toBe(200);
    }
    expect((await unit.get('/objections')).statusCode).toBe(403);
    expect((await unit.get(`/plans/${plan.planId}/standing`)).statusCode).toBe(403);
    expect((await department.get(`/plans/${plan.planId}/standing`)).body).toContain('市住建局');
  });
});

describe('the rules of scoring', () => {
  it('are read by a unit and chosen by a supervisor', async () => {
    const path = `/plans/${plan.planId}/scoring`;
    expect((await unit.get(path)).body).not.toContain('name="preset"');
    expect((await department.get(path)).body).toContain('name="preset"');
    await department.post(path, { preset: 'gentle' });
    expect((await unit.get(path)).body).toContain('现行规则：宽缓');
    const refused = await department.post(path, { preset: 'own', late: '2', onTime: '1' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('分值超出允许范围');
    expect(refused.body).toContain('value="2"');
    expect((await unit.post(path, { preset: 'plain' })).statusCode).toBe(403);
  });
});

describe('own standing on the unit page', () => {
  it('counts duties, punctuality, returns and points', async () => {
    await aReturn(t, plan.deadlineIds[2]!, {
      handedInOn: '2018-11-22',
      on: '2018-11-23',
      reworkOn: '2018-11-28',
    });
    const own = (await unit.get(`/units/${czj()}`)).body;
    expect(own).toContain('履责情况');
    expect(own).toContain('牵头2，协同0');
    expect(own).toContain('50%（1/2）');
    expect(own).toContain(`/units/${czj()}/lists/scorecard?year=2018`);
  });
});
