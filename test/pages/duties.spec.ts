/** Signing, sending back and reassigning in a browser: what is offered to whom, and what a refusal says. */
import { row } from '../../src/platform/sql.js';
import type { Duty } from '../../src/plans/duty.entity.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const OWN = '市考核办';
let t: TestApp;
let haimen: Haimen;
let supervisor: Browser;
let reporter: Browser;
let stranger: Browser;
let duty: Duty;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-07T02:00:00Z' });
  haimen = await issueHaimen(t);
  const person = (loginName: string, role: 'supervisor' | 'reporter', unitId: number) =>
    aPerson(t, { loginName, name: loginName, roles: [role], unitIds: [unitId] });
  await person('zhang', 'supervisor', haimen.departmentId);
  await person('li', 'reporter', haimen.unitId(OWN));
  await person('wang', 'reporter', haimen.unitId('市财政局'));
  supervisor = await t.signIn('zhang');
  reporter = await t.signIn('li');
  stranger = await t.signIn('wang');
  duty = (await row<Duty>(
    t.db.read,
    `SELECT * FROM duties WHERE "unitId" = :unitId AND part = 'lead' ORDER BY id LIMIT 1`,
    { unitId: haimen.unitId(OWN) },
  ))!;
});
afterAll(() => t.close());

const own = () => `/units/${haimen.unitId(OWN)}`;

it('asks on the first page for the signature, with the names already known', async () => {
  const page = await reporter.get(own());
  expect(wordsOf(page)).toMatch(/待签收\d+项责任/);
  expect(page.body).toContain('name="contactName" value="li"');
  expect(wordsOf(await stranger.get(own()))).not.toContain('待签收');
});

it('says at each field what is missing, and keeps what was typed', async () => {
  await reporter.get(own());
  const refused = await reporter.post(`${own()}/receipts`, { contactName: '联络员丙', leaderInCharge: ' ' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('value="联络员丙"');
  expect(refused.body).toContain('leaderInCharge-fault');
});

it('signs with one click, says so, and shows whom the unit named', async () => {
  await reporter.get(own());
  const answer = await reporter.post(`${own()}/receipts`, {
    contactName: '联络员丙',
    leaderInCharge: '分管领导丁',
  });
  expect(answer.statusCode).toBe(303);
  const after = await reporter.get(String(answer.headers.location));
  expect(wordsOf(after)).toMatch(/已签收\d+项责任/);
  expect(wordsOf(after)).not.toContain('待签收');
  expect(wordsOf(await reporter.get(`${own()}/receipts`))).toContain('分管领导丁');
  const again = await reporter.post(`${own()}/receipts`, {
    contactName: '联络员丙',
    leaderInCharge: '分管领导丁',
  });
  expect(again.statusCode).toBe(409);
  expect(wordsOf(await reporter.get(`/tasks/${duty.taskId}`))).toContain('2018-11-07');
});

it('lets the unit send a duty back, and shows that to the department', async () => {
  const page = await reporter.get(`/duties/${duty.id}`);
  expect(wordsOf(page)).toContain('退回本项责任');
  expect(wordsOf(page)).not.toContain('改派给');
  const empty = await reporter.post(`/duties/${duty.id}/sending-back`, { reason: '' });
  expect(empty.statusCode).toBe(422);
  const sent = await reporter.post(`/duties/${duty.id}/sending-back`, { reason: '不属本单位职能' });
  expect(sent.statusCode).toBe(303);
  expect(wordsOf(await supervisor.get('/'))).toContain('改派待定');
  expect(wordsOf(await supervisor.get(`/tasks/${duty.taskId}`))).toContain('申请退回，待处理');
  expect((await stranger.get(`/duties/${duty.id}`)).statusCode).toBe(404);
  expect((await stranger.post(`/duties/${duty.id}/sending-back`, { reason: '与我无关' })).statusCode).toBe(
    404,
  );
});

it('refuses a unit nobody knows, and one that leads already, beside the field', async () => {
  await supervisor.get(`/duties/${duty.id}`);
  const unknown = await supervisor.post(`/duties/${duty.id}/reassignment`, {
    unit: '无此单位',
    reason: '调整',
  });
  expect(unknown.statusCode).toBe(422);
  expect(wordsOf(unknown)).toContain('没有登记名为“无此单位”的单位');
  expect(unknown.body).toContain('value="无此单位"');
  const other = await row<{ name: string }>(
    t.db.read,
    `SELECT u.name FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" = :taskId AND y.part = 'lead' AND y.id <> :id`,
    duty as never as Record<string, unknown>,
  );
  const leads = await supervisor.post(`/duties/${duty.id}/reassignment`, {
    unit: other?.name ?? OWN,
    reason: '调整',
  });
  expect([409, 422]).toContain(leads.statusCode);
});

it('reassigns, and keeps who had it before', async () => {
  const done = await supervisor.post(`/duties/${duty.id}/reassignment`, {
    unit: '市行政审批局',
    reason: '职能在该局',
  });
  expect(done.statusCode).toBe(303);
  const page = wordsOf(await supervisor.get(String(done.headers.location)));
  expect(page).toContain('已由市行政审批局承担');
  expect(page).toContain('历任承担单位');
  expect(page).toContain('退回改派');
  const task = wordsOf(await supervisor.get(`/tasks/${duty.taskId}`));
  expect(task).toContain('历任承担单位');
  expect(task).toContain('改派责任，理由：职能在该局');
  expect((await reporter.get(`/duties/${duty.id}`)).statusCode).toBe(404);
});

it('hands a contact over from the list of contacts', async () => {
  const list = await supervisor.get('/contacts');
  const [, id] = /href="\/contacts\/(\d+)\/handover"/.exec(list.body)!;
  const page = `/contacts/${id}/handover`;
  expect(wordsOf(await supervisor.get(page))).toContain('联络员交接');
  const refused = await supervisor.post(page, { name: '联络员辛', address: 'xin@', onDay: '2018-11-08' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('value="xin@"');
  expect(refused.body).toContain('address-fault');
  const fields = { name: '联络员辛', address: 'xin@haimen.example', phone: '', onDay: '2018-11-08' };
  const done = await supervisor.post(page, fields);
  expect(done.statusCode).toBe(303);
  expect(wordsOf(await supervisor.get(String(done.headers.location)))).toContain('已办理交接');
  expect((await reporter.get(page)).statusCode).toBe(403);
});

it('lets the department record a receipt for a unit', async () => {
  const unitId = haimen.unitId('市委办');
  expect(wordsOf(await supervisor.get(`/units/${unitId}`))).toContain('代录签收');
  const fields = { contactName: '联络员戊', leaderInCharge: '分管领导己' };
  expect((await supervisor.post(`/units/${unitId}/receipts`, fields)).statusCode).toBe(303);
  expect((await stranger.post(`/units/${unitId}/receipts`, fields)).statusCode).toBe(404);
});
