/** The pages on which the terms of a task change: forms that work, refusals that keep what was typed. */
import { row } from '../../src/platform/sql.js';
import type { Browser } from '../support/app.js';
import { BLOCKER, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { aPerson } from '../support/people.js';

let s: Terms;
const browsers = new Map<string, Browser>();
const as = (who: string) => browsers.get(who)!;

beforeAll(async () => {
  s = await terms();
  const people = {
    lead: ['reporter', LEAD],
    blocker: ['reporter', BLOCKER],
    outside: ['reporter', OUTSIDE],
    supervisor: ['supervisor', DEPARTMENT],
    leader: ['leader', DEPARTMENT],
  } as const;
  for (const [loginName, [role, unit]] of Object.entries(people)) {
    await aPerson(s.t, { loginName, roles: [role], unitIds: [s.unitId(unit)] });
    browsers.set(loginName, await s.t.signIn(loginName));
  }
});
afterAll(() => s.t.close());

const newest = async (table: string) =>
  (await row<{ id: number }>(s.t.db.read, `SELECT max(id) AS id FROM ${table}`))!.id;

it('a unit asks for more time, a supervisor grants it, and both see it', async () => {
  const address = `/deadlines/${s.deadlineIds[0]}/extensions`;
  expect((await as('lead').get(address)).body).toContain('提交申请');
  const refused = await as('lead').post(address, { askedDay: '2018-11-20', reason: '等待上级文件' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('新的时限应当晚于现在的时限（2018-11-20）');
  expect(refused.body).toContain('等待上级文件');
  const asked = await as('lead').post(address, { askedDay: '2018-11-30', reason: '等待上级文件' });
  expect(asked.statusCode).toBe(303);
  const request = asked.headers.location as string;
  expect((await as('lead').get(address)).body).toContain('已有一份延期申请等待批复');
  expect((await as('lead').get(request)).body).not.toContain('同意延期');
  expect((await as('supervisor').get(request)).body).toContain('同意延期');
  const wordless = await as('supervisor').post(`${request}/decision`, { outcome: 'refused' });
  expect(wordless.statusCode).toBe(422);
  expect(wordless.body).toContain('不予同意的，请写明理由。');
  await as('supervisor').post(`${request}/decision`, { outcome: 'approved', remark: '同意' });
  expect((await as('lead').get(request)).body).toContain('已同意');
  expect(await s.stored('deadlines', s.deadlineIds[0])).toMatchObject({ dueOn: '2018-11-30' });
  expect((await as('blocker').get(request)).statusCode).toBe(404);
});

it('the department is told why it may not decide for itself', async () => {
  const address = `/deadlines/${s.deadlineIds[1]}/extensions`;
  const asked = await as('supervisor').post(address, { askedDay: '2018-11-30', reason: '讲师未定' });
  const request = asked.headers.location as string;
  expect((await as('supervisor').get(request)).body).toContain('本单位的事项不能由本单位决定');
  expect((await as('supervisor').post(`${request}/decision`, { outcome: 'approved' })).statusCode).toBe(403);
  expect((await as('outside').post(`${request}/decision`, { outcome: 'approved' })).statusCode).toBe(303);
});

it('a leader suspends what the department leads, sets another review day, and lets it go on', async () => {
  const at = (name: string) => `/tasks/${s.taskIds[1]}/${name}`;
  const wish = { reason: '机构改革', reviewOn: '2018-12-03' };
  expect((await as('supervisor').post(at('suspension'), wish)).statusCode).toBe(403);
  const refused = await as('leader').post(at('suspension'), { ...wish, reviewOn: '2018-11-01' });
  expect(refused.body).toContain('复核日应当在今天之后。');
  await as('leader').post(at('suspension'), wish);
  expect(await s.stored('tasks', s.taskIds[1])).toMatchObject({ state: 'suspended' });
  expect((await as('leader').get(at('suspension'))).body).toContain('另定复核日');
  await as('leader').post(at('review-day'), { reviewOn: '2018-12-10' });
  expect((await as('supervisor').get(at('suspension'))).body).toContain('2018-12-10');
  expect((await as('supervisor').post(at('resumption'), { reason: '恢复' })).statusCode).toBe(403);
  await as('leader').post(at('resumption'), { reason: '职责已明确' });
  expect(await s.stored('tasks', s.taskIds[1])).toMatchObject({ state: 'issued' });
});

it('a lead files a risk; the department accepts it on the same page', async () => {
  const address = `/tasks/${s.taskIds[0]}/filings`;
  expect((await as('lead').post(address, { text: '' })).statusCode).toBe(422);
  await as('lead').post(address, { text: '资金未到位' });
  const id = await newest('filings');
  expect((await as('blocker').get(address)).body).not.toContain('资金未到位');
  const refused = await as('supervisor').post(`/filings/${id}/decision`, { outcome: 'refused' });
  expect(refused.body).toContain(`href="#remark-${id}"`);
  await as('supervisor').post(`/filings/${id}/decision`, { outcome: 'approved' });
  expect((await as('lead').get(address)).body).toContain('已同意');
});

it('what waits stands on the department’s home, each with the page where it is decided', async () => {
  await as('lead').post(`/tasks/${s.taskIds[0]}/filings`, { text: '人手不足' });
  const asked = { askedDay: '2018-12-14', reason: '文件仍未印发' };
  await as('lead').post(`/deadlines/${s.deadlineIds[0]}/extensions`, asked);
  const home = (await as('supervisor').get('/')).body;
  expect(home).toContain(`href="/tasks/${s.taskIds[0]}/filings"`);
  expect(home).toContain(`href="/deadlines/${s.deadlineIds[0]}/extensions"`);
  const withdrawn = await as('lead').post(`/extensions/${await newest('extensions')}/withdrawal`);
  expect(withdrawn.statusCode).toBe(303);
});

it('a day is corrected, a deadline waived, another added', async () => {
  const [, id] = s.deadlineIds;
  const address = `/deadlines/${id}/correction`;
  expect((await as('lead').get(address)).statusCode).toBe(403);
  expect((await as('leader').get(address)).body).toContain('更正不计单位责任');
  const same = (await s.stored<{ dueOn: string }>('deadlines', id)).dueOn;
  const refused = await as('leader').post(address, { dueOn: same, reason: '录入有误' });
  expect(refused.body).toContain('日期没有变化。');
  await as('leader').post(address, { dueOn: '2018-12-05', reason: '录入有误' });
  expect(await s.stored('deadlines', id)).toMatchObject({ dueOn: '2018-12-05', source: 'correction' });
  const waiver = await as('leader').post(`/deadlines/${id}/waiver`, { reason: '' });
  expect(waiver.body).toContain('href="#reason-waiver"');
  await as('leader').post(`/deadlines/${id}/waiver`, { reason: '不属该单位' });
  expect(await s.stored('deadlines', id)).toMatchObject({ waivedReason: 'corrected' });
  const fields = { unitId: s.unitId(BLOCKER), kind: 'progress', period: '2018-H2', dueOn: '2018-12-14' };
  const adding = `/tasks/${s.taskIds[0]}/deadlines`;
  const wrong = await as('supervisor').post(adding, { ...fields, period: '下半年', reason: '漏设' });
  expect(wrong.statusCode).toBe(422);
  const added = await as('supervisor').post(adding, { ...fields, reason: '漏设' });
  expect(added.headers.location).toContain(`/tasks/${s.taskIds[0]}#deadline-`);
});

it('the task’s page shows how every day came about, and where the terms change', async () => {
  const task = `/tasks/${s.taskIds[0]}`;
  const seen = (await as('supervisor').get(task)).body;
  expect(seen).toContain('2018-11-20 → 2018-11-30');
  expect(seen).toContain('批准延期');
  expect(seen).toContain('等待上级文件');
  expect(seen).toContain(`href="/deadlines/${s.deadlineIds[0]}/correction"`);
  for (const place of ['filings', 'coordinations', 'suspension', 'deadlines'])
    expect(seen).toContain(`href="${task}/${place}"`);
  const own = (await as('lead').get(task)).body;
  expect(own).toContain('2018-11-20 → 2018-11-30');
  expect(own).toContain(`href="/deadlines/${s.deadlineIds[0]}/extensions"`);
  expect(own).not.toContain('/correction');
  expect(own).not.toContain(`href="${task}/suspension"`);
  expect((await as('lead').get(`/units/${s.unitId(LEAD)}`)).body).toContain(
    `href="/deadlines/${s.deadlineIds[0]}/extensions"`,
  );
});

it('a lead calls on a unit, which sees the call and answers it on its own page', async () => {
  const address = `/tasks/${s.taskIds[0]}/coordinations`;
  const call = { blockerUnitId: s.unitId(OUTSIDE), matter: '经费尚未下达', answerDueOn: '2018-11-09' };
  const refused = await as('lead').post(address, { ...call, answerDueOn: '2018-11-02' });
  expect(refused.body).toContain('答复时限最早为下一个工作日。');
  expect(refused.body).toContain('经费尚未下达');
  expect((await as('lead').post(address, call)).statusCode).toBe(303);
  const id = await newest('coordinations');
  const { deadlineId } = await s.stored<{ deadlineId: number }>('coordinations', id);
  expect((await as('outside').get(address)).body).toContain('去答复');
  const unit = await as('outside').get(`/units/${s.unitId(OUTSIDE)}`);
  expect(unit.body).toContain('经费尚未下达');
  expect(unit.body).toContain(`action="/deadlines/${deadlineId}/submissions"`);
  const answered = await as('outside').post(`/deadlines/${deadlineId}/submissions`, {
    ...{ text: '将于月底前下达', standing: 'on-schedule' },
  });
  expect(answered.statusCode).toBe(303);
  expect((await as('lead').get(address)).body).toContain('将于月底前下达');
  expect((await as('lead').post(`/coordinations/${id}/withdrawal`)).statusCode).toBe(409);
});
