import { row, rows } from '../../src/platform/sql.js';
import { testApp, type TestApp } from '../support/app.js';
import { aProgram, type Program } from '../support/api.js';
import { issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';

let app: TestApp;
let haimen: Haimen;
let program: Program;

beforeAll(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(app);
  await aPerson(app, { loginName: 'ducha', roles: ['supervisor'], unitIds: [haimen.departmentId] });
  program = await aProgram(app, 'ducha');
  app.clock.set('2019-03-25T02:00:00Z');
});
afterAll(() => app.close());

it('a program renames a unit and reads what it was called', async () => {
  const id = haimen.unitId('市卫计委');
  const done = await program.post(`/units/${id}/reforms`, {
    ...{ kind: 'rename', name: '市卫健委', reason: '海发〔2019〕5号' },
  });
  expect(done).toMatchObject({ status: 201, body: { successors: [], moved: 0, unclaimed: 0 } });
  const { body } = await program.get(`/units/${id}/reforms`);
  expect(body).toMatchObject({
    reforms: [{ kind: 'rename', onDay: '2019-03-25', reason: '海发〔2019〕5号', successors: [] }],
    formerNames: [{ name: '市卫计委', fromOn: null, untilOn: '2019-03-25' }],
  });
});

it('a program splits a unit, sees what waits, and gives it away', async () => {
  const id = haimen.unitId('市人社局');
  const [duty] = await rows<{ id: number }>(
    app.db.read,
    'SELECT id FROM duties WHERE "unitId" = :id ORDER BY id',
    {
      id,
    },
  );
  const done = await program.post<{ moved: number; unclaimed: number }>(`/units/${id}/reforms`, {
    ...{ kind: 'split', successors: '市人社保障局、市医保局', reason: '海发〔2019〕5号' },
    choices: [{ dutyId: duty!.id, successor: '市医保局' }],
  });
  expect(done.body).toMatchObject({ moved: 1 });
  const waiting = await program.get<{ items: { id: number; unitName: string }[] }>('/unclaimed-duties');
  expect(waiting.body.items).toHaveLength(done.body.unclaimed);
  const first = waiting.body.items[0]!;
  expect(first.unitName).toBe('市人社局');
  const given = await program.post<{ unitId: number }>(`/duties/${first.id}/claim`, {
    ...{ unit: '市人社保障局', reason: '三定方案' },
  });
  expect(given.status).toBe(200);
  const held = await row(app.db.read, 'SELECT "unitId", "unclaimedFromOn" FROM duties WHERE id = :id', {
    id: first.id,
  });
  expect(held).toEqual({ unitId: given.body.unitId, unclaimedFromOn: null });
});

it('a program says that a draft adds to a plan, and finds them related', async () => {
  const text =
    '海办〔2019〕3号\n\n补充任务分解方案\n\n1.建立干部读书分享制度。（牵头单位：市财政局）\n\n2019年3月20日\n';
  const { body } = await program.post<{ id: number }>('/plans', { text });
  const set = await program.patch(`/plans/${body.id}/relation`, {
    ...{ relation: 'supplement', relatedPlanId: haimen.planId },
  });
  expect(set.status).toBe(204);
  const related = await program.get(`/plans/${body.id}/relations`);
  expect(related.body).toMatchObject({ supplements: { id: haimen.planId }, replaces: null });
});
