/** 提请协调: the blocker owes an answer, is reminded and listed like anybody else; the lead is shielded meanwhile. */
import { shieldSpans } from '../../src/changes/coordinations.queries.js';
import { CoordinationsService } from '../../src/changes/coordinations.service.js';
import { TaskReports } from '../../src/reports/task-reports.service.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import {
  addressAt,
  BLOCKER,
  DEPARTMENT,
  LEAD,
  OUTSIDE,
  terms,
  type Terms,
} from '../support/changes-setup.js';
import { allMessages, addUnit } from '../support/haimen.js';
import { digest, goTo, ranOn, remind } from '../support/morning.js';

let s: Terms;
let calls: CoordinationsService;
let lead: Viewer;
let blocker: Viewer;
let verifier: Viewer;
beforeEach(async () => {
  s = await terms();
  calls = s.t.get(CoordinationsService);
  lead = await s.viewer('reporter', LEAD);
  blocker = await s.viewer('reporter', BLOCKER);
  verifier = await s.viewer('verifier', OUTSIDE);
  // What the lead itself owes is out of the way.
  await s.t.db.inTransaction((tx) =>
    tx.update('Deadline', s.deadlineIds, { metOn: '2018-11-05', acceptedAt: '2018-11-05T02:00:00.000Z' }),
  );
  goTo(s.t, '2018-11-23', '10:00');
});
afterEach(() => s.t.close());

const call = (given: { blockerUnitId?: number; answerDueOn?: string } = {}, who = lead) =>
  calls.call(who, s.taskIds[0], {
    ...{ blockerUnitId: s.unitId(BLOCKER), matter: '专项经费尚未下达' },
    ...given,
    answerDueOn: day(given.answerDueOn ?? '2018-11-30'),
  });
const answerOf = async (id: number) =>
  (await s.stored<{ deadlineId: number }>('coordinations', id)).deadlineId;

it('makes a deadline of the blocker, who is reminded of it and listed when it is late', async () => {
  const deadlineId = await answerOf(await call());
  expect(await s.stored('deadlines', deadlineId)).toMatchObject({
    ...{
      kind: 'answer',
      unitId: s.unitId(BLOCKER),
      taskId: s.taskIds[0],
      dueOn: '2018-11-30',
      source: 'person',
    },
    openedOn: '2018-11-23',
  });
  expect(await remind(s.t, '2018-11-26', ranOn('2018-11-23'))).toMatchObject({ messages: 1 });
  const [told] = await allMessages(s.t);
  expect(told!.text).toContain('请答复协调事项');
  expect(told!.text).toContain('时限：11月30日（周五）');
  expect(told!.text).toContain('协调事项：专项经费尚未下达');
  expect(await remind(s.t, '2018-11-27', ranOn('2018-11-26'))).toMatchObject({ messages: 1 });
  const [, mail] = await allMessages(s.t);
  expect(mail).toMatchObject({ toAddress: addressAt(BLOCKER) });
  expect(mail!.text).toContain('答复协调事项');
  expect(await digest(s.t, '2018-12-03', ranOn('2018-11-30'))).toMatchObject({ messages: 1 });
  const listed = (await allMessages(s.t)).at(-1)!;
  expect(listed.subject).toContain('超期1');
  expect(listed.text).toContain(BLOCKER);
});

it('shields the lead until the answer comes in, and again where it is returned', async () => {
  const deadlineId = await answerOf(await call());
  const until = async () => (await shieldSpans(s.t.db.read, s)).map((span) => span.untilOn);
  expect(await shieldSpans(s.t.db.read, s)).toEqual([
    { taskId: s.taskIds[0], unitId: s.unitId(LEAD), fromOn: '2018-11-23', untilOn: null },
  ]);
  goTo(s.t, '2018-12-05');
  const first = await s.handIn(blocker, deadlineId, '正在研究。');
  expect(await until()).toEqual(['2018-12-05']);
  await s.verify(verifier, first, 'returned');
  expect(await until()).toEqual([null]);
  goTo(s.t, '2018-12-07');
  await s.verify(verifier, await s.handIn(blocker, deadlineId, '经费已下达。'), 'accepted');
  expect(await until()).toEqual(['2018-12-07']);
});

it('the answer is verified by somebody outside both: not the blocker, not a lead', async () => {
  const id = await call();
  const said = await s.handIn(blocker, await answerOf(id));
  const of = (unit: string) => s.viewer('verifier', unit);
  await expect(s.verify(await of(BLOCKER), said, 'accepted')).rejects.toMatchObject({
    code: 'verifier-is-lead',
  });
  await expect(s.verify(await of(LEAD), said, 'accepted')).rejects.toMatchObject({
    code: 'verifier-is-lead',
  });
  await s.verify(await s.viewer('supervisor', DEPARTMENT), said, 'accepted');
});

