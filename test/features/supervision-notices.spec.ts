/** 督办单 on Haimen's plan: numbered without gaps, replied to like anything else, withdrawn with its number kept. */
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { EscalationService } from '../../src/notices/escalation.service.js';
import { NoticeReports } from '../../src/notices/notice-reports.service.js';
import type { SupervisionNoticeDto } from '../../src/notices/supervision-notice.dto.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { row, rows } from '../../src/platform/sql.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addPerson,
  addressOf,
  allMessages,
  deadlineOf,
  issueHaimen,
  type Haimen,
} from '../support/haimen.js';
import { goTo, ledger, remind, setUnit } from '../support/morning.js';
import { ADMINISTRATOR } from '../support/people.js';

const UNIT = '市委办';
let t: TestApp;
let haimen: Haimen;
beforeEach(async () => {
  t = await testApp();
  haimen = await issueHaimen(t);
  goTo(t, '2018-12-04', '09:00');
});
afterEach(() => t.close());

const notices = () => t.get(SupervisionNoticesService);

async function wish(given: Partial<SupervisionNoticeDto> = {}): Promise<SupervisionNoticeDto> {
  return {
    ...{ unitId: haimen.unitId(UNIT), deadlineIds: [await deadlineOf(t, haimen.unitId(UNIT))] },
    ...{ urgency: 'urgent', reason: '经催办仍未报送。', requirement: '请说明原因和下步措施。' },
    replyDueOn: day('2018-12-11'),
    ...given,
  };
}

const send = async (given: Partial<SupervisionNoticeDto> = {}) =>
  notices().send(haimen.supervisor, await wish(given));
const numbers = async () =>
  (await rows<{ number: number }>(t.db.read, 'SELECT number FROM supervision_notices ORDER BY id')).map(
    (one) => one.number,
  );
const replyDeadline = (noticeId: number) =>
  row<Record<string, unknown>>(t.db.read, 'SELECT * FROM deadlines WHERE subject = :subject', {
    subject: `notice:${noticeId}`,
  });

it('opens the reply the unit owes, mails at once to contact and head, and ends the proposal', async () => {
  await t.db.inTransaction(async (tx) => {
    const head = await addPerson(tx, { name: '负责人丙', email: 'head@haimen.example' });
    await addContact(tx, haimen.unitId(UNIT), head, { isHead: true });
  });
  const sent = await send();
  expect(sent).toMatchObject({ year: 2018, number: 1, mails: 2 });
  expect(await replyDeadline(sent.noticeId)).toMatchObject({
    ...{ kind: 'reply', taskId: null, unitId: haimen.unitId(UNIT), planId: haimen.planId },
    ...{ dueOn: '2018-12-11', openedOn: '2018-12-04', source: 'person' },
  });
  const mails = (await allMessages(t)).filter((mail) => mail.kind === 'supervision-notice');
  expect(mails.map((mail) => mail.toAddress)).toEqual([
    addressOf(haimen.unitId(UNIT)),
    'head@haimen.example',
  ]);
  expect(mails[0]!.subject).toBe('【督办单】督办〔2018〕1号 请于12月11日前反馈（市委办）');
  for (const words of [
    '督办〔2018〕1号',
    '经催办仍未报送。',
    '请说明原因和下步措施。',
    '超期 10个工作日',
    '/supervision-notices/',
  ])
    expect(mails[0]!.text).toContain(words);
  const lines = (await ledger(t)).filter((line) => line.noticeKey.startsWith('supervision-notice:'));
  expect(lines).toMatchObject([{ outcome: 'composed', counts: { items: 1 } }]);
  const steps = async () =>
    (await t.get(EscalationService).proposals(ADMINISTRATOR)).find((one) => one.unitName === UNIT)?.step;
  expect(await steps()).toBeUndefined();
  goTo(t, '2018-12-12');
  expect(await steps()).toBe('leader');
});

it('a reply that was given more time is for the leader only after that', async () => {
  const { noticeId } = await send();
  const deadlineId = Number((await replyDeadline(noticeId))!['id']);
  const extensions = t.get(ExtensionsService);
  const wished = { askedDay: day('2018-12-20'), reason: '等待上级文件' };
  const id = await extensions.request(haimen.reporterOf(UNIT), deadlineId, wished);
  await extensions.approve(haimen.supervisor, id, {});
  const step = async () =>
    (await t.get(EscalationService).proposals(ADMINISTRATOR)).find((one) => one.unitName === UNIT)?.step;
  goTo(t, '2018-12-20');
  expect(await step()).toBeUndefined();
  goTo(t, '2018-12-21');
  expect(await step()).toBe('leader');
});

