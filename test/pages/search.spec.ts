/** Every search finds a word in either case, and the same on both databases. */
import { aProgram, type Program } from '../support/api.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

const SPELLINGS: [typed: string, written: string][] = [
  ['GDP', 'GDP'],
  ['gdp', 'GDP'],
  ['GDP', 'gdp'],
  ['Gdp', 'gDP'],
  ['增速', 'GDP增速'],
  ['ＧＤＰ', 'ＧＤＰ'],
  ['École', 'École'],
  ['100%', '100%'],
  ['_A', '_a'],
];

let t: TestApp;
let browser: Browser;
let program: Program;
const plans = new Map<string, InsertedPlan>();

beforeAll(async () => {
  t = await testApp({ now: '2018-11-22T01:00:00Z' });
  const due = { dueOn: '2018-11-20' };
  for (const written of new Set(SPELLINGS.map(([, each]) => each))) {
    const plan = await aPlan(t.db)
      .withTask({ title: `甲题${written}`, leads: ['甲局'], deadlines: [due] })
      .withTask({ title: `乙题${plans.size}`, text: `提高${written}。`, leads: ['乙局'], deadlines: [due] })
      .withTask({ title: `丙题${plans.size}`, leads: [`丙${plans.size}局${written}`], deadlines: [due] })
      .withTask({ no: written, title: `丁题${plans.size}`, leads: ['丁局'], deadlines: [due] })
      .withTask({ title: `戊题${plans.size}`, leads: ['戊局'], deadlines: [due] })
      .insert();
    plans.set(written, plan);
    await aPerson(t, { loginName: `p${plan.planId}`, name: `李${written}`, unitIds: [plan.unitId('甲局')] });
  }
  const unitIds = [[...plans.values()][0]!.unitId('市委组织部')];
  await aPerson(t, { loginName: 'zhang', roles: ['supervisor'], unitIds });
  browser = await t.signIn('zhang');
  program = await aProgram(t, 'zhang');
});
afterAll(() => t.close());

describe.each(SPELLINGS)('“%s” finds what is written “%s”', (typed, written) => {
  const q = encodeURIComponent(typed);
  const planId = () => plans.get(written)!.planId;
  const titlesIn = (text: string) =>
    ['甲题', '乙题', '丙题', '丁题', '戊题'].filter((title) => text.includes(title));

  it('on the home page: title, text, unit, number', async () => {
    const { body } = await browser.get(`/?light=red&plan=${planId()}&q=${q}`);
    expect(titlesIn(body)).toEqual(['甲题', '乙题', '丙题', '丁题']);
  });

  it('in the ledger and its file: title, text, number', async () => {
    for (const path of ['', '.csv']) {
      const { body } = await browser.get(`/plans/${planId()}${path}?q=${q}`);
      expect(titlesIn(body)).toEqual(['甲题', '乙题', '丁题']);
    }
  });

  it('through the API: title, text, number', async () => {
    const { items } = (await program.get<{ items: { title: string }[] }>(`/plans/${planId()}/tasks?q=${q}`))
      .body;
    expect(titlesIn(items.map(({ title }) => title).join())).toEqual(['甲题', '乙题', '丁题']);
  });

  it('among units and contacts', async () => {
    expect((await browser.get(`/units?q=${q}`)).body).toMatch(new RegExp(`丙\\d局${written}<`));
    expect((await browser.get(`/contacts?q=${q}`)).body).toContain(`李${written}`);
  });
});