it('the lead is told of the answer in its next mail, once', async () => {
  const deadlineId = await answerOf(await call());
  await remind(s.t, '2018-11-26', ranOn('2018-11-23'));
  goTo(s.t, '2018-11-26', '15:00');
  await s.handIn(blocker, deadlineId, '经费将于月底前下达。');
  const before = (await allMessages(s.t)).length;
  expect(await remind(s.t, '2018-11-27', ranOn('2018-11-26'))).toMatchObject({ messages: 1 });
  const mail = (await allMessages(s.t))[before]!;
  expect(mail).toMatchObject({
    toAddress: addressAt(LEAD),
    subject: '【告知】协调已答复 第1项 健全考核办法（市考核办）',
  });
  expect(mail.text).toContain('经费将于月底前下达。');
  expect(await remind(s.t, '2018-11-28', ranOn('2018-11-27'))).toMatchObject({ messages: 0 });
});

it('is refused on itself, a group, a unit nobody knows, for today, and to who leads nothing', async () => {
  const group = await s.t.db.inTransaction((tx) => addUnit(tx, '各区镇', { kind: 'group' }));
  const refusals: [Parameters<typeof call>, string][] = [
    [[{ blockerUnitId: s.unitId(LEAD) }], 'call-on-itself'],
    [[{ blockerUnitId: group }], 'call-on-a-group'],
    [[{ blockerUnitId: 999_999 }], 'unit-unknown'],
    [[{ answerDueOn: '2018-11-25' }], 'call-too-soon'],
    [[{}, blocker], 'not-a-lead'],
  ];
  for (const [given, code] of refusals) await expect(call(...given)).rejects.toMatchObject({ code });
});

it('is withdrawn as long as there is no answer; then nobody owes one', async () => {
  const id = await call();
  await expect(calls.withdraw(blocker, id)).rejects.toMatchObject({ code: 'not-your-unit' });
  await calls.withdraw(lead, id);
  expect(await s.stored('deadlines', await answerOf(id))).toMatchObject({ waivedReason: 'withdrawn' });
  expect(await shieldSpans(s.t.db.read, s)).toMatchObject([{ untilOn: '2018-11-23' }]);
  const second = await call();
  await s.handIn(blocker, await answerOf(second));
  await expect(calls.withdraw(lead, second)).rejects.toMatchObject({ code: 'call-answered' });
});

it('a late answer is no lead deadline of the task, even where another lead owes it', async () => {
  await s.t.db.inTransaction((tx) =>
    tx.update('Duty', { taskId: s.taskIds[0], unitId: s.unitId(BLOCKER) }, { part: 'lead' }),
  );
  await call();
  goTo(s.t, '2018-12-10');
  const supervisor = await s.viewer('supervisor', DEPARTMENT);
  const reports = s.t.get(TaskReports);
  expect(await reports.one(supervisor, s.taskIds[0])).toMatchObject({ light: 'green' });
  const { items } = await reports.ofPlan(supervisor, s.planId, {});
  expect(items[0]).toMatchObject({ light: 'green', daysLate: 0 });
  expect((await reports.ofPlan(supervisor, s.planId, { light: 'red' })).items).toEqual([]);
});

it('who is called on may look at the task, though it has no part in it', async () => {
  const outside = await s.viewer('reporter', OUTSIDE);
  const reports = s.t.get(TaskReports);
  await expect(reports.one(outside, s.taskIds[0])).rejects.toThrow('no such task');
  await call({ blockerUnitId: s.unitId(OUTSIDE) });
  expect((await reports.one(outside, s.taskIds[0])).deadlines.map((one) => one.kind)).toEqual(['answer']);
});

it('of a sensitive task nobody is called on online, and no mail says what an earlier call was about', async () => {
  await call();
  await s.t.db.inTransaction((tx) => tx.update('Task', s.taskIds[0], { sensitiveFromOn: '2018-11-23' }));
  await expect(call()).rejects.toMatchObject({ code: 'task-is-sensitive' });
  await remind(s.t, '2018-11-26', ranOn('2018-11-23'));
  const [told] = await allMessages(s.t);
  expect(told!.text).toContain('请答复协调事项');
  expect(told!.text).toContain('（内部事项）');
  expect(told!.text).not.toContain('专项经费');
});
