/** 延期: asked for before the day, decided by somebody else, answered in the next mail. */
import { extensionPausedSince } from '../../src/changes/extensions.queries.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { digestRequests } from '../../src/notices/digest-requests.queries.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { daysOf, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { allMessages } from '../support/haimen.js';
import { digest, goTo, ranOn, remind } from '../support/morning.js';

let s: Terms;
let extensions: ExtensionsService;
let unit: Viewer;
let supervisor: Viewer;
beforeEach(async () => {
  s = await terms();
  extensions = s.t.get(ExtensionsService);
  unit = await s.viewer('reporter', LEAD);
  supervisor = await s.viewer('supervisor', DEPARTMENT);
});
afterEach(() => s.t.close());

const ask = (askedDay = '2018-11-30', who = unit) =>
  extensions.request(who, s.deadlineIds[0], { askedDay: day(askedDay), reason: '等待上级文件' });
const approve = (who: Viewer, id: number, given: { grantedDay?: string; remark?: string } = {}) =>
  extensions.approve(who, id, given as Parameters<ExtensionsService['approve']>[2]);
const deadline = () => s.stored('deadlines', s.deadlineIds[0]);

it('granted, it moves the day, keeps the first one and says where the new one comes from', async () => {
  const id = await ask('2018-12-02');
  expect(await s.stored('extensions', id)).toMatchObject({
    ...{ fromDay: '2018-11-20', askedDay: '2018-11-30', outcome: 'pending', unitId: s.unitId(LEAD) },
  });
  expect(await deadline()).toMatchObject({ dueOn: '2018-11-20' });
  expect(await approve(supervisor, id, { remark: '同意' })).toBe('2018-11-30');
  expect(await deadline()).toMatchObject({
    ...{ dueOn: '2018-11-30', originalDueOn: '2018-11-20', source: 'extension' },
  });
  expect(await daysOf(s, s.deadlineIds[0])).toEqual(['2018-11-20 → 2018-11-30 extension']);
});

it('another day may be granted than the one asked for, and a day that is no later may not', async () => {
  const id = await ask();
  await expect(approve(supervisor, id, { grantedDay: '2018-11-20' })).rejects.toMatchObject({
    code: 'extension-not-later',
    fields: { grantedDay: 'extension-not-later' },
  });
  expect(await approve(supervisor, id, { grantedDay: '2018-11-26' })).toBe('2018-11-26');
});

it('refused, with the reason, nothing moves and the unit may ask again', async () => {
  const id = await ask();
  await expect(extensions.refuse(supervisor, id, {})).rejects.toMatchObject({ code: 'refusal-needs-remark' });
  await extensions.refuse(supervisor, id, { remark: '理由不足' });
  expect(await deadline()).toMatchObject({ dueOn: '2018-11-20', source: 'rule' });
  await expect(approve(supervisor, id)).rejects.toMatchObject({ code: 'request-already-decided' });
  await ask();
});

it('is not asked for after the day, twice at once, or once it was handed in', async () => {
  const id = await ask();
  await expect(ask()).rejects.toMatchObject({ code: 'extension-already-asked' });
  await extensions.withdraw(unit, id);
  await s.handIn(unit, s.deadlineIds[0]);
  await expect(ask()).rejects.toMatchObject({ code: 'extension-handed-in' });
  goTo(s.t, '2018-11-21');
  await expect(
    extensions.request(supervisor, s.deadlineIds[1], { askedDay: day('2018-11-30'), reason: '未完成' }),
  ).rejects.toMatchObject({ code: 'extension-after-the-day', params: { day: '2018-11-20' } });
});

it('a supervisor asks on the unit’s behalf; a stranger does not', async () => {
  const stranger = await s.viewer('reporter', OUTSIDE);
  await expect(ask('2018-11-30', stranger)).rejects.toThrow('no such deadline');
  await expect(ask('2018-11-30', supervisor)).resolves.toBeGreaterThan(0);
});

it('the unit itself does not decide, nor does the department for itself: its outside verifier or a leader does', async () => {
  const own = await ask();
  await expect(approve(unit, own)).rejects.toMatchObject({ code: 'role-needed' });
  const wish = { askedDay: day('2018-11-30'), reason: '讲师未定' };
  const id = await extensions.request(supervisor, s.deadlineIds[1], wish);
  await expect(approve(supervisor, id)).rejects.toMatchObject({ code: 'unit-decides-for-itself' });
  expect(await approve(await s.viewer('reporter', OUTSIDE), id)).toBe('2018-11-30');
});

it('no leader grants what its own unit asked for, unless it is the department', async () => {
  const id = await ask();
  await expect(approve(await s.viewer('leader', LEAD), id)).rejects.toMatchObject({
    code: 'unit-decides-for-itself',
  });
  expect(await approve(await s.viewer('leader', DEPARTMENT), id)).toBe('2018-11-30');
});

it('the second one needs a leader; a supervisor may still refuse it', async () => {
  await approve(supervisor, await ask());
  const second = await ask('2018-12-10');
  expect(await s.stored('extensions', second)).toMatchObject({ fromDay: '2018-11-30' });
  await expect(approve(supervisor, second)).rejects.toMatchObject({ code: 'leader-needed' });
  await extensions.refuse(supervisor, second, { remark: '不再延期' });
  const third = await ask('2018-12-12');
  expect(await approve(await s.viewer('leader', DEPARTMENT), third)).toBe('2018-12-12');
  expect(await daysOf(s, s.deadlineIds[0])).toHaveLength(2);
});

it('an open request pauses the ladder from the day it was made', async () => {
  goTo(s.t, '2018-11-19');
  const id = await ask();
  const paused = () => extensionPausedSince(s.t.db.read, s.deadlineIds);
  expect([...(await paused())]).toEqual([[s.deadlineIds[0], '2018-11-19']]);
  await extensions.refuse(supervisor, id, { remark: '不同意' });
  expect((await paused()).size).toBe(0);
});

it('waits no longer once what it was about was met', async () => {
  const waiting = () =>
    digestRequests(s.t.db.read, { departmentId: s.unitId(DEPARTMENT), today: s.t.clock.today() });
  await ask();
  expect((await waiting()).filter(({ kind }) => kind === 'extension')).toHaveLength(1);
  await s.verify(supervisor, await s.handIn(unit, s.deadlineIds[0]), 'accepted');
  expect((await waiting()).filter(({ kind }) => kind === 'extension')).toEqual([]);
});

it('waits in the digest, and is answered once, in the unit’s next mail, though nothing else is near', async () => {
  goTo(s.t, '2018-11-05', '15:00');
  const id = await ask();
  expect(await digest(s.t, '2018-11-06', ranOn('2018-11-05'))).toMatchObject({ messages: 1 });
  const [listed] = await allMessages(s.t);
  expect(listed!.subject).toContain('待处理1');
  expect(listed!.text).toContain('延期待批');
  expect(listed!.text).toContain('健全考核办法');
  expect(await digest(s.t, '2018-11-07', ranOn('2018-11-06'))).toMatchObject({ messages: 0 });
  goTo(s.t, '2018-11-07', '15:00');
  await approve(supervisor, id, { remark: '请抓紧办理' });
  expect(await remind(s.t, '2018-11-08', ranOn('2018-11-07'))).toMatchObject({ messages: 1 });
  const mail = (await allMessages(s.t)).at(-1)!;
  expect(mail.subject).toBe('【告知】同意延期 第1项 健全考核办法（市考核办）');
  expect(mail.text).toContain('新的时限：11月30日（周五）');
  expect(mail.text).toContain('答复意见：请抓紧办理');
  expect(await remind(s.t, '2018-11-09', ranOn('2018-11-08'))).toMatchObject({ messages: 0 });
});