it('the reply is reminded, late, handed in and verified like anything else', async () => {
  const { noticeId } = await send();
  const state = async () => (await t.get(NoticeReports).one(haimen.supervisor, noticeId)).state;
  await remind(t, '2018-12-11', { day: day('2018-12-10'), at: '2018-12-10T00:30:00.000Z' });
  const reminder = (await allMessages(t)).find(
    (mail) => mail.kind === 'reminders' && mail.toAddress === addressOf(haimen.unitId(UNIT)),
  );
  expect(reminder!.text).toContain('督办单回复');
  expect(await state()).toBe('open');
  goTo(t, '2018-12-12');
  expect(await state()).toBe('late');
  const deadlineId = Number((await replyDeadline(noticeId))!['id']);
  const said = { text: '已制定细化方案，附后。', standing: 'on-schedule' as const };
  const receipt = await t.get(SubmissionsService).submit(haimen.reporterOf(UNIT), deadlineId, said);
  expect(await state()).toBe('pending');
  await t.get(VerificationsService).verify(haimen.supervisor, receipt.submissionId, { outcome: 'accepted' });
  expect(await state()).toBe('answered');
  await expect(notices().withdraw(haimen.supervisor, noticeId, '误发')).rejects.toMatchObject({
    code: 'notice-answered',
  });
});

it('forty at once, half of which fail after their number was taken: 1 to 20 without a gap', async () => {
  const outbox = t.get(Outbox);
  const enqueue = outbox.enqueue.bind(outbox);
  let mails = 0;
  outbox.enqueue = (tx, mail) => {
    mails += 1;
    return mails % 2 ? enqueue(tx, mail) : Promise.reject(new Error('the disk is full'));
  };
  const wished = await wish();
  const all = Array.from({ length: 40 }, () => notices().send(haimen.supervisor, wished));
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.filter((one) => one.status === 'rejected')).toHaveLength(20);
  expect(await numbers()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const owed = await row<{ n: number }>(
    t.db.read,
    `SELECT count(*) AS n FROM deadlines WHERE kind = 'reply'`,
  );
  expect(Number(owed!.n)).toBe(20);
});

it('a new year begins with 1, and a withdrawn notice keeps its number', async () => {
  const { noticeId } = await send();
  await send();
  await notices().withdraw(haimen.supervisor, noticeId, '对象有误');
  expect(await t.get(NoticeReports).one(haimen.supervisor, noticeId)).toMatchObject({
    ...{ state: 'withdrawn', withdrawnOn: '2018-12-04', withdrawnReason: '对象有误' },
  });
  expect(await replyDeadline(noticeId)).toMatchObject({ waivedOn: '2018-12-04', waivedReason: 'withdrawn' });
  await expect(notices().withdraw(haimen.supervisor, noticeId, '再撤')).rejects.toMatchObject({
    code: 'notice-withdrawn',
  });
  await send();
  goTo(t, '2019-01-03');
  await send({ replyDueOn: day('2019-01-10') });
  expect(await numbers()).toEqual([1, 2, 3, 1]);
});

it('a unit without mail gets the paper: numbered and owed, but not mailed', async () => {
  await setUnit(t, haimen.unitId(UNIT), { reachedBy: 'offline' });
  expect(await send()).toMatchObject({ number: 1, mails: 0 });
  const lines = (await ledger(t)).filter((line) => line.noticeKey.startsWith('supervision-notice:'));
  expect(lines).toMatchObject([{ outcome: 'skipped', reason: 'offline' }]);
});

it('is for one unit, about open items of one plan, with a reply day ahead, by a supervisor', async () => {
  const other = await deadlineOf(t, haimen.unitId('市纪委监委'));
  await expect(send({ deadlineIds: [other] })).rejects.toMatchObject({ code: 'notice-of-one-unit' });
  await expect(send({ replyDueOn: day('2018-12-04') })).rejects.toMatchObject({
    code: 'notice-reply-too-early',
  });
  const asReporter = notices().send(haimen.reporterOf(UNIT), await wish());
  await expect(asReporter).rejects.toMatchObject({ code: 'role-needed' });
  const { noticeId } = await send();
  const reply = Number((await replyDeadline(noticeId))!['id']);
  await expect(send({ deadlineIds: [reply] })).rejects.toMatchObject({ code: 'notice-of-one-unit' });
  await expect(t.get(NoticeReports).one(haimen.reporterOf('市纪委监委'), noticeId)).rejects.toMatchObject({
    noun: 'supervision-notice',
  });
  expect(await numbers()).toEqual([1]);
});
