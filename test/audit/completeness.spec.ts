/**
 * Every change of every noun is told. A broad scenario is played by services; whatever row a transaction changes, an
 * entry of the same transaction tells of it. Stories elsewhere may be watched the same way: `watchTrail(t.db)`.
 */
import { AccountsService } from '../../src/access/accounts.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { verifyTrail } from '../../src/audit/verify.js';
import { CorrectionsService } from '../../src/changes/corrections.service.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { FilingsService } from '../../src/changes/filings.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { Runner } from '../../src/jobs/runner.js';
import { DigestRecipientsService } from '../../src/notices/digest-recipients.service.js';
import { InstructionsService } from '../../src/notices/instructions.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import type { Tx } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import { ReassignmentsService } from '../../src/progress/reassignments.service.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { UnitsService } from '../../src/units/units.service.js';
import { testApp, type TestApp } from '../support/app.js';
import { UNTOLD, watchTrail, type Untold } from '../support/audit-watch.js';
import { deadlineOf, haimenDraft, type Haimen } from '../support/haimen.js';
import { ADMINISTRATOR } from '../support/people.js';

const UNIT = '市委办';
const REASON = '会议研究决定。';

let t: TestApp;
let h: Haimen;
let reporter: Viewer;
let untold: Untold[];

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00Z' });
  untold = watchTrail(t.db);
  h = await haimenDraft(t);
  reporter = h.reporterOf(UNIT);
});
afterAll(() => t.close());

const ids = async (query: string, params: Record<string, unknown> = {}): Promise<number[]> =>
  (await rows<{ id: number }>(t.db.read, query, params)).map(({ id }) => id);
const tasksLedBy = (unit: string) =>
  ids(`SELECT "taskId" AS id FROM duties WHERE "unitId" = :unitId AND part = 'lead' ORDER BY "taskId"`, {
    unitId: h.unitId(unit),
  });
const goTo = (day: string) => t.clock.set(`${day}T02:00:00.000Z`);

/** In order: each works on what the ones before it left. */
const DEEDS: [string, () => Promise<unknown>][] = [
  ['correcting a task', async () => correctTask()],
  ['choosing what a group owes', () => chooseDuty()],
  ['issuing', () => t.get(IssueService).issue(h.supervisor, h.planId)],
  ['signing', () => t.get(ReceiptsService).receive(reporter, h.unitId(UNIT), NAMED)],
  ['a morning', () => morning('2018-11-15')],
  ['handing in, returning, handing in again, accepting', () => twice()],
  ['asking for more time', () => askAndGet()],
  ['filing a risk', () => fileRisk()],
  ['suspending and resuming', () => suspendAndResume()],
  ['correcting a day', () => correctDay()],
  ['waiving', () => waive()],
  ['sending a duty back, and giving it to another', () => reassign()],
  ['an instruction', () => instruct()],
  ['a late morning', () => morning('2018-12-03')],
  ['urging', () => urge()],
  ['a unit', () => t.get(UnitsService).create(h.supervisor, OFFICE as never)],
  ['an account and a token', () => account()],
  ['a reader of the digest', () => reader()],
];
const OFFICE = {
  ...{ name: '市档案局', kind: 'unit', reachedBy: 'mail', isSenior: false, isSupervisor: false },
};
const NAMED = { contactName: '联络员乙', leaderInCharge: '领导甲' };

const correctTask = async () => {
  const [taskId] = await tasksLedBy(UNIT);
  await t.get(DraftsService).correctTask(h.supervisor, taskId!, { title: '另一个标题' });
};
const chooseDuty = async () => {
  const [duty] = await ids(`SELECT id FROM duties WHERE "groupMode" = 'informed' ORDER BY id`);
  const choice = { groupMode: 'collected', collectorUnitId: h.unitId('市考核办') };
  await t.get(DraftsService).chooseDuty(h.supervisor, duty!, choice as never);
};
const morning = async (day: string) => {
  goTo(day);
  await t.get(Runner).tick();
};
const twice = async () => {
  const deadlineId = await deadlineOf(t, h.unitId(UNIT));
  const handIn = () =>
    t.get(SubmissionsService).submit(reporter, deadlineId, { text: '已拟定。', standing: 'on-schedule' });
  const verify = (submissionId: number, given: object) =>
    t.get(VerificationsService).verify(h.verifier, submissionId, given as never);
  await verify((await handIn()).submissionId, { outcome: 'returned', reason: REASON });
  await verify((await handIn()).submissionId, { outcome: 'accepted' });
};
const progressOf = async (place: number) =>
  (
    await ids(
      `SELECT id FROM deadlines WHERE "unitId" = :unitId AND kind = 'progress' AND "openedOn" IS NOT NULL
         AND "waivedOn" IS NULL ORDER BY id`,
      { unitId: h.unitId(UNIT) },
    )
  )[place]!;
