/** The trail in words: who did what to a task, a plan, and everything there is. */
import { testApp, type TestApp } from '../support/app.js';
import { haimenDraft, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { aProgram } from '../support/api.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { record } from '../../src/audit/audit.js';
import { row } from '../../src/platform/sql.js';

let t: TestApp;
let haimen: Haimen;
let taskId: number;
beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00Z' });
  haimen = await haimenDraft(t);
  const task = await row<{ id: number }>(t.db.read, 'SELECT id FROM tasks WHERE no = :no', { no: '3' });
  taskId = task!.id;
  await t.get(DraftsService).correctTask(haimen.supervisor, taskId, { title: '命名“优秀区镇”' });
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  await aPerson(t, { loginName: 'auditor', roles: ['auditor'] });
  await aPerson(t, { loginName: 'leader', roles: ['leader'] });
});
afterAll(() => t.close());

const see = async (url: string, language = 'zh-CN') => {
  const browser = await t.signIn('auditor');
  const answer = await browser.get(`${url}${url.includes('?') ? '&' : '?'}lang=${language}`);
  expect(answer.statusCode).toBe(200);
  return answer.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
};

it('a task shows who changed it, what it was before and after, and what happened to its plan', async () => {
  const text = await see(`/tasks/${taskId}/trail`);
  expect(text).toMatch(/联络员甲 网页 修改任务 第3项 命名“优秀区镇”.*标题.*→ 命名“优秀区镇”/);
  expect(text).toContain('交办方案，开始计时');
  expect(await see(`/tasks/${taskId}/trail`, 'en')).toMatch(/corrected the task.*Title.*→ 命名“优秀区镇”/);
});

it('a plan shows what was done to any of its tasks, and another plan nothing of it', async () => {
  const text = await see(`/plans/${haimen.planId}/trail`);
  expect(text).toContain('修改任务 第3项');
  expect(text).toContain('导入方案');
});

it('is filtered by thing, person and day, and says when nothing is found', async () => {
  expect(await see(`/plans/${haimen.planId}/trail?noun=task`)).not.toContain('交办方案');
  expect(await see(`/plans/${haimen.planId}/trail?person=联络员甲`)).toContain('交办方案');
  expect(await see(`/plans/${haimen.planId}/trail?person=别人`)).toContain('没有符合条件的记录');
  expect(await see(`/plans/${haimen.planId}/trail?from=2018-11-03`)).toContain('没有符合条件的记录');
  expect(await see(`/plans/${haimen.planId}/trail?from=2018-11-02&until=2018-11-02`)).toContain('交办方案');
});

it('a verb without wording is shown as it is stored, with every field', async () => {
  await t.db.inTransaction((tx) =>
    record(tx, t.clock, haimen.supervisor, {
      ...{ verb: 'polish', noun: 'spoon', id: 1, planId: haimen.planId },
      ...{ before: { shine: null, isNew: false }, after: { shine: ['a', 'b'], isNew: true } },
    }),
  );
  const text = await see(`/plans/${haimen.planId}/trail`);
  expect(text).toContain('变更了spoon（polish）');
  expect(text).toMatch(/shine （空） → a、b isNew 否 → 是/);
});

it('nothing in it is taken for markup', async () => {
  await t.db.inTransaction((tx) =>
    record(
      tx,
      t.clock,
      { ...haimen.supervisor, name: '<b>x' },
      {
        ...{
          verb: 'correct',
          noun: 'plan',
          id: haimen.planId,
          after: { '<i>': '<script>alert(1)</script>' },
        },
      },
    ),
  );
  const browser = await t.signIn('auditor');
  const { body } = await browser.get(`/plans/${haimen.planId}/trail`);
  expect(body).not.toMatch(/<script>alert|<b>x|<i>/);
});

it('the auditor sees everything a page at a time, with the head of the chain', async () => {
  const program = await aProgram(t, 'auditor');
  const { body: head } = await program.get<{ id: number; head: string }>('/audit/head');
  const text = await see('/audit');
  expect(text).toContain(head.head.split('@')[0]!);
  const { items, pages } = await program.all<{ id: number; after: unknown }>('/audit?limit=10');
  expect(pages).toBeGreaterThan(2);
  const ids = items.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => b - a));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.at(-1)).toBe(1);
});

it('the page leads on to older entries and keeps its filter', async () => {
  const browser = await t.signIn('auditor');
  const { body } = await browser.get('/audit?limit=5&until=2018-11-02');
  const href = /href="(\/audit\?[^"]*after[^"]*)"/
    .exec(body)![1]!
    .replaceAll('&amp;', '&')
    .replaceAll('&#x3D;', '=');
  expect(href).toContain('until=2018-11-02');
  expect((await browser.get(href)).statusCode).toBe(200);
});

it.each(['/audit?after=x', '/audit?from=2018-02-30', '/audit?noun=a%20b', '/audit?limit=0'])(
  '%s is refused',
  async (url) => {
    const browser = await t.signIn('auditor');
    expect((await browser.get(url)).statusCode).toBe(422);
  },
);
