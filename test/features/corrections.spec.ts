/** 更正: what was asked wrongly is put right, with its reason, by somebody outside the unit. */
import { CorrectionsService } from '../../src/changes/corrections.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { Task } from '../../src/plans/task.entity.js';
import { rows } from '../../src/platform/sql.js';
import { BLOCKER, daysOf, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { goTo } from '../support/morning.js';

let s: Terms;
let corrections: CorrectionsService;
let supervisor: Viewer;
let id: number;
beforeEach(async () => {
  s = await terms();
  corrections = s.t.get(CorrectionsService);
  supervisor = await s.viewer('supervisor', DEPARTMENT);
  [id] = s.deadlineIds;
});
afterEach(() => s.t.close());

const correct = (dueOn: string, who = supervisor, deadlineId = id) =>
  corrections.correctDay(who, deadlineId, { dueOn: day(dueOn), reason: '录入有误' });
const deadline = (deadlineId = id) => s.stored('deadlines', deadlineId);
const add = (
  given: Partial<{ unitId: number; kind: 'progress' | 'completion'; period: string; dueOn: string }> = {},
) =>
  corrections.add(supervisor, s.taskIds[0], {
    ...{ unitId: s.unitId(BLOCKER), kind: 'progress' as const, reason: '漏设' },
    ...given,
    dueOn: day(given.dueOn ?? '2018-12-14'),
  });

it('the day changes, also to a free one, back or forth; the first day and every change stay on record', async () => {
  await correct('2018-12-02');
  await correct('2018-11-16');
  expect(await deadline()).toMatchObject({
    ...{ dueOn: '2018-11-16', originalDueOn: '2018-11-20', source: 'correction' },
  });
  expect(await daysOf(s, id)).toEqual([
    '2018-11-20 → 2018-12-02 correction',
    '2018-12-02 → 2018-11-16 correction',
  ]);
});

it('what was handed in late by the wrong day is in time by the right one', async () => {
  goTo(s.t, '2018-11-22');
  const unit = await s.viewer('reporter', LEAD);
  await s.verify(await s.viewer('verifier', OUTSIDE), await s.handIn(unit, id), 'accepted');
  await correct('2018-11-30');
  expect(await deadline()).toMatchObject({ metOn: '2018-11-22', dueOn: '2018-11-30', reworkOn: null });
});

it('is refused for the same day, a day before the issue, and by the unit itself', async () => {
  await expect(correct('2018-11-20')).rejects.toMatchObject({ code: 'day-unchanged' });
  await expect(correct('2018-11-01')).rejects.toMatchObject({ code: 'day-before-issue' });
  await expect(correct('2018-11-30', await s.viewer('reporter', LEAD))).rejects.toMatchObject({
    code: 'role-needed',
  });
  await expect(correct('2018-11-30', supervisor, s.deadlineIds[1])).rejects.toMatchObject({
    code: 'unit-decides-for-itself',
  });
  await correct('2018-11-30', await s.viewer('leader', DEPARTMENT), s.deadlineIds[1]);
});

it('what was never owed is waived, and may be owed again', async () => {
  await corrections.waive(supervisor, id, { reason: '不属该单位' });
  expect(await deadline()).toMatchObject({ waivedOn: '2018-11-02', waivedReason: 'corrected' });
  await expect(corrections.waive(supervisor, id, { reason: '再次' })).rejects.toMatchObject({
    code: 'deadline-waived',
  });
  await expect(correct('2018-11-30')).rejects.toMatchObject({ code: 'deadline-waived' });
  const again = await add({ unitId: s.unitId(LEAD), period: '2018', dueOn: '2018-12-03' });
  expect(again).toBe(id);
  expect(await deadline()).toMatchObject({
    waivedOn: null,
    dueOn: '2018-12-03',
    originalDueOn: '2018-11-20',
  });
});

it('what should have been asked is added for a unit with a duty, from today', async () => {
  const added = await add({ period: '2018' });
  expect(await deadline(added)).toMatchObject({
    ...{ unitId: s.unitId(BLOCKER), kind: 'progress', period: '2018', source: 'correction' },
    ...{
      dueOn: '2018-12-14',
      originalDueOn: '2018-12-14',
      openedOn: '2018-11-02',
      subject: `task:${s.taskIds[0]}`,
    },
  });
  await expect(add({ period: '2018' })).rejects.toMatchObject({ code: 'deadline-exists' });
  await expect(add({ unitId: s.unitId(OUTSIDE) })).rejects.toMatchObject({ code: 'unit-without-duty' });
  await expect(add({ dueOn: '2018-11-01', period: '2018-H1' })).rejects.toMatchObject({ code: 'day-passed' });
});

it('the trail says who corrected what and why', async () => {
  await correct('2018-11-30');
  await corrections.waive(supervisor, id, { reason: '不属该单位' });
  const trail = await rows<{ verb: string; after: string }>(
    s.t.db.read,
    `SELECT verb, after FROM audit_entries WHERE noun = 'deadline' AND "nounId" = :id ORDER BY id`,
    { id: String(id) },
  );
  expect(trail.map(({ verb }) => verb)).toEqual(['move', 'waive', 'correct']);
  expect(trail[0]!.after).toContain('录入有误');
  expect(trail[2]!.after).toContain('不属该单位');
});

it('what the department owes is corrected by its outside verifier, but by none of its reporters', async () => {
  const own = s.deadlineIds[1];
  await expect(correct('2018-11-30', await s.viewer('reporter', OUTSIDE), own)).rejects.toMatchObject({
    code: 'role-needed',
  });
  await correct('2018-11-30', await s.viewer('verifier', OUTSIDE), own);
});

it('the outside verifier corrects nothing of another unit that leads with the department', async () => {
  await s.t.db.inTransaction((tx) =>
    tx.update('Task', { id: s.taskIds[0] }, { verifierUnitId: s.unitId(OUTSIDE) }),
  );
  for (const role of ['verifier', 'reporter'] as const)
    await expect(correct('2018-11-30', await s.viewer(role, OUTSIDE))).rejects.toMatchObject({
      code: 'role-needed',
    });
  await correct('2018-11-30');
});

it('what was waived while its clock stood runs when it is owed again, by the day given now', async () => {
  const suspensions = s.t.get(SuspensionsService);
  await s.t.db.inTransaction((tx) => tx.update('Deadline', { id }, { reworkOn: '2018-11-23' }));
  goTo(s.t, '2018-11-14');
  await suspensions.suspend(supervisor, s.taskIds[0], { reason: '机构改革', reviewOn: day('2018-12-03') });
  await corrections.waive(supervisor, id, { reason: '不属该单位' });
  goTo(s.t, '2018-11-28');
  await suspensions.resume(supervisor, s.taskIds[0], { reason: '职责已明确' });
  await add({ unitId: s.unitId(LEAD), period: '2018', dueOn: '2018-12-14' });
  expect(await deadline()).toMatchObject({
    ...{ openedOn: '2018-11-28', dueOn: '2018-12-14', waivedOn: null },
    ...{ heldOn: null, heldOpenedOn: null, reworkOn: null },
  });
});

it('a parent’s day is not corrected to before that of an open sub-task', async () => {
  const top = await add({ unitId: s.unitId(LEAD), kind: 'completion', dueOn: '2018-12-28' });
  const child = await s.t.db.inTransaction(async (tx) => {
    const { id: _id, ...parent } = await tx.findOneByOrFail(Task, { id: s.taskIds[0] });
    const taskId = (await tx.insert(Task, { ...parent, no: '1.1', parentId: s.taskIds[0] })).identifiers[0]![
      'id'
    ];
    const { id: _top, ...owed } = await tx.findOneByOrFail(Deadline, { id: top });
    const below = { taskId, subject: `task:${taskId}`, dueOn: day('2018-12-14') };
    return (await tx.insert(Deadline, { ...owed, ...below })).identifiers[0]!['id'] as number;
  });
  await expect(correct('2018-12-13', supervisor, top)).rejects.toMatchObject({
    ...{ code: 'day-before-sub-tasks', fields: { dueOn: 'day-before-sub-tasks' }, params: { names: '1.1' } },
  });
  await correct('2018-12-12', supervisor, child);
  await correct('2018-12-13', supervisor, top);
});

it('a return made at the same moment goes by the corrected day', async () => {
  const submissionId = await s.handIn(await s.viewer('reporter', LEAD), id);
  const verifier = await s.viewer('verifier', OUTSIDE);
  await Promise.all([correct('2018-12-14'), s.verify(verifier, submissionId, 'returned')]);
  expect(await deadline()).toMatchObject({ dueOn: '2018-12-14', reworkOn: '2018-12-14' });
});
