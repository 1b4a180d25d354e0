/** The three lists and objections for a program. */
import { TokensService } from '../../src/access/tokens.service.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { aProgram, type Program } from '../support/api.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const DUE = '2018-11-20';

let t: TestApp;
let plan: InsertedPlan;
let department: Program;
let unit: Program;

beforeAll(async () => {
  t = await testApp({ now: '2018-12-03T01:00:00Z' });
  plan = await aPlan(t.db)
    .withTask({
      no: '一',
      title: '修订办法',
      leads: ['市财政局'],
      deadlines: [{ dueOn: DUE, kind: 'completion' }],
    })
    .withTask({ leads: ['市住建局'], deadlines: [{ dueOn: DUE, metOn: '2018-11-16' }] })
    .insert();
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [plan.unitId('市委组织部')] });
  await aPerson(t, { loginName: 'caizheng', unitIds: [plan.unitId('市财政局')] });
  department = await aProgram(t, 'ducha');
  unit = await aProgram(t, 'caizheng');
});
afterAll(() => t.close());

async function post(loginName: string, url: string, payload: object) {
  const token = await t.get(TokensService).create(ADMINISTRATOR, { loginName, name: 'a test', lastOn: null });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await t.inject({ method: 'POST', url: `/api/v1${url}`, headers, payload });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

it('gives a unit its task list, statement and scorecard of a year', async () => {
  const of = `/units/${plan.unitId('市财政局')}`;
  expect((await unit.get(`${of}/task-list?year=2018`)).body).toMatchObject({
    ...{ number: `〔2018〕${plan.unitId('市财政局')}号`, unitName: '市财政局' },
    plans: [{ tasks: [{ no: '一', title: '修订办法', leads: ['市财政局'], dues: [{ owedOn: DUE }] }] }],
  });
  expect((await unit.get(`${of}/statement`)).body).toMatchObject({
    ...{ half: 'H2', openBefore: 0, opened: 1, done: 0, takenOff: 0, openAfter: 1, toOn: '2018-12-03' },
    items: [{ state: 'overdue', within: null }],
  });
  expect((await unit.get(`${of}/scorecard`)).body).toMatchObject({
    points: -1,
    plans: [
      {
        ...{ preset: 'plain', placesOf: null, standing: { points: -1, place: null, lateNow: 1 } },
        events: [
          { code: 'late', on: '2018-11-21', points: -1, worth: -1, title: '修订办法', objection: null },
        ],
      },
    ],
  });
});

it('gives the department all units of a plan, the best first, and a unit only its own', async () => {
  const { body } = await department.get<{ items: { unitName: string; place: number; points: number }[] }>(
    `/plans/${plan.planId}/standing`,
  );
  expect(body.items.map(({ unitName, place, points }) => [unitName, place, points])).toEqual([
    ['市住建局', 1, 1],
    ['市财政局', 2, -1],
  ]);
  expect((await unit.get(`/plans/${plan.planId}/standing`)).status).toBe(403);
  expect((await unit.get(`/units/${plan.unitId('市住建局')}/scorecard`)).status).toBe(404);
  expect((await unit.get(`/units/${plan.unitId('市财政局')}/scorecard?year=19`)).status).toBe(422);
});

it('takes an objection and its decision', async () => {
  const unitId = plan.unitId('市财政局');
  const eventKey = `late:deadline:${plan.deadlineIds[0]!}`;
  const made = await post('caizheng', '/objections', {
    unitId,
    planId: plan.planId,
    eventKey,
    reason: '已传真。',
  });
  expect(made).toMatchObject({ status: 201, body: { id: expect.any(Number) as number } });
  const again = await post('caizheng', '/objections', {
    unitId,
    planId: plan.planId,
    eventKey,
    reason: '再申。',
  });
  expect(again).toMatchObject({ status: 409, body: { code: 'objection-stands' } });
  const decision = `/objections/${String(made.body['id'])}/decision`;
  expect((await post('caizheng', decision, { outcome: 'approved', remark: '是。' })).status).toBe(403);
  expect((await post('ducha', decision, { outcome: 'maybe', remark: '是。' })).status).toBe(422);
  expect((await post('ducha', decision, { outcome: 'approved', remark: '属实。' })).status).toBe(201);
  expect((await post('ducha', decision, { outcome: 'refused', remark: '改。' })).status).toBe(409);
  expect(
    (await post('ducha', '/objections/999/decision', { outcome: 'refused', remark: '无。' })).status,
  ).toBe(404);
  expect((await unit.get(`/units/${unitId}/scorecard`)).body).toMatchObject({
    points: 0,
    plans: [{ events: [{ struck: true, points: 0, objection: { outcome: 'approved', remark: '属实。' } }] }],
  });
});