const askAndGet = async () => {
  const deadlineId = await progressOf(0);
  const asked = { askedDay: '2019-07-31', reason: REASON };
  const id = await t.get(ExtensionsService).request(reporter, deadlineId, asked as never);
  await t.get(ExtensionsService).approve(h.supervisor, id, {});
};
const fileRisk = async () => {
  const [taskId] = await tasksLedBy(UNIT);
  const id = await t.get(FilingsService).file(reporter, taskId!, { text: '资金未到位。' });
  await t.get(FilingsService).decide(h.supervisor, id, { outcome: 'approved' } as never);
};
const suspendAndResume = async () => {
  const taskId = (await tasksLedBy(UNIT))[1]!;
  const given = { reason: REASON, reviewOn: '2018-12-20' };
  await t.get(SuspensionsService).suspend(h.supervisor, taskId, given as never);
  await t.get(SuspensionsService).resume(h.supervisor, taskId, { reason: REASON });
};
const correctDay = async () =>
  t.get(CorrectionsService).correctDay(h.supervisor, await progressOf(1), {
    dueOn: '2019-07-05',
    reason: REASON,
  } as never);
const waive = async () =>
  t.get(CorrectionsService).waive(h.supervisor, await progressOf(2), { reason: REASON });
const reassign = async () => {
  const [dutyId] = await ids(`SELECT id FROM duties WHERE "unitId" = :unitId AND part = 'lead' ORDER BY id`, {
    unitId: h.unitId('市卫计委'),
  });
  await t.get(ReassignmentsService).sendBack(h.reporterOf('市卫计委'), dutyId!, { reason: REASON });
  const wish = { toUnitId: h.unitId('市信访局'), reason: REASON };
  await t.get(ReassignmentsService).reassign(h.supervisor, dutyId!, wish);
};
const instruct = async () => {
  const [taskId] = await tasksLedBy(UNIT);
  const given = { text: '请抓紧办理。', leaderName: '领导丁' };
  await t.get(InstructionsService).instruct(h.supervisor, taskId!, given as never);
};
const urge = async () => {
  const deadlineIds = [await deadlineOf(t, h.unitId('市考核办'))];
  await t.get(UrgingService).urge(h.supervisor, { deadlineIds, toHead: false });
};
const account = async () => {
  const person = { name: '联络员己', units: [], address: 'ji@haimen.example', phone: null };
  const wish = { ...person, loginName: 'ji', roles: ['reporter' as const] };
  await t.get(AccountsService).add(ADMINISTRATOR, wish);
  await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'ji');
  await t.get(TokensService).create(ADMINISTRATOR, { loginName: 'ji', name: 'x', lastOn: null });
};
const reader = async () => {
  const wish = { unitId: h.departmentId, name: '办公室', address: 'bgs@haimen.example', cadence: 'overdue' };
  const id = await t.get(DigestRecipientsService).add(h.supervisor, wish as never);
  await t.get(DigestRecipientsService).end(h.supervisor, id);
};

it.each(DEEDS)('%s leaves a word for each row it changes', async (_, deed) => {
  untold.length = 0;
  await deed();
  expect(untold).toEqual([]);
});

it('a change that nothing tells of is noticed by this test', async () => {
  untold.length = 0;
  const work = (tx: Tx) => tx.query(`UPDATE plans SET title = 'x'`);
  // Not called by a line of this test, which would be left alone as its own preparation.
  setImmediate(t.db.inTransaction as (given: typeof work) => void, work);
  await new Promise((resolve) => setImmediate(resolve));
  await t.db.inTransaction(() => Promise.resolve());
  expect(untold.map(({ table }) => table)).toEqual(['plans']);
});

it('an entry about a plan, or what belongs to it, names the plan', async () => {
  const found = await rows<{ noun: string; verb: string }>(
    t.db.read,
    `SELECT DISTINCT noun, verb FROM audit_entries WHERE "planId" IS NULL ORDER BY noun, verb`,
  );
  const ofPlans =
    /^(plan|task|duty|deadline|submission|receipt|extension|suspension|filing|coordination|urging|instruction|supervision-notice|objection|measure|target|refinement)/;
  expect(found.filter(({ noun }) => ofPlans.test(noun))).toEqual([]);
});

it('the chain over all of it is whole, and what need not be told is still there', async () => {
  expect((await verifyTrail(t.db.read)).fault).toBeNull();
  const tables = t.db.read.connection.entityMetadatas.map(({ tableName }) => tableName);
  expect(Object.keys(UNTOLD).filter((table) => !tables.includes(table))).toEqual([]);
});
