/** 挂账: the clock stops with a review day, which reminds; it runs on where it stood. */
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { Task } from '../../src/plans/task.entity.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { daysOf, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { allMessages } from '../support/haimen.js';
import { digest, goTo, ranOn, remind } from '../support/morning.js';

let s: Terms;
let suspensions: SuspensionsService;
let supervisor: Viewer;
let taskId: number;
beforeEach(async () => {
  s = await terms();
  suspensions = s.t.get(SuspensionsService);
  supervisor = await s.viewer('supervisor', DEPARTMENT);
  [taskId] = s.taskIds;
});
afterEach(() => s.t.close());

const suspend = (reviewOn = '2018-12-03', who = supervisor) =>
  suspensions.suspend(who, taskId, { reason: '机构改革，职责待定', reviewOn: day(reviewOn) });
const deadline = () =>
  s.stored<{ dueOn: string; heldOn: string | null; openedOn: string | null }>('deadlines', s.deadlineIds[0]);
const state = async () => (await s.stored<{ state: string }>('tasks', taskId)).state;

it('nobody is asked while it stands, and it goes on with the days that were left', async () => {
  goTo(s.t, '2018-11-14');
  await suspend();
  expect(await state()).toBe('suspended');
  expect(await deadline()).toMatchObject({ heldOn: '2018-11-14', openedOn: null, dueOn: '2018-11-20' });
  expect(await remind(s.t, '2018-11-21', ranOn('2018-11-20'))).toMatchObject({ messages: 0 });
  // Four working days were left; the clock stood for ten.
  goTo(s.t, '2018-11-28');
  await suspensions.resume(supervisor, taskId, { reason: '职责已明确' });
  expect(await state()).toBe('issued');
  expect(await deadline()).toMatchObject({ heldOn: null, openedOn: '2018-11-02', dueOn: '2018-12-04' });
  expect(await daysOf(s, s.deadlineIds[0])).toEqual(['2018-11-20 → 2018-12-04 suspension']);
  expect(await s.stored('suspensions', 1)).toMatchObject({ endedOn: '2018-11-28' });
});

it('stops and starts the tasks below with it, but not one that was suspended by itself', async () => {
  const child = (no: string) =>
    s.t.db.inTransaction(async (tx) => {
      const { id: _id, ...parent } = await tx.findOneByOrFail(Task, { id: taskId });
      const made = await tx.insert(Task, { ...parent, no, parentId: taskId });
      return made.identifiers[0]!['id'] as number;
    });
  const [below, alone] = [await child('1.1'), await child('1.2')];
  await suspensions.suspend(supervisor, alone, { reason: '另有原因', reviewOn: day('2018-12-10') });
  await suspend();
  const states = async () => [
    (await s.stored<{ state: string }>('tasks', below)).state,
    (await s.stored<{ state: string }>('tasks', alone)).state,
  ];
  expect(await states()).toEqual(['suspended', 'suspended']);
  await expect(suspensions.resume(supervisor, below, { reason: '先办' })).rejects.toMatchObject({
    code: 'not-suspended-by-itself',
  });
  await suspensions.resume(supervisor, taskId, { reason: '恢复' });
  expect(await states()).toEqual(['issued', 'suspended']);
});

it('is refused to all but a supervisor, for a day that has passed, and twice', async () => {
  const unit = await s.viewer('reporter', LEAD);
  const outside = await s.viewer('verifier', OUTSIDE);
  await expect(suspend('2018-12-03', unit)).rejects.toMatchObject({ code: 'role-needed' });
  await expect(suspend('2018-11-02')).rejects.toMatchObject({ code: 'review-day-not-ahead' });
  await suspend();
  await expect(suspend()).rejects.toMatchObject({ code: 'task-is-suspended' });
  await expect(
    suspensions.setReviewDay(outside, s.taskIds[1], { reviewOn: day('2018-12-03') }),
  ).rejects.toMatchObject({ code: 'not-suspended-by-itself' });
  await expect(suspensions.resume(outside, s.taskIds[1], { reason: '恢复' })).rejects.toMatchObject({
    code: 'task-is-issued',
  });
});

