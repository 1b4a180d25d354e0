/** The terms of a task through the API alone: the same rules, the same answers. */
import { BLOCKER, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { aProgram, type Program } from '../support/api.js';
import { aPerson } from '../support/people.js';

let s: Terms;
const programs = new Map<string, Program>();
const as = (who: string) => programs.get(who)!;

beforeAll(async () => {
  s = await terms();
  const people = {
    lead: ['reporter', LEAD],
    blocker: ['reporter', BLOCKER],
    outside: ['reporter', OUTSIDE],
    supervisor: ['supervisor', DEPARTMENT],
  } as const;
  for (const [loginName, [role, unit]] of Object.entries(people)) {
    await aPerson(s.t, { loginName, roles: [role], unitIds: [s.unitId(unit)] });
    programs.set(loginName, await aProgram(s.t, loginName));
  }
});
afterAll(() => s.t.close());

it('an extension: asked for, listed, granted, and kept with the deadline', async () => {
  const path = `/deadlines/${s.deadlineIds[0]}/extensions`;
  const late = await as('lead').post(path, { askedDay: '2018-11-20', reason: '等待文件' });
  expect(late).toMatchObject({ status: 422, body: { code: 'extension-not-later' } });
  const asked = await as('lead').post<{ id: number }>(path, { askedDay: '2018-12-02', reason: '等待文件' });
  expect(asked).toMatchObject({ status: 201, body: { askedDay: '2018-11-30', outcome: 'pending' } });
  const decision = `/extensions/${asked.body.id}/decision`;
  expect(await as('lead').post(decision, { outcome: 'approved' })).toMatchObject({ status: 403 });
  expect(await as('supervisor').post(decision, { outcome: 'approved' })).toMatchObject({
    body: { outcome: 'approved', grantedDay: '2018-11-30' },
  });
  expect((await as('lead').get<{ items: unknown[] }>(path)).body.items).toHaveLength(1);
  expect(await as('blocker').get(path)).toMatchObject({ status: 404 });
  const task = await as('lead').get<{ deadlines: { dayChanges: unknown[] }[] }>(`/tasks/${s.taskIds[0]}`);
  expect(task.body.deadlines[0]!.dayChanges).toEqual([
    {
      ...{ fromDay: '2018-11-20', toDay: '2018-11-30', source: 'extension', reason: '等待文件' },
      ...{ changedOn: '2018-11-02', personName: 'supervisor' },
    },
  ]);
});

it('a filing, a suspension, a correction and a call for coordination', async () => {
  const task = `/tasks/${s.taskIds[0]}`;
  const filed = await as('lead').post<{ id: number }>(`${task}/filings`, { text: '资金未到位' });
  expect(
    await as('supervisor').post(`/filings/${filed.body.id}/decision`, { outcome: 'approved' }),
  ).toMatchObject({
    body: { outcome: 'approved' },
  });
  const call = { blockerUnitId: s.unitId(BLOCKER), matter: '经费', answerDueOn: '2018-11-09' };
  const called = await as('lead').post<{ id: number; deadlineId: number }>(`${task}/coordinations`, call);
  expect(called).toMatchObject({ status: 201, body: { answeredOn: null, blockerName: BLOCKER } });
  const answer = { text: '已下达', standing: 'on-schedule' };
  await as('blocker').post(`/deadlines/${called.body.deadlineId}/submissions`, answer);
  expect((await as('lead').get(`${task}/coordinations`)).body).toMatchObject({
    items: [{ answeredOn: '2018-11-02', isAccepted: false, answer: '已下达' }],
  });
  expect(await as('lead').post(`/coordinations/${called.body.id}/withdrawal`, {})).toMatchObject({
    body: { code: 'call-answered' },
  });
  const correction = { dueOn: '2018-12-05', reason: '录入有误' };
  expect(await as('supervisor').post(`/deadlines/${s.deadlineIds[0]}/correction`, correction)).toMatchObject({
    status: 201,
  });
  const suspension = { reason: '机构改革', reviewOn: '2018-12-03' };
  expect(await as('lead').post(`${task}/suspension`, suspension)).toMatchObject({ status: 403 });
  expect((await as('supervisor').post(`${task}/suspension`, suspension)).body).toMatchObject({
    items: [{ reviewOn: '2018-12-03', endedOn: null }],
  });
  expect(await as('supervisor').post(`${task}/resumption`, { reason: '恢复' })).toMatchObject({
    status: 201,
  });
});
