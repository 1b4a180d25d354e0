/** What leaves when Haimen's plan is issued: one mail per person, with every duty of their units. */
import { IssueService } from '../../src/plans/issue.service.js';
import { IssueMails } from '../../src/plans/issue-mails.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { row, rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addMembers,
  addPerson,
  addressOf,
  allMessages,
  DEPARTMENT,
  haimenDraft,
  type Haimen,
  type StoredMessage,
} from '../support/haimen.js';
import { ledger, setUnit } from '../support/morning.js';

let t: TestApp;
let haimen: Haimen;
let messages: StoredMessage[];
const mailOf = (name: string) => messages.find((one) => one.toAddress === addressOf(haimen.unitId(name)))!;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await haimenDraft(t);
  await t.db.inTransaction(async (tx) => {
    const chen = await addPerson(tx, { name: '联络员戊', email: 'chen@haimen.example' });
    for (const unit of ['市委办', '市政府办']) await addContact(tx, haimen.unitId(unit), chen);
    const members = ['市审计局', '市总工会', DEPARTMENT].map((name) => haimen.unitId(name));
    await addMembers(tx, haimen.unitId('各区镇'), members);
    await tx.query(`DELETE FROM contacts WHERE "unitId" = ${haimen.unitId('市公安局')}`);
  });
  await setUnit(t, haimen.unitId('市法院'), { reachedBy: 'offline' });
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  messages = await allMessages(t);
}, 60_000);
afterAll(() => t.close());

it('goes out once per address, and never expires', () => {
  expect(new Set(messages.map((one) => one.toAddress)).size).toBe(messages.length);
  for (const one of messages) {
    expect(one).toMatchObject({ kind: 'issue', onDay: '2018-11-02', expiresOn: null });
    expect(one.dedupeKey).toBe(`issue:${haimen.planId}:${one.toAddress}`);
  }
});

it('tells a lead unit its refinement day first, then what it leads with the days, then where it co-operates', () => {
  const { subject, text } = mailOf('市考核办');
  expect(subject).toBe('【任务交办】海办〔2018〕122号 牵头2项 协同7项（市考核办）');
  expect(text).toContain(
    '请于11月20日（周二）前报送本单位全部牵头任务的细化方案或推进举措（还有12个工作日）',
  );
  const order = [
    '先报细化方案',
    '[牵头任务（2项）]',
    '第1项',
    '第8项',
    '[协同任务（7项）]',
    '第2项',
    '⟦link:',
  ];
  const places = order.map((words) => text.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(text).toContain('第8项　对区镇和市级机关部门分别核发奖金 · 第一牵头');
  expect(text).toContain('与市委组织部、市人社局、市财政局共同牵头');
  expect(text).toContain('2019年上半年进展：2019年6月28日（周五）前');
});

it('tells a joint lead who reports for all', () => {
  expect(mailOf('市财政局').text).toContain('进展由第一牵头单位市考核办统一报送');
});

it('tells a unit that only co-operates that it owes no report', () => {
  const { text } = mailOf('市委宣传部');
  expect(text).toContain('请配合牵头单位抓好落实');
  expect(text).not.toMatch(/细化方案|按时限报送|填报\n/);
});

it('informs the members of a group, and leaves out a member that leads the task', () => {
  const { text } = mailOf('市审计局');
  expect(text).toContain('[知悉任务（6项）]');
  expect(text).toContain('通过“各区镇”列入');
  const union = mailOf('市总工会').text;
  expect(union.slice(union.indexOf('[知悉任务'))).not.toContain('第14项');
});

it('a person who serves two units gets one mail with a section for each', () => {
  const mail = messages.find((one) => one.toAddress === 'chen@haimen.example')!;
  expect(mail.subject).toBe('【任务交办】海办〔2018〕122号 牵头10项（市委办、市政府办）');
  expect(mail.text).toMatch(/== 市委办 ==[^]*== 市政府办 ==/);
});

it('the ledger has a line for every unit, and says why some got nothing', async () => {
  const lines = await ledger(t);
  const byUnit = new Map(lines.map((line) => [line.unitId, line]));
  expect(lines.every((line) => line.noticeKey === `issue:${haimen.planId}:${line.unitId}`)).toBe(true);
  expect(byUnit.get(haimen.unitId('市公安局'))).toMatchObject({ outcome: 'skipped', reason: 'no-address' });
  expect(byUnit.get(haimen.unitId('市法院'))).toMatchObject({ outcome: 'skipped', reason: 'offline' });
  expect(byUnit.get(haimen.unitId('市考核办'))).toMatchObject({
    outcome: 'composed',
    counts: { lead: 2, cooperating: 7, informed: 0 },
  });
  const units = await rows(
    t.db.read,
    `SELECT DISTINCT d."unitId" FROM duties d JOIN units u ON u.id = d."unitId" WHERE u.kind = 'unit'`,
  );
  expect(lines.length).toBe(units.length);
});

it('is recorded with the issue, and enqueued a second time changes nothing', async () => {
  const entry = await row<{ after: string }>(
    t.db.read,
    `SELECT after FROM audit_entries WHERE verb = 'issue' AND noun = 'plan'`,
  );
  const counts = JSON.parse(entry!.after) as Record<string, number>;
  expect(counts['messages']).toBe(messages.length);
  const plan = await t.db.read.findOneByOrFail(Plan, { id: haimen.planId });
  const again = await t.db.inTransaction((tx) => t.get(IssueMails).enqueue(tx, plan, day('2018-11-02')));
  expect(again.messages).toBe(0);
  expect(await allMessages(t)).toEqual(messages);
});
