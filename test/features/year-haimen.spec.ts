/** Haimen's year, every morning of it, by the services the pages call; the same story through the API is in test/api. */
import { rows } from '../../src/platform/sql.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { Runner } from '../../src/jobs/runner.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addPerson,
  addUnit,
  addressOf,
  DEPARTMENT,
  haimenDraft,
  type Haimen,
} from '../support/haimen.js';
import { brokenInvariants } from '../support/invariants.js';
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
import { expectCards, expectContest, expectLights } from '../support/year-ends.js';
import { byServices } from '../support/year-doors.js';

const PLAY = 400_000;
let t: TestApp;
let haimen: Haimen;
let year: Year;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T00:30:00.000Z' });
  haimen = await haimenDraft(t);
  const successor = await t.db.inTransaction(async (tx) => {
    const unitId = await addUnit(tx, SUCCESSOR);
    await addContact(tx, unitId, await addPerson(tx, { name: '联络员戊', email: addressOf(unitId) }));
    return unitId;
  });
  await t.get(Runner).tick();
  goTo(t, '2018-11-02', '10:00');
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  const ids = new Map([
    [SUCCESSOR, successor],
    [RENAMED[1], haimen.unitId(RENAMED[0])],
  ]);
  const unitId = (name: string) => ids.get(name) ?? haimen.unitId(name);
  const leader: Viewer = { ...haimen.supervisor, name: '领导丙', roles: ['leader'] };
  const viewerOf = (who: string): Viewer => {
    if (who === 'supervisor' || who === DEPARTMENT) return haimen.supervisor;
    if (who === 'verifier') return haimen.verifier;
    if (who === 'leader') return leader;
    return { ...haimen.reporterOf(who), unitIds: [unitId(who)] };
  };
  year = { t, doors: byServices(t, viewerOf), planId: haimen.planId, unitId, everyMorning: true };
}, PLAY);
afterAll(() => t.close());

/** What the department's digest goes out on, and why; from Christmas to April nothing is worth one. */
const DIGESTS: Record<string, string> = {
  '2018-11-07': '市人社局 has not signed for 3 working days',
  '2018-11-12': 'Monday: it still has not',
  '2018-11-19': 'the refinement plan of 市考核办 waits (also a Monday)',
  '2018-11-21': '市人社局 is newly late',
  '2018-11-23': '3 working days late',
  '2018-11-26': 'Monday',
  '2018-12-03': 'Monday',
  '2018-12-04': '10 working days late',
  '2018-12-10': 'Monday',
  '2018-12-12': 'the reply to 督办〔2018〕1号 is newly late',
  '2019-04-22': '市财政局 owes its answer since the 19th (also a Monday)',
  '2019-04-24': 'the answer is 3 working days late',
  '2019-06-03': 'the review day of the suspended item 10',
  '2019-06-10': 'Monday: it is still suspended that morning',
  '2019-07-01': 'the half-year of item 11 is newly late',
  '2019-07-03': '3 working days late',
  '2019-07-08': 'Monday: handed in later that day',
};

const whole = async () => expect(await brokenInvariants(t)).toEqual([]);
const daysOf = async (kind: string) =>
  (
    await rows<{ onDay: string }>(t.db.read, 'SELECT "onDay" FROM messages WHERE kind = :kind ORDER BY id', {
      kind,
    })
  ).map(({ onDay }) => onDay);

it(
  'autumn 2018',
  async () => {
    await autumn(year);
    await whole();
  },
  PLAY,
);
it(
  'spring 2019',
  async () => {
    await spring(year);
    await whole();
  },
  PLAY,
);
it(
  'summer 2019',
  async () => {
    await summer(year);
    await whole();
  },
  PLAY,
);
it(
  'the end of 2019',
  async () => {
    await yearEnd(year);
    await whole();
    expectLights(await lights(year));
  },
  PLAY,
);

it('the scorecards, and a point that is contested', async () => {
  await expectCards(year);
  expectContest(await contest(year));
  await whole();
});

it('every mail of the year was called for', async () => {
  const kinds = await rows<{ kind: string; n: number }>(
    t.db.read,
    'SELECT kind, count(*) AS n FROM messages GROUP BY kind ORDER BY kind',
  );
  expect(kinds.map(({ kind, n }) => `${kind} ${n}`)).toEqual([
    ...['instruction 2', 'issue 30', 'overdue-digest 17', 'reminders 98', 'succession 2'],
    ...['supervision-notice 1', 'urging 1'],
  ]);
  expect(await daysOf('overdue-digest')).toEqual(Object.keys(DIGESTS));
});

it('each month has its lights', async () => {
  const months = await rows<{ month: string; red: number; n: number }>(
    t.db.read,
    `SELECT month, sum(CASE WHEN light = 'red' THEN 1 ELSE 0 END) AS red, count(*) AS n
     FROM light_snapshots GROUP BY month ORDER BY month`,
  );
  const monthly = months.map(({ month, red, n }) => `${month} ${red}/${n}`);
  const expected = [
    '2018-11',
    '2018-12',
    ...Array.from({ length: 12 }, (_, i) => `2019-${String(i + 1).padStart(2, '0')}`),
  ];
  // Item 11 has two leads, and was red at the end of June.
  expect(monthly).toEqual(expected.map((month) => `${month} ${month === '2019-06' ? 2 : 0}/44`));
});
