/** From the document to the issued plan by a program alone: units, contacts, corrections, and what stops after issue. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testApp, type TestApp } from '../support/app.js';
import { aProgram, type Program } from '../support/api.js';
import { addUnit } from '../support/haimen.js';
import { aPerson } from '../support/people.js';

const text = readFileSync(
  join(import.meta.dirname, '..', '..', 'seeds', 'plans', 'haimen-2018-122.txt'),
  'utf8',
);
interface Item {
  id: number;
  name: string;
  kind: string;
}
let t: TestApp;
let supervisor: Program;
let planId: number;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  const department = await t.db.inTransaction((tx) => addUnit(tx, '市委组织部', { isSupervisor: true }));
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [department] });
  supervisor = await aProgram(t, 'ducha');
  planId = (await supervisor.post<{ id: number }>('/plans', { text })).body.id;
});
afterAll(() => t.close());

it('refuses to issue, and says in sentences what is missing', async () => {
  const { body } = await supervisor.get<{ problems: string[] }>(`/plans/${planId}`);
  expect(body.problems.length).toBeGreaterThan(1);
  const refused = await supervisor.post<{ code: string }>(`/plans/${planId}/issue`, {});
  expect(refused.status).toBe(409);
});

it('enters units and contacts, corrects the draft and issues it', async () => {
  const verifier = await supervisor.post<{ id: number }>('/units', { name: '市委督查室' });
  expect(verifier.status).toBe(201);
  const town = await supervisor.post<{ id: number }>('/units', { name: '海门街道' });
  const { items } = await supervisor.all<Item>('/units?q=');
  const group = items.find((unit) => unit.name === '各区镇')!;
  expect((await supervisor.post(`/units/${group.id}/members`, { members: '海门街道' })).status).toBe(204);
  for (const { id, kind } of [...items, { id: town.body.id, kind: 'unit' }]) {
    if (kind === 'group') continue;
    const contact = { name: '联络员甲', address: `u${id}@haimen.example` };
    expect((await supervisor.post(`/units/${id}/contacts`, contact)).status).toBe(201);
  }
  const corrected = await supervisor.patch(`/plans/${planId}`, { verifierUnitId: verifier.body.id });
  expect(corrected.status).toBe(204);
  expect((await supervisor.post(`/plans/${planId}/settled-doubts`, {})).status).toBe(204);
  expect((await supervisor.get<{ problems: string[] }>(`/plans/${planId}`)).body.problems).toEqual([]);
  const issued = await supervisor.post<{ state: string }>(`/plans/${planId}/issue`, {});
  expect(issued).toMatchObject({ status: 200, body: { state: 'issued' } });
});

it('corrects nothing any more once it is issued', async () => {
  const { items } = await supervisor.all<{
    id: number;
    duties: { id: number }[];
    deadlines: { id: number }[];
  }>(`/plans/${planId}/tasks?q=`);
  const task = items[0]!;
  const { body } = await supervisor.get<{ deadlines: { id: number }[] }>(`/tasks/${task.id}`);
  const refused = await Promise.all([
    supervisor.patch(`/plans/${planId}`, { title: '另一个标题' }),
    supervisor.patch(`/tasks/${task.id}`, { title: '另一个标题' }),
    supervisor.patch(`/deadlines/${body.deadlines[0]!.id}`, { dueOn: '2019-12-01' }),
    supervisor.delete(`/tasks/${task.id}`, {}),
    supervisor.delete(`/plans/${planId}`, {}),
  ]);
  expect(refused.map(({ status, body: problem }) => `${status} ${String(problem['code'])}`)).toEqual(
    Array(5).fill('409 plan-not-draft'),
  );
});
