/** What the department changes of itself is one line of the unit's next scheduled mail, and causes it; then it is said. */
import { CoordinationsService } from '../../src/changes/coordinations.service.js';
import { CorrectionsService } from '../../src/changes/corrections.service.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { changeDay } from '../../src/plans/deadline-days.js';
import { moveTask } from '../../src/plans/task-moves.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { addressAt, BLOCKER, DEPARTMENT, LEAD, terms, type Terms } from '../support/changes-setup.js';
import { allMessages } from '../support/haimen.js';
import { goTo, ranOn, remind } from '../support/morning.js';

let s: Terms;
let supervisor: Viewer;
beforeEach(async () => {
  s = await terms();
  supervisor = await s.viewer('supervisor', DEPARTMENT);
  goTo(s.t, '2018-11-06', '15:00');
});
afterEach(() => s.t.close());

/** The mail of the next morning to that unit, if there is one; the morning after says it no more. */
async function toldTo(unit: string, on = '2018-11-07', before = '2018-11-06') {
  await remind(s.t, on, ranOn(before));
  const [mail] = (await allMessages(s.t)).filter(
    ({ toAddress, onDay }) => toAddress === addressAt(unit) && onDay === on,
  );
  return mail;
}
const said = async (unit = LEAD) => (await toldTo(unit))!;
const corrections = () => s.t.get(CorrectionsService);

it('a corrected day, with both days and the reason, once', async () => {
  const dto = { dueOn: day('2018-11-30'), reason: '原时限有误' };
  await corrections().correctDay(supervisor, s.deadlineIds[0], dto);
  const mail = await said();
  expect(mail.subject).toBe('【告知】更正时限 第1项 健全考核办法（市考核办）');
  expect(mail.text).toContain('时限由11月20日（周二）改为11月30日（周五）');
  expect(mail.text).toContain('理由：原时限有误');
  expect(await toldTo(LEAD, '2018-11-08', '2018-11-07')).toBeUndefined();
});

it('a day corrected into the past is heard of the first morning it is late', async () => {
  const dto = { dueOn: day('2018-11-05'), reason: '文件规定为五日' };
  await corrections().correctDay(supervisor, s.deadlineIds[0], dto);
  const mail = await said();
  expect(mail.text).toContain('时限由11月20日（周二）改为11月5日（周一）');
});

it('a deadline waived, and one added, with the reason', async () => {
  await corrections().waive(supervisor, s.deadlineIds[0], { reason: '本期不再要求' });
  const dto = { unitId: s.unitId(BLOCKER), kind: 'progress' as const, period: '2018' };
  const reason = '请协同单位也报送';
  await corrections().add(supervisor, s.taskIds[0], { ...dto, dueOn: day('2018-12-20'), reason });
  const waived = await said();
  expect(waived.subject).toBe('【告知】更正：无需报送 第1项 健全考核办法（市考核办）');
  expect(waived.text).toContain('理由：本期不再要求');
  const [added] = (await allMessages(s.t)).filter(({ toAddress }) => toAddress === addressAt(BLOCKER));
  expect(added!.text).toContain('新增时限');
  expect(added!.text).toContain('时限：12月20日（周四）');
  expect(added!.text).toContain('理由：请协同单位也报送');
});

it('a suspension, and what day it is owed by when the clock runs again', async () => {
  const suspensions = s.t.get(SuspensionsService);
  const dto = { reason: '等待省级文件', reviewOn: day('2018-12-03') };
  await suspensions.suspend(supervisor, s.taskIds[0], dto);
  const mail = await said();
  expect(mail.subject).toBe('【告知】已挂账，暂停计时 第1项 健全考核办法（市考核办）');
  expect(mail.text).toContain('理由：等待省级文件');
  goTo(s.t, '2018-11-13', '15:00');
  await suspensions.resume(supervisor, s.taskIds[0], { reason: '文件已下发' });
  const resumed = (await toldTo(LEAD, '2018-11-14', '2018-11-13'))!;
  expect(resumed.text).toContain('已恢复办理');
  expect(resumed.text).toContain('最近时限：11月27日（周二）');
  expect(await toldTo(BLOCKER, '2018-11-15', '2018-11-14')).toBeUndefined();
});

it('a reopening, in one line with its new day', async () => {
  const acting = { clock: s.t.clock, viewer: supervisor };
  await s.t.db.inTransaction(async (tx) => {
    await tx.update('Task', s.taskIds[0], { state: 'closed' });
    await moveTask(tx, acting, {
      taskId: s.taskIds[0],
      move: 'reopen',
      by: 'supervisor',
      reason: '材料不实',
    });
    const completion = { id: s.deadlineIds[0], planId: s.planId, dueOn: day('2018-11-20') };
    const change = { toDay: day('2018-12-20'), source: 'reopening' as const, reason: '材料不实' };
    await changeDay(tx, acting, completion, change);
  });
  const mail = await said();
  expect(mail.subject).toBe('【告知】已重新启动办理 第1项 健全考核办法（市考核办）');
  expect(mail.text).toContain('时限由11月20日（周二）改为12月20日（周四）');
  expect(mail.text).toContain('理由：材料不实');
});

it('a call that is withdrawn, to whom it was made', async () => {
  const calls = s.t.get(CoordinationsService);
  const lead = await s.viewer('reporter', LEAD);
  const asked = { blockerUnitId: s.unitId(BLOCKER), matter: '专项经费尚未下达' };
  const id = await calls.call(lead, s.taskIds[0], { ...asked, answerDueOn: day('2018-12-28') });
  await said(BLOCKER);
  goTo(s.t, '2018-11-07', '15:00');
  await calls.withdraw(lead, id);
  const mail = (await toldTo(BLOCKER, '2018-11-08', '2018-11-07'))!;
  expect(mail.subject).toContain('协调事项已撤回，无需答复');
  expect(mail.text).toContain('协调事项：专项经费尚未下达');
});

it('an extension keeps its own line, and no second one', async () => {
  const extensions = s.t.get(ExtensionsService);
  const lead = await s.viewer('reporter', LEAD);
  const dto = { askedDay: day('2018-11-30'), reason: '等待上级文件' };
  await extensions.approve(supervisor, await extensions.request(lead, s.deadlineIds[0], dto), {});
  const mail = await said();
  expect(mail.subject).toBe('【告知】同意延期 第1项 健全考核办法（市考核办）');
  expect(mail.text).not.toContain('更正');
});

it('of a sensitive task without the reason', async () => {
  await s.t.db.inTransaction((tx) => tx.update('Task', s.taskIds[0], { sensitiveFromOn: '2018-11-02' }));
  const dto = { dueOn: day('2018-11-30'), reason: '涉及干部名单' };
  await corrections().correctDay(supervisor, s.deadlineIds[0], dto);
  const mail = await said();
  expect(mail.text).toContain('时限由11月20日（周二）改为11月30日（周五）');
  expect(mail.text).not.toContain('干部名单');
});
