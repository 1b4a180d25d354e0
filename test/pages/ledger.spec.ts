import { Plan } from '../../src/plans/plan.entity.js';
import { csv } from '../../src/reports/csv.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';

describe('the ledger of a plan', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let supervisor: Browser;

  beforeAll(async () => {
    t = await testApp({ now: '2019-07-03T01:30:00Z' });
    plan = await aPlan(t.db)
      .supervisedBy(DEPARTMENT)
      .titled('任务分解方案')
      .withRefinement({ unit: '市考核办', dueOn: '2018-11-20' })
      .withTask({
        title: '考核办法',
        text: '改进考核办法，"完善"评价。',
        section: '一、考核',
        leads: ['市考核办', '市委办'],
        cooperating: ['各区镇', '市审计局'],
        deadlines: [
          {
            dueOn: '2019-06-28',
            metOn: '2019-06-26',
            said: { text: '=HYPERLINK("http://x")已印发', percentage: 60, difficulty: '人手不足' },
          },
          { kind: 'completion', dueOn: '2019-12-31' },
        ],
      })
      .withTask({
        title: '好班子',
        section: '二、激励',
        leads: ['市委办'],
        deadlines: [{ dueOn: '2019-06-28' }],
      })
      .insert();
    const person = (loginName: string, role: 'supervisor' | 'reporter', unit: string) =>
      aPerson(t, { loginName, roles: [role], unitIds: [plan.unitId(unit)] });
    await person('zhang', 'supervisor', DEPARTMENT);
    await person('li', 'reporter', '市审计局');
    await person('zhao', 'reporter', DEPARTMENT);
    supervisor = await t.signIn('zhang');
  });
  afterAll(() => t.close());

  const ledger = (query = '') => `/plans/${plan.planId}${query}`;

  it('has the columns of the paper ledger, and a line for each task', async () => {
    const text = wordsOf(await supervisor.get(ledger()));
    expect(text).toContain('序号 任务事项 牵头 协同 时限 状态 进展情况 存在问题及下步措施');
    expect(text).toMatch(
      /1 考核办法 .*市考核办 市委办 各区镇 ?、 ?市审计局 2019-12-31 办结 ● 正常 .*已印发（60%）.*人手不足/,
    );
    expect(text).toMatch(/2 好班子 .*市委办 2019-06-28 2019年上半年进展 ■ 超期/);
    expect(text).toMatch(/细化方案报送情况 .*市考核办 2018-11-20 ■ 超期/);
  });

  it('is filtered by light, unit and words', async () => {
    expect(wordsOf(await supervisor.get(ledger('?light=red')))).toMatch(/显示1项，共2项/);
    expect(wordsOf(await supervisor.get(ledger(`?unit=${plan.unitId('市审计局')}`)))).not.toContain(
      '2 好班子',
    );
    expect(wordsOf(await supervisor.get(ledger('?q=%E8%AF%84%E4%BB%B7')))).toContain('1 考核办法');
    expect(wordsOf(await supervisor.get(ledger('?q=zzz')))).toContain('没有符合条件的任务');
  });

  it('comes as a file that a spreadsheet opens whole and harmlessly', async () => {
    const answer = await supervisor.get(ledger('.csv'));
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain(encodeURIComponent('台账'));
    const lines = answer.body.split('\r\n');
    expect(lines[0]).toBe('\uFEFF序号,任务事项,牵头,协同,时限,状态,进展情况,存在问题及下步措施');
    expect(answer.body).toContain(`"'=HYPERLINK(""http://x"")已印发（60%）（2019-06-26）"`);
    expect(answer.body).toContain('改进考核办法，""完善""评价。');
    expect(lines).toHaveLength(4);
    expect((await supervisor.get(ledger('.csv?light=red'))).body).not.toContain('考核办法');
  });

  it('shows a unit the tasks in which it has a part, and nobody a plan in which they have none', async () => {
    const reporter = await t.signIn('li');
    const text = wordsOf(await reporter.get(ledger()));
    expect(text).toContain('考核办法');
    expect(text).not.toContain('好班子');
    expect(text).not.toContain('细化方案报送情况');
    expect((await reporter.get(ledger('.csv'))).body).not.toContain('好班子');
    expect(wordsOf(await reporter.get('/plans'))).toContain('任务分解方案');
    const without = await t.signIn('zhao');
    for (const query of ['', '?q=x', `?unit=${plan.unitId(DEPARTMENT)}`, '?light=red', '?page=2']) {
      expect([query, (await without.get(ledger(query))).statusCode]).toEqual([query, 404]);
      expect([query, (await without.get(ledger(`.csv${query}`))).statusCode]).toEqual([query, 404]);
    }
    expect(wordsOf(await without.get('/plans'))).toContain('还没有方案');
  });

  it('lists the plans with what is open and overdue of each', async () => {
    expect(wordsOf(await supervisor.get('/plans'))).toMatch(/任务分解方案 .*已交办 2 3 ■ 2/);
  });
});

