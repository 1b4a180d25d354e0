/** Haimen's year through the API alone: from the text of the document to the scorecards, with nothing done by any other door. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Runner } from '../../src/jobs/runner.js';
import { aProgram, type Program } from '../support/api.js';
import { testApp, type TestApp } from '../support/app.js';
import { addUnit, DEPARTMENT, DIGEST_READER, VERIFIER } from '../support/haimen.js';
import { brokenInvariants } from '../support/invariants.js';
import { aPerson } from '../support/people.js';
import { goTo } from '../support/morning.js';
import {
  autumn,
  contest,
  lights,
  RENAMED,
  spring,
  SUCCESSOR,
  summer,
  yearEnd,
  type Year,
} from '../support/year.js';
import { byApi } from '../support/year-doors.js';
import { expectCards, expectContest, expectLights } from '../support/year-ends.js';

const PLAY = 300_000;
const DOCUMENT = join(import.meta.dirname, '..', '..', 'seeds', 'plans', 'haimen-2018-122.txt');
let t: TestApp;
let year: Year;

/** Whoever signs in is entered as an administrator does; all else comes through the API. */
async function people(): Promise<Map<string, Program>> {
  const [department, verifier] = await t.db.inTransaction(async (tx) => [
    await addUnit(tx, DEPARTMENT, { isSupervisor: true }),
    await addUnit(tx, VERIFIER),
  ]);
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [department] });
  await aPerson(t, { loginName: 'shenhe', roles: ['verifier'], unitIds: [verifier] });
  await aPerson(t, { loginName: 'lingdao', name: '领导丙', roles: ['leader'], unitIds: [department] });
  return new Map([
    ['supervisor', await aProgram(t, 'ducha')],
    ['verifier', await aProgram(t, 'shenhe')],
    ['leader', await aProgram(t, 'lingdao')],
  ]);
}

async function unitsOf(supervisor: Program): Promise<{ id: number; name: string; kind: string }[]> {
  return (await supervisor.all<{ id: number; name: string; kind: string }>('/units?q=')).items;
}

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T00:30:00.000Z' });
  const programs = await people();
  const supervisor = programs.get('supervisor')!;
  await t.get(Runner).tick();
  goTo(t, '2018-11-02', '10:00');
  const { body: plan } = await supervisor.post<{ id: number }>('/plans', {
    text: readFileSync(DOCUMENT, 'utf8'),
  });
  const reader = { name: '督查科', address: DIGEST_READER, cadence: 'overdue' };
  expect((await supervisor.post('/digest-recipients', reader)).status).toBe(201);
  await supervisor.post('/units', { name: SUCCESSOR });
  const units = await unitsOf(supervisor);
  const ids = new Map(units.map(({ id, name }) => [name, id]));
  ids.set(RENAMED[1], ids.get(RENAMED[0])!);
  for (const { id, name, kind } of units) {
    if (kind === 'group' || name === VERIFIER) continue;
    await aPerson(t, { loginName: `unit-${id}`, unitIds: [id] });
    programs.set(name, name === DEPARTMENT ? supervisor : await aProgram(t, `unit-${id}`));
  }
  programs.set(RENAMED[1], programs.get(RENAMED[0])!);
  await supervisor.patch(`/plans/${plan.id}`, { verifierUnitId: ids.get(VERIFIER)! });
  await supervisor.post(`/plans/${plan.id}/settled-doubts`, {});
  const issued = await supervisor.post(`/plans/${plan.id}/issue`, {});
  expect(issued.body).toMatchObject({ state: 'issued', problems: [] });
  const doors = byApi((who) => programs.get(who)!);
  year = { t, doors, planId: plan.id, unitId: (name) => ids.get(name)!, everyMorning: false };
}, PLAY);
afterAll(() => t.close());

it(
  'runs from the first receipt to the scorecards',
  async () => {
    await autumn(year);
    await spring(year);
    await summer(year);
    await yearEnd(year);
    expectLights(await lights(year));
    await expectCards(year);
    expectContest(await contest(year));
    expect(await brokenInvariants(t)).toEqual([]);
  },
  PLAY,
);
