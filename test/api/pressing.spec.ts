/** Urging, supervision notices, instructions, the summary and the burden, as a program meets them. */
import { goTo } from '../support/morning.js';
import { testApp, type TestApp } from '../support/app.js';
import { aProgram, type Program } from '../support/api.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';

const UNIT = '市委办';
type Json = Record<string, unknown>;
let t: TestApp;
let haimen: Haimen;
let supervisor: Program;
let leader: Program;
let reporter: Program;
let deadlineId: number;

beforeAll(async () => {
  t = await testApp();
  haimen = await issueHaimen(t);
  await aPerson(t, { loginName: 'zhang', roles: ['supervisor'], unitIds: [haimen.departmentId] });
  await aPerson(t, { loginName: 'wang', name: '领导丁', roles: ['leader'] });
  await aPerson(t, { loginName: 'li', roles: ['reporter'], unitIds: [haimen.unitId(UNIT)] });
  goTo(t, '2018-12-04', '09:00');
  supervisor = await aProgram(t, 'zhang');
  leader = await aProgram(t, 'wang');
  reporter = await aProgram(t, 'li');
  deadlineId = await deadlineOf(t, haimen.unitId(UNIT));
});
afterAll(() => t.close());

const notice = () => ({
  ...{ unitId: haimen.unitId(UNIT), deadlineIds: [deadlineId], urgency: 'urgent' },
  ...{ reason: '经催办仍未报送。', requirement: '请书面报告。', replyDueOn: '2018-12-11' },
});

it('the proposals are a list with their counts, for the department only', async () => {
  const { status, body } = await supervisor.get<{ counts: Json; items: Json[] }>('/escalation');
  expect(status).toBe(200);
  expect(body.counts).toEqual({ urge: 0, notice: 10, call: 0, leader: 0, paused: 0 });
  expect(body.items.find((item) => item['unitName'] === UNIT)).toEqual({
    ...{ deadlineId, planId: haimen.planId, unitId: haimen.unitId(UNIT), unitName: UNIT, kind: 'refinement' },
    ...{ owedOn: '2018-11-20', daysLate: 10, step: 'notice', resumesOn: null },
    ...{ urgings: 0, lastUrgedOn: null, noticeId: null },
  });
  expect((await reporter.get('/escalation')).status).toBe(403);
});

it('urges, says what went out, and refuses the second time in words', async () => {
  const first = await supervisor.post('/urgings', { deadlineIds: [deadlineId], note: '请抓紧。' });
  // To both its contacts.
  expect(first).toMatchObject({
    status: 201,
    body: { units: [{ unitId: haimen.unitId(UNIT), unitName: UNIT, urgings: 1, mails: 2, reason: null }] },
  });
  const again = await supervisor.post('/urgings', { deadlineIds: [deadlineId] });
  expect(again).toMatchObject({ status: 422, body: { code: 'urged-today' } });
  expect(await supervisor.post('/urgings', { deadlineIds: [] })).toMatchObject({ status: 422 });
  expect(await supervisor.post('/urgings', { deadlineIds: [999_999] })).toMatchObject({ status: 404 });
  expect(await reporter.post('/urgings', { deadlineIds: [deadlineId] })).toMatchObject({ status: 403 });
});

it('sends a notice, reads it as both sides, and withdraws it', async () => {
  const sent = await supervisor.post<Json>('/supervision-notices', notice());
  expect(sent).toMatchObject({
    status: 201,
    body: {
      year: 2018,
      number: 1,
      unitName: UNIT,
      state: 'open',
      replyDueOn: '2018-12-11',
      withdrawnOn: null,
    },
  });
  const id = Number(sent.body['id']);
  expect(sent.body['items']).toMatchObject([
    { deadlineId, kind: 'refinement', taskId: null, owedOn: '2018-11-20' },
  ]);
  for (const program of [leader, reporter]) {
    expect((await program.get(`/supervision-notices/${id}`)).body).toMatchObject({ number: 1 });
    expect((await program.get('/supervision-notices')).body).toMatchObject({ items: [{ id }], next: null });
  }
  const early = await supervisor.post('/supervision-notices', { ...notice(), replyDueOn: '2018-12-04' });
  expect(early).toMatchObject({ status: 422, body: { code: 'notice-reply-too-early' } });
  expect(await reporter.post('/supervision-notices', notice())).toMatchObject({ status: 403 });
  const withdrawn = await supervisor.post(`/supervision-notices/${id}/withdrawal`, { reason: '对象有误' });
  expect(withdrawn).toMatchObject({ status: 200, body: { state: 'withdrawn', withdrawnReason: '对象有误' } });
  const again = await supervisor.post(`/supervision-notices/${id}/withdrawal`, { reason: '对象有误' });
  expect(again).toMatchObject({ status: 409, body: { code: 'notice-withdrawn' } });
});

it('pages its notices', async () => {
  await supervisor.post('/supervision-notices', notice());
  const { items, pages } = await supervisor.all<Json>('/supervision-notices?limit=1');
  expect(items.map((item) => item['number'])).toEqual([2, 1]);
  expect(pages).toBe(2);
});

it('an instruction of a leader carries the leader’s name; a supervisor has to give one', async () => {
  const { body } = await supervisor.get<{ items: { id: number }[] }>(`/plans/${haimen.planId}/tasks`);
  const taskId = body.items[0]!.id;
  const sent = await leader.post<Json>(`/tasks/${taskId}/instructions`, { text: '请抓紧推进。' });
  expect(sent.status).toBe(201);
  expect(Number(sent.body['mails'])).toBeGreaterThan(0);
  const nameless = await supervisor.post(`/tasks/${taskId}/instructions`, { text: '请抓紧推进。' });
  expect(nameless).toMatchObject({ status: 422, body: { code: 'instruction-needs-leader' } });
  const summary = await leader.get<{ instructions: Json[]; notices: Json[] }>(
    `/plans/${haimen.planId}/summary`,
  );
  expect(summary.body.instructions).toMatchObject([{ leaderName: '领导丁', text: '请抓紧推进。' }]);
  expect(summary.body.notices).toMatchObject([{ number: 2 }]);
});

it('the burden of a month, and of one that is none', async () => {
  const december = await supervisor.get<{ month: string; items: Json[] }>('/burden');
  expect(december.body.month).toBe('2018-12');
  expect(december.body.items.find((item) => item['unitName'] === UNIT)).toMatchObject({
    ...{ urgings: 1, notices: 2, requests: 3 },
  });
  const november = await supervisor.get<{ items: Json[] }>('/burden?month=2018-11');
  expect(november.body.items.length).toBeGreaterThan(9);
  expect((await supervisor.get('/burden?month=2018-13')).status).toBe(422);
  expect((await reporter.get('/burden')).status).toBe(403);
});