describe('a plan of several leads tells', () => {
  const FOREIGN = /市考核办已印发|60%|人手不足/;
  let t: TestApp;
  let plan: InsertedPlan;

  beforeAll(async () => {
    t = await testApp({ now: '2019-07-03T01:30:00Z' });
    plan = await aPlan(t.db)
      .withTask({
        title: '考核办法',
        leads: ['市考核办', '市委办'],
        cooperating: ['市审计局'],
        verifier: '市委督查室',
        deadlines: [
          {
            dueOn: '2019-06-28',
            metOn: '2019-06-26',
            said: { text: '市考核办已印发', percentage: 60, difficulty: '人手不足' },
          },
          {
            unit: '市委办',
            dueOn: '2019-06-28',
            metOn: '2019-06-27',
            said: { text: '市委办已部署', percentage: 45, difficulty: '市委办缺编', nextStep: '市委办补编' },
          },
        ],
      })
      .withTask({ title: '好班子', leads: ['市人社局'] })
      .insert();
    const person = (loginName: string, unit: string, role: 'supervisor' | 'reporter' = 'reporter') =>
      aPerson(t, { loginName, roles: [role], unitIds: [plan.unitId(unit)] });
    await person('zhang', DEPARTMENT, 'supervisor');
    await person('li', '市审计局');
    await person('sun', '市委办');
    await person('wu', '市委督查室');
  });
  afterAll(() => t.close());

  const paths = () =>
    ['', '?q=%E8%80%83', `?unit=${plan.unitId('市委办')}`, '.csv', '.csv?q=%E8%80%83'].map(
      (query) => `/plans/${plan.planId}${query}`,
    );

  it('a co-operating unit no other unit’s words, figures or difficulties', async () => {
    const reporter = await t.signIn('li');
    for (const path of paths()) {
      const { body } = await reporter.get(path);
      expect(body).toContain('考核办法');
      expect(body).not.toMatch(FOREIGN);
      expect(body).not.toMatch(/已部署|45%|缺编|补编/);
    }
  });

  it('a lead unit its own', async () => {
    const reporter = await t.signIn('sun');
    for (const path of paths()) {
      const { body } = await reporter.get(path);
      expect(body).toMatch(/市委办已部署（45%）[^]*市委办缺编/);
      expect(body).not.toMatch(FOREIGN);
    }
  });

  it('the department, and whoever was named to verify, those of all', async () => {
    for (const reader of [await t.signIn('zhang'), await t.signIn('wu')]) {
      for (const path of paths()) {
        expect((await reader.get(path)).body).toMatch(/市考核办已印发（60%）[^]*市委办已部署（45%）/);
      }
    }
    expect((await (await t.signIn('wu')).get(paths()[0]!)).body).not.toContain('好班子');
  });

  it('a unit only the units of its tasks to choose from', async () => {
    const choices = async (loginName: string) =>
      /<select id="unit"[^]*?<\/select>/.exec((await (await t.signIn(loginName)).get(paths()[0]!)).body)![0];
    expect(await choices('zhang')).toContain('市人社局');
    expect(await choices('li')).toContain('市审计局');
    expect(await choices('li')).not.toContain('市人社局');
  });

  it('a unit nothing once it was withdrawn, or before it is issued', async () => {
    const [reporter, supervisor] = [await t.signIn('li'), await t.signIn('zhang')];
    for (const state of ['withdrawn', 'draft'] as const) {
      const other = await aPlan(t.db)
        .titled(state)
        .withTask({ leads: ['市审计局'] })
        .insert();
      const path = `/plans/${other.planId}`;
      expect((await reporter.get(path)).statusCode).toBe(200);
      await t.db.inTransaction((tx) => tx.update(Plan, other.planId, { state }));
      for (const query of ['', '?q=x', '?light=red', '.csv', '.csv?q=x'])
        expect([query, (await reporter.get(path + query)).statusCode]).toEqual([query, 404]);
      expect((await supervisor.get(path)).statusCode).toBe(state === 'draft' ? 303 : 200);
    }
  });
});

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['+86 513', "'+86 513"],
    ['-SUM(A1)', "'-SUM(A1)"],
    ['@cmd', "'@cmd"],
    ['\t=1', `"'\t=1"`],
    ['-5', '-5'],
    ['+3.5%', '+3.5%'],
    ['甲,乙', '"甲,乙"'],
    ['说"好"', '"说""好"""'],
    ['一\r\n二', '"一\n二"'],
    ['市委办', '市委办'],
  ])('%j is written as %j', (value, written) => {
    expect(csv([[value]])).toBe(`\uFEFF${written}\r\n`);
  });
});
