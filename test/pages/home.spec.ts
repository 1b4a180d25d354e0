import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { hrefOf, wordsOf } from '../support/words-of.js';

const TODAY = '2018-11-23T01:00:00Z';
const DEPARTMENT = '市委组织部';

describe('the first page', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let supervisor: Browser;

  beforeAll(async () => {
    t = await testApp({ now: TODAY });
    plan = await aPlan(t.db)
      .issuedOn('2018-11-02')
      .supervisedBy(DEPARTMENT)
      .withRefinement({ unit: '市考核办', dueOn: '2018-11-20' })
      .withRefinement({
        unit: '市委办',
        dueOn: '2018-11-20',
        pendingSince: '2018-11-16',
        said: { text: '方案已报' },
      })
      .withRefinement({ unit: DEPARTMENT, dueOn: '2018-11-20', pendingSince: '2018-11-20' })
      .withTask({
        title: '命名优秀区镇',
        leads: ['市考核办', '市委办'],
        deadlines: [
          { dueOn: '2018-11-27' },
          {
            unit: '市委办',
            dueOn: '2018-11-14',
            reworkOn: '2018-11-22',
            returns: 1,
            said: { text: '<b>只有</b>一句', state: 'returned' },
          },
        ],
      })
      .withTask({ title: '长远事项', leads: ['市人社局'], deadlines: [{ dueOn: '2019-06-28' }] })
      .insert();
    await aPerson(t, {
      loginName: 'zhang',
      name: '张督查',
      roles: ['supervisor'],
      unitIds: [plan.unitId(DEPARTMENT)],
    });
    await aPerson(t, {
      loginName: 'li',
      name: '李联络',
      roles: ['reporter'],
      unitIds: [plan.unitId('市考核办')],
    });
    await aPerson(t, { loginName: 'nobody', roles: ['reporter'] });
    supervisor = await t.signIn('zhang');
  });
  afterAll(() => t.close());

  const page = async (url: string) => wordsOf(await supervisor.get(url));

  it('begins with four numbers that are links to their lists', async () => {
    const home = await supervisor.get('/');
    expect(wordsOf(home)).toContain('■ 超期 2 ▲ 临期 1 ● 待审核 2 ○ 未到期 1');
    for (const light of ['red', 'yellow', 'pending', 'not-due']) {
      expect((await supervisor.get(hrefOf(home, `/?light=${light}`))).statusCode).toBe(200);
    }
  });

  it('says how many working days each is late, what the unit last said, and how often it was returned', async () => {
    const text = await page('/?light=red');
    expect(text).toMatch(/市考核办 细化方案 海门市干部队伍建设任务分解方案 2018-11-20 ■ 3 尚未报送 市委办/);
    expect(text).toMatch(/市委办 第1项 命名优秀区镇 2019年上半年进展.*2018-11-22 ■ 1 <b>只有<\/b>一句 1/);
    expect(text).not.toContain('长远事项');
  });

  it('marks what the department itself has left unverified for five working days', async () => {
    const text = await page('/?light=pending');
    expect(text).toMatch(/市委办 2018-11-16 ■ 5 审核超期 方案已报/);
    expect(text).toMatch(/市委组织部 2018-11-20 3/);
  });

  it('lists as waiting for me only what I may verify, and counts the rest', async () => {
    const text = await page('/');
    const mine = text.slice(text.indexOf('待我审核'), text.indexOf('按单位'));
    expect(mine).toContain('市委办');
    expect(mine).not.toContain('市委组织部 2018-11-20');
    expect(mine).toContain('另有1件由其他审核人审核');
  });

  it('holds every filter in its address', async () => {
    const text = await page(`/?light=red&unit=${plan.unitId('市委办')}&q=${encodeURIComponent('优秀')}`);
    expect(text).toContain('第1项 命名优秀区镇');
    expect(text).not.toMatch(/■ 3 尚未报送/);
    expect(await page('/?light=red&q=100%25_')).toContain('没有超期事项。');
    expect(await page('/?light=nonsense&unit=abc&after=x')).toContain('督办首页');
  });

  it('leads a reporter to its unit', async () => {
    const answer = await (await t.signIn('li')).get('/');
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe(`/units/${plan.unitId('市考核办')}`);
    expect((await (await t.signIn('nobody')).get('/')).body).toContain('尚未关联单位');
  });

  it('speaks English when asked', async () => {
    const text = await page('/?light=red&lang=en');
    expect(text).toContain('Working days late');
    expect(text).not.toContain('超期工作日');
    await supervisor.get('/?lang=zh-CN');
  });

  it('says when the calendar lacks a year that something is owed in', async () => {
    await aPlan(t.db)
      .titled('远期方案')
      .withTask({ leads: ['市财政局'], deadlines: [{ dueOn: '2027-12-31' }] })
      .insert();
    expect(await page('/')).toMatch(/未含2027年放假安排。/);
  });
});

describe('a long list', () => {
  let t: TestApp;
  let supervisor: Browser;

  beforeAll(async () => {
    t = await testApp({ now: TODAY });
    const plan = aPlan(t.db).supervisedBy(DEPARTMENT);
    for (let i = 1; i <= 120; i += 1) {
      const dueOn = i <= 60 ? '2018-11-20' : '2018-11-21';
      plan.withTask({
        title: `第${i}号`,
        leads: [`单位${i % 7}`],
        deadlines: [{ dueOn, said: { text: '长'.repeat(500), state: 'returned' } }],
      });
    }
    const { unitId } = await plan.insert();
    await aPerson(t, { loginName: 'zhang', roles: ['supervisor'], unitIds: [unitId(DEPARTMENT)] });
    supervisor = await t.signIn('zhang');
  });
  afterAll(() => t.close());

  it('is read in pages of fifty that lose and repeat nothing, each below 60 kB', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/?light=red';
    const sizes: number[] = [];
    while (url) {
      const page: { body: string } = await supervisor.get(url);
      const { body } = page;
      const rows = [...body.matchAll(/第\d+项 第(\d+)号/g)].map((match) => match[1]!);
      seen.push(...rows);
      sizes.push(rows.length);
      expect(Buffer.byteLength(body)).toBeLessThan(60_000);
      url = nextOf(page);
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(new Set(seen).size).toBe(120);
  });
});

/** The way to the next page; the links to other languages keep the address too. */
function nextOf(page: { body: string }): string | undefined {
  return page.body.includes('下一页')
    ? hrefOf({ body: page.body.split('<main')[1]! }, '/?light=red&after=')
    : undefined;
}
