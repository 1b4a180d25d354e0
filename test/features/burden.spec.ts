/** How much was asked of each unit: Haimen's two months, counted. */
import { Coordination } from '../../src/changes/coordination.entity.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { BurdenService } from '../../src/reports/burden.service.js';
import { day } from '../../src/rules/day.js';
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  allMessages,
  deadlineOf,
  haimenDraft,
  issueHaimen,
  type Haimen,
} from '../support/haimen.js';
import { goTo, remind } from '../support/morning.js';
import { ADMINISTRATOR } from '../support/people.js';

const UNIT = '市委办';
let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const burden = async (haimen: Haimen, month: string, unit = UNIT) =>
  (await t.get(BurdenService).of(ADMINISTRATOR, month)).items.find(
    (one) => one.unitId === haimen.unitId(unit),
  );

it('counts what was opened, urged, noticed, asked and returned, and the mails of each month', async () => {
  const haimen = await issueHaimen(t);
  const unitId = haimen.unitId(UNIT);
  const opened = await burden(haimen, '2018-11');
  expect(opened).toMatchObject({ urgings: 0, notices: 0, coordinations: 0, returns: 0, mails: 1 });
  expect(opened!.deadlines).toBeGreaterThan(1);
  expect(opened!.requests).toBe(opened!.deadlines);

  await remind(t, '2018-11-19', { day: day('2018-11-16'), at: '2018-11-16T00:30:00.000Z' });
  const deadlineId = await deadlineOf(t, unitId);
  goTo(t, '2018-11-23', '09:00');
  await t.get(UrgingService).urge(haimen.supervisor, { deadlineIds: [deadlineId], toHead: false });
  expect(await burden(haimen, '2018-11')).toMatchObject({
    ...{ deadlines: opened!.deadlines, urgings: 1, requests: opened!.deadlines + 1 },
    mails: (await allMessages(t)).filter((mail) => mail.toAddress === `u${unitId}@haimen.example`).length,
  });

  goTo(t, '2018-12-04', '09:00');
  await t.get(SupervisionNoticesService).send(haimen.supervisor, {
    ...{ unitId, deadlineIds: [deadlineId], urgency: 'urgent', reason: '超期', requirement: '请办理' },
    replyDueOn: day('2018-12-11'),
  });
  const said = { text: '已拟定。', standing: 'on-schedule' as const };
  const { submissionId } = await t.get(SubmissionsService).submit(haimen.reporterOf(UNIT), deadlineId, said);
  await t
    .get(VerificationsService)
    .verify(haimen.verifier, submissionId, { outcome: 'returned', reason: '缺少完成时限' });
  await t.db.inTransaction(async (tx) => {
    const taskId = (await tx.query<{ id: number }[]>('SELECT min(id) AS id FROM tasks'))[0]!.id;
    await tx.insert(Coordination, {
      ...{ taskId, unitId: haimen.unitId('市考核办'), blockerUnitId: unitId, matter: '会签' },
      ...{ answerDueOn: day('2018-12-14'), askedOn: day('2018-12-04'), askedAt: t.clock.now() },
    });
  });
  expect(await burden(haimen, '2018-12')).toMatchObject({
    ...{ deadlines: 0, urgings: 0, notices: 1, coordinations: 1, returns: 1, requests: 3, mails: 1 },
  });
});

it('a person of two units counts once for each, and the department’s own digest for nobody', async () => {
  const haimen = await haimenDraft(t);
  const shared = `u${haimen.unitId(UNIT)}@haimen.example`;
  const [person] = await t.db.read.query<{ id: number }[]>(`SELECT id FROM people WHERE email = '${shared}'`);
  await t.db.inTransaction(async (tx) => {
    await tx.query(`DELETE FROM contacts WHERE "unitId" = ${haimen.unitId('市考核办')}`);
    await addContact(tx, haimen.unitId('市考核办'), person!.id);
  });
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  expect((await allMessages(t)).filter((mail) => mail.toAddress === shared)).toHaveLength(1);
  expect(await burden(haimen, '2018-11', UNIT)).toMatchObject({ mails: 1 });
  expect(await burden(haimen, '2018-11', '市考核办')).toMatchObject({ mails: 1 });
});

it('before issuing, a draft says what its units got this month and what it would add', async () => {
  const haimen = await haimenDraft(t);
  await aPlan(t.db)
    .supervisedBy('市委组织部')
    .withTask({
      leads: [UNIT],
      deadlines: [{ dueOn: '2018-12-31' }, { dueOn: '2019-06-28', period: '2019-H1' + 'x' }],
    })
    .insert();
  const before = await t.get(IssueService).burdenOf(haimen.planId);
  const own = before.find((unit) => unit.unitName === UNIT)!;
  expect(own).toMatchObject({ requests: 2, mails: 0, addedMails: 1 });
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  const after = (await burden(haimen, '2018-11'))!;
  expect(after.requests).toBe(own.requests + own.addedRequests);
  expect(after.mails).toBe(own.mails + own.addedMails);
});