it('is news in the digest on the review day, then stays listed, until it is reviewed', async () => {
  // A Saturday: it is said on Monday.
  await suspend('2018-11-24');
  const mailed = async (today: string, before: string) => (await digest(s.t, today, ranOn(before))).messages;
  await s.t.db.inTransaction((tx) =>
    tx.update('Deadline', { id: s.deadlineIds[1] }, { metOn: '2018-11-05' }),
  );
  expect(await mailed('2018-11-22', '2018-11-21')).toBe(0);
  expect(await mailed('2018-11-23', '2018-11-22')).toBe(0);
  expect(await mailed('2018-11-26', '2018-11-23')).toBe(1);
  const [mail] = await allMessages(s.t);
  expect(mail!.text).toContain('挂账待复核');
  expect(mail!.text).toContain('复核日：11月24日（周六）');
  expect(await mailed('2018-11-27', '2018-11-26')).toBe(0);
  expect(await mailed('2018-12-03', '2018-11-30')).toBe(1);
  await suspensions.setReviewDay(supervisor, taskId, { reviewOn: day('2018-12-12') });
  expect(await mailed('2018-12-10', '2018-12-07')).toBe(0);
  expect(await mailed('2018-12-12', '2018-12-11')).toBe(1);
  await suspensions.resume(supervisor, taskId, { reason: '恢复' });
  expect(await mailed('2018-12-17', '2018-12-14')).toBe(0);
});

it('what the department leads itself is stopped by its outside verifier or a leader, not by its own supervisors', async () => {
  const [, own] = s.taskIds;
  const given = { reason: '师资未定', reviewOn: day('2018-12-03') };
  const refused = { code: 'unit-decides-for-itself' };
  await expect(suspensions.suspend(supervisor, own, given)).rejects.toMatchObject(refused);
  const outside = await s.viewer('verifier', OUTSIDE);
  await suspensions.suspend(outside, own, given);
  await expect(
    suspensions.setReviewDay(supervisor, own, { reviewOn: day('2019-12-03') }),
  ).rejects.toMatchObject(refused);
  await expect(suspensions.resume(supervisor, own, { reason: '恢复' })).rejects.toMatchObject(refused);
  await suspensions.setReviewDay(outside, own, { reviewOn: day('2018-12-10') });
  await suspensions.resume(await s.viewer('leader', DEPARTMENT), own, { reason: '恢复' });
  expect((await s.stored<{ state: string }>('tasks', own)).state).toBe('issued');
});

it('starts nothing below a task that stays suspended by itself', async () => {
  const child = (no: string, parentId: number) =>
    s.t.db.inTransaction(async (tx) => {
      const { id: _id, ...parent } = await tx.findOneByOrFail(Task, { id: taskId });
      const made = await tx.insert(Task, { ...parent, no, parentId });
      return made.identifiers[0]!['id'] as number;
    });
  const middle = await child('1.1', taskId);
  const lowest = await child('1.1.1', middle);
  const states = async () =>
    Promise.all([taskId, middle, lowest].map(async (id) => (await s.stored<Task>('tasks', id)).state));
  await suspensions.suspend(supervisor, middle, { reason: '另有原因', reviewOn: day('2018-12-10') });
  await suspend();
  await suspensions.resume(supervisor, taskId, { reason: '恢复' });
  expect(await states()).toEqual(['issued', 'suspended', 'suspended']);
  await suspensions.resume(supervisor, middle, { reason: '恢复' });
  expect(await states()).toEqual(['issued', 'issued', 'issued']);
});

it('nothing is verified while it stands: what waits is looked at when the task goes on', async () => {
  const unit = await s.viewer('reporter', LEAD);
  const verifier = await s.viewer('verifier', OUTSIDE);
  const submissionId = await s.handIn(unit, s.deadlineIds[0]);
  goTo(s.t, '2018-11-14');
  await suspend();
  for (const outcome of ['returned', 'accepted'] as const)
    await expect(s.verify(verifier, submissionId, outcome)).rejects.toMatchObject({
      code: 'task-is-suspended',
    });
  goTo(s.t, '2018-11-28');
  await suspensions.resume(supervisor, taskId, { reason: '职责已明确' });
  await s.verify(verifier, submissionId, 'returned');
  expect(await deadline()).toMatchObject({ dueOn: '2018-12-04', reworkOn: '2018-12-04' });
});

it('after a return the rework day goes on with the days that were left, and the first day is remembered', async () => {
  goTo(s.t, '2018-11-21');
  const submissionId = await s.handIn(await s.viewer('reporter', LEAD), s.deadlineIds[0]);
  await s.verify(await s.viewer('verifier', OUTSIDE), submissionId, 'returned');
  expect(await deadline()).toMatchObject({ dueOn: '2018-11-20', reworkOn: '2018-11-26' });
  goTo(s.t, '2018-11-22');
  await suspend();
  goTo(s.t, '2018-11-29');
  await suspensions.resume(supervisor, taskId, { reason: '职责已明确' });
  expect(await daysOf(s, s.deadlineIds[0])).toEqual([
    '2018-11-20 → 2018-11-26 rework',
    '2018-11-26 → 2018-12-03 suspension',
  ]);
  expect(await deadline()).toMatchObject({
    dueOn: '2018-12-03',
    reworkOn: null,
    originalDueOn: '2018-11-20',
  });
});
