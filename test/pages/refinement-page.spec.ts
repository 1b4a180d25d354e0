import { row } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const HEADER = '任务序号\t措施\t量化目标\t责任单位/科室\t分管领导\t完成时间';
const ROWS = [
  '1\t修订区镇综合考核办法\t1份\t综合科\t甲某\t2019年6月底前',
  '8\t制定奖金发放办法\t≥90%\t绩效科\t甲某\t2019-06-28',
];
const PASTED = [HEADER, ...ROWS].join('\n');

describe('the page of a refinement plan', () => {
  let t: TestApp;
  let haimen: Haimen;
  let reporter: Browser;
  let verifier: Browser;
  let url: string;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-02T01:00:00Z' });
    haimen = await issueHaimen(t);
    await aPerson(t, { loginName: 'kaohe', unitIds: [haimen.unitId('市考核办')] });
    await aPerson(t, { loginName: 'duchashi', roles: ['verifier'], unitIds: [haimen.unitId('市委督查室')] });
    await aPerson(t, { loginName: 'caizheng', unitIds: [haimen.unitId('市财政局')] });
    await aPerson(t, { loginName: 'zuzhibu', roles: ['supervisor'], unitIds: [haimen.departmentId] });
    t.clock.set('2018-11-16T02:00:00Z');
    reporter = await t.signIn('kaohe');
    verifier = await t.signIn('duchashi');
    url = `/deadlines/${await deadlineOf(t, haimen.unitId('市考核办'))}/refinement`;
  });
  afterAll(() => t.close());

  const taskId = async (no: string) =>
    (await row<{ id: number }>(t.db.read, 'SELECT id FROM tasks WHERE no = :no', { no }))!.id;

  it('is reached from the unit’s page, and says what may be refined until when', async () => {
    expect((await reporter.get(`/units/${haimen.unitId('市考核办')}`)).body).toContain(`href="${url}"`);
    const page = wordsOf(await reporter.get(url));
    expect(page).toContain('报送细化方案：市考核办');
    expect(page).toMatch(/可以细化的任务 .*8 .*2020-03-31/);
  });

  it('is another unit’s own business', async () => {
    const other = await t.signIn('caizheng');
    expect((await other.get(url)).statusCode).toBe(404);
    expect((await other.get(`/deadlines/999999/refinement`)).statusCode).toBe(404);
  });

  it('shows the rows as they are read, with every fault at its row, and keeps what was pasted', async () => {
    const wrong = PASTED.replace('2019-06-28', '2020-06-01').replace('1份', '若干');
    const looked = await reporter.post(url, { pasted: wrong, step: 'preview' });
    expect(looked.statusCode).toBe(200);
    const text = wordsOf(looked);
    expect(text).toContain('共2行，其中2行需要修改');
    expect(text).toContain('第1行：量化目标请只写一个数字');
    expect(text).toContain('第2行：时限2020-06-01晚于第8项任务的办结时限2020-03-31');
    const sent = await reporter.post(url, { pasted: wrong, step: 'hand-in' });
    expect(sent.statusCode).toBe(422);
    expect(sent.body).toContain('href="#rows.2.dueOn"');
    expect(sent.body).toContain('id="rows.2.dueOn"');
    expect(sent.body).toContain('制定奖金发放办法');
    const empty = await reporter.post(url, { step: 'hand-in' });
    expect(wordsOf(empty)).toContain('请粘贴细化方案的各行，或上传方案文件。');
  });

  it('is handed in, returned with a remark on row 2, shown again with it, corrected and accepted', async () => {
    const look = wordsOf(await reporter.post(url, { pasted: PASTED, step: 'preview' }));
    expect(look).toContain('共2行，均已识别');
    expect(look).toContain('综合科（本单位内设机构）');
    const sent = await reporter.post(url, { pasted: PASTED, step: 'hand-in' });
    expect(sent.statusCode).toBe(303);
    const submission = String(sent.headers.location).split('?')[0]!;
    const page = await verifier.get(submission);
    expect(wordsOf(page)).toMatch(/第1项.*修订区镇综合考核办法 1份 综合科（.*2019-06-30/);
    const remark = /name="(remark-\d+)"[^>]*>[^]*name="(remark-\d+)"/.exec(page.body)!;
    const returned = await verifier.post(`${submission}/verification`, {
      outcome: 'returned',
      [remark[1]!]: '',
      [remark[2]!]: '比例偏低',
    });
    expect(returned.statusCode).toBe(303);
    expect(wordsOf(await reporter.get(submission))).toContain('比例偏低');
    const again = await reporter.get(url);
    expect(wordsOf(again)).toMatch(/上次报送已退回.*第2行 制定奖金发放办法 比例偏低/);
    expect(again.body).toContain('制定奖金发放办法\t90%\t绩效科\t甲某\t2019-06-28');

    const second = await reporter.post(url, { pasted: PASTED.replace('90', '95'), step: 'hand-in' });
    const next = String(second.headers.location).split('?')[0]!;
    await verifier.post(`${next}/verification`, { outcome: 'accepted' });
    expect(wordsOf(await reporter.get(next))).toContain('第8.1项');
    expect((await reporter.get(url)).statusCode).toBe(409);
  });

  it('the task’s page shows its sub-tasks with lead, day, light and what they add up to', async () => {
    const supervisor = await t.signIn('zuzhibu');
    const text = wordsOf(await supervisor.get(`/tasks/${await taskId('8')}`));
    expect(text).toMatch(/细化任务 .*8\.1 制定奖金发放办法 市考核办（绩效科） 甲某 2019-06-28 ○ 未开始/);
    expect(text).toContain('目标 95%');
    const sub = wordsOf(await supervisor.get(`/tasks/${await taskId('8.1')}`));
    expect(sub).toMatch(/属于 第8项/);
    const plan = wordsOf(await supervisor.get(`/plans/${haimen.planId}`));
    expect(plan).toContain('21');
    expect(plan).toMatch(/细化任务1项/);
  });

  it('a supervisor adds a target with a reason and corrects it; a number is needed', async () => {
    const supervisor = await t.signIn('zuzhibu');
    const id = await taskId('8');
    expect((await reporter.get(`/tasks/${id}/targets`)).statusCode).toBe(403);
    await supervisor.get(`/tasks/${id}/targets`);
    const wrong = await supervisor.post(`/tasks/${id}/targets`, {
      amount: '若干',
      measuredIn: '个',
      reason: '补充',
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('href="#amount-new"');
    const without = await supervisor.post(`/tasks/${id}/targets`, { amount: '10', measuredIn: '个' });
    expect(without.statusCode).toBe(422);
    await supervisor.post(`/tasks/${id}/targets`, {
      name: '办法',
      amount: '10',
      measuredIn: '个',
      reason: '会议确定',
    });
    const target = await row<{ id: number }>(t.db.read, `SELECT id FROM targets WHERE "taskId" = :id`, {
      id,
    });
    await supervisor.post(`/targets/${target!.id}/correction`, {
      name: '办法',
      amount: '12',
      measuredIn: '个',
      reason: '更正笔误',
    });
    const page = wordsOf(await supervisor.get(`/tasks/${id}`));
    expect(page).toContain('办法 目标 12个');
    expect(page).toContain('更正笔误');

    const own = (await row<{ id: number }>(
      t.db.read,
      `SELECT id FROM deadlines WHERE "taskId" = :id AND kind = 'progress' AND period = '2019-H1'`,
      { id },
    ))!.id;
    const unit = `/units/${haimen.unitId('市考核办')}`;
    const field = `figure-${target!.id}`;
    expect((await reporter.get(unit)).body).toContain(`id="${field}-${own}"`);
    const report = { text: '已推进', standing: 'on-schedule' };
    const refused = await reporter.post(`/deadlines/${own}/submissions`, { ...report, [field]: '若干' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain(`href="#${field}-${own}"`);
    expect(refused.body).toContain('value="若干"');
    const sent = await reporter.post(`/deadlines/${own}/submissions`, { ...report, [field]: '4' });
    const receipt = String(sent.headers.location).split('?')[0]!;
    expect(wordsOf(await verifier.get(receipt))).toContain('办法 完成4个（目标12个）');
    await verifier.post(`${receipt}/verification`, { outcome: 'accepted' });
    expect(wordsOf(await supervisor.get(`/tasks/${id}`))).toContain(
      '办法 目标 12个 · 2019年上半年 4 · 最新 4个',
    );
  });
});
