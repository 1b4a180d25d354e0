/** The morning's reminders as they are stored: who gets one, what it says, and what the ledger says of the others. */
import { Setting } from '../../src/platform/setting.entity.js';
import { rows } from '../../src/platform/sql.js';
import { RemindersService } from '../../src/notices/reminders.service.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { roundsOf } from '../../src/plans/mail-recipients.js';
import { Task } from '../../src/plans/task.entity.js';
import { Verification } from '../../src/progress/verification.entity.js';
import { day } from '../../src/rules/day.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { addContact, addPerson, allMessages } from '../support/haimen.js';
import { ADMINISTRATOR } from '../support/people.js';
import { contactOf, ledger, NEVER, ranOn, remind, setting, setUnit } from '../support/morning.js';

let t: TestApp;
beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
});
afterEach(() => t.close());

const refinementOf = async (...units: string[]) => {
  const plan = aPlan(t.db);
  for (const unit of units) plan.withRefinement({ unit, dueOn: '2018-11-20' });
  return plan.insert();
};

describe('who gets a reminder', () => {
  it('each unit with something due, once, at the address of its contact', async () => {
    const plan = await refinementOf('市委办', '市财政局');
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example', '联络员丙');
    await contactOf(t, plan.unitId('市财政局'), 'caizheng@haimen.example', '联络员丁');
    expect(await remind(t, '2018-11-20', ranOn('2018-11-19'))).toEqual({
      composed: 2,
      skipped: 0,
      messages: 2,
    });
    const messages = await allMessages(t);
    expect(messages.map((one) => [one.dedupeKey, one.subject, one.expiresOn])).toEqual([
      ['reminders:2018-11-20:weiban@haimen.example', '【提醒·今日到期】细化方案（市委办）', '2018-11-20'],
      ['reminders:2018-11-20:caizheng@haimen.example', '【提醒·今日到期】细化方案（市财政局）', '2018-11-20'],
    ]);
    expect(await ledger(t)).toMatchObject([
      {
        noticeKey: `reminders:2018-11-20:${plan.unitId('市委办')}`,
        recipient: '联络员丙 <weiban@haimen.example>',
        outcome: 'composed',
      },
      { noticeKey: `reminders:2018-11-20:${plan.unitId('市财政局')}`, outcome: 'composed', reason: null },
    ]);
  });

  it('a second run, and one beside it, change nothing', async () => {
    const plan = await refinementOf('市委办', '市财政局');
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await contactOf(t, plan.unitId('市财政局'), 'caizheng@haimen.example');
    const reminders = t.get(RemindersService);
    const both = await Promise.all([remind(t, '2018-11-20'), reminders.run(day('2018-11-20'), NEVER)]);
    expect(both[0]!.messages + both[1]!.messages).toBe(2);
    const before = [await allMessages(t), await ledger(t)];
    expect(await remind(t, '2018-11-20')).toEqual({ composed: 0, skipped: 0, messages: 0 });
    expect([await allMessages(t), await ledger(t)]).toEqual(before);
  });

  it('a person who serves two units gets one mail with a section and a link for each', async () => {
    const plan = await refinementOf('市委办', '市政府办');
    const person = await contactOf(t, plan.unitId('市委办'), 'chen@haimen.example', '联络员戊');
    await t.db.inTransaction((tx) => addContact(tx, plan.unitId('市政府办'), person));
    expect(await remind(t, '2018-11-21')).toEqual({ composed: 2, skipped: 0, messages: 1 });
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【催办】11月21日 超期2 临期0（市委办、市政府办）');
    for (const unit of ['市委办', '市政府办']) {
      expect(mail!.text).toContain(`== ${unit} ==`);
      const [, id] = new RegExp(`== ${unit} ==[^]*?⟦link:(\\d+)⟧`).exec(mail!.text)!;
      const [link] = await rows(
        t.db.read,
        'SELECT "unitId", "personId", "lastOn" FROM links WHERE id = :id',
        { id },
      );
      expect(link).toEqual({ unitId: plan.unitId(unit), personId: person, lastOn: '2019-01-20' });
    }
  });

  it('the contacts of a unit share its mail; the leader in charge gets it only where there is nobody else', async () => {
    const plan = await refinementOf('市委办', '市财政局');
    const unitId = plan.unitId('市委办');
    await contactOf(t, unitId, 'a@haimen.example');
    await contactOf(t, unitId, 'b@haimen.example');
    await t.db.inTransaction(async (tx) => {
      const head = await addPerson(tx, { name: '主任庚', email: 'head@haimen.example' });
      await addContact(tx, unitId, head, { isHead: true });
      await addContact(tx, plan.unitId('市财政局'), head, { isHead: true });
    });
    await remind(t, '2018-11-20');
    const to = (await allMessages(t)).map((one) => one.toAddress);
    expect(to.sort()).toEqual(['a@haimen.example', 'b@haimen.example', 'head@haimen.example']);
  });

  it('who cannot be mailed stands in the ledger with the reason; a senior office is reminded like all others', async () => {
    const plan = await refinementOf('市委办', '市财政局', '市总工会');
    await setUnit(t, plan.unitId('市委办'), { isSenior: true });
    await setUnit(t, plan.unitId('市财政局'), { reachedBy: 'offline' });
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await contactOf(t, plan.unitId('市财政局'), 'caizheng@haimen.example');
    expect(await remind(t, '2018-11-20')).toEqual({ composed: 1, skipped: 2, messages: 1 });
    const lines = (await ledger(t)).map((line) => [line.unitId, line.outcome, line.reason]);
    expect(lines).toEqual([
      [plan.unitId('市委办'), 'composed', null],
      [plan.unitId('市财政局'), 'skipped', 'offline'],
      [plan.unitId('市总工会'), 'skipped', 'no-address'],
    ]);
  });

  it('a contact whose time is over, or has not come, gets nothing', async () => {
    const plan = await refinementOf('市委办');
    await t.db.inTransaction(async (tx) => {
      const gone = await addPerson(tx, { email: 'gone@haimen.example' });
      await addContact(tx, plan.unitId('市委办'), gone, { untilOn: '2018-11-20' });
      const next = await addPerson(tx, { email: 'next@haimen.example' });
      await addContact(tx, plan.unitId('市委办'), next, { fromOn: '2018-11-21' });
    });
    expect(await remind(t, '2018-11-20')).toMatchObject({ skipped: 1, messages: 0 });
    expect(await remind(t, '2018-11-21')).toMatchObject({ messages: 1 });
  });
});

describe('when there is a reminder', () => {
  it('nothing to say: no mail and no line', async () => {
    const plan = await refinementOf('市委办');
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    expect(await remind(t, '2018-11-08', ranOn('2018-11-07'))).toEqual({
      composed: 0,
      skipped: 0,
      messages: 0,
    });
    expect(await ledger(t)).toEqual([]);
  });

  it('none on a free day, one on a make-up Saturday', async () => {
    const plan = await aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2018-12-28' }).insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    expect(await remind(t, '2018-12-30', ranOn('2018-12-28'))).toMatchObject({ messages: 0 });
    expect(await remind(t, '2018-12-29', ranOn('2018-12-28'))).toMatchObject({ messages: 1 });
  });

  it('thresholds are settings: with a first word at ten working days it comes on 6 November', async () => {
    const plan = await refinementOf('市委办');
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    expect(await remind(t, '2018-11-06', ranOn('2018-11-05'))).toMatchObject({ messages: 0 });
    await setting(t, { remindBefore: [10, 3, 1, 0], noticeAfter: 'many' });
    expect(await remind(t, '2018-11-06', ranOn('2018-11-05'))).toMatchObject({ messages: 1 });
    expect((await allMessages(t))[0]!.text).toContain('[10个工作日内到期]');
  });

  it('the unit’s own jurisdiction says when, and nobody else is reminded earlier for it', async () => {
    const plan = await aPlan(t.db)
      .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
      .withRefinement({ unit: '新区办', dueOn: '2018-11-20' })
      .insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await contactOf(t, plan.unitId('新区办'), 'xinqu@haimen.example');
    const area = await t.get(JurisdictionsService).create(ADMINISTRATOR, { name: '新区', parentId: null });
    await t.get(JurisdictionsService).place(ADMINISTRATOR, plan.unitId('新区办'), area);
    const value = { remindBefore: [10, 0] };
    await t.db.inTransaction((tx) => tx.insert(Setting, { name: `reminders:${area}`, value }));
    expect(await remind(t, '2018-11-06', ranOn('2018-11-05'))).toMatchObject({ messages: 1 });
    expect((await allMessages(t)).map(({ toAddress }) => toAddress)).toEqual(['xinqu@haimen.example']);
    expect(await remind(t, '2018-11-09', ranOn('2018-11-08'))).toMatchObject({ messages: 1 });
    expect((await allMessages(t)).at(-1)!.toAddress).toBe('weiban@haimen.example');
  });

  it('a draft, a withdrawn plan, a suspended task and a period not yet open are nobody’s duty', async () => {
    const task = { leads: ['市委办'], deadlines: [{ dueOn: '2018-11-20' }] };
    const plan = await aPlan(t.db).withTask(task).withTask(task).insert();
    const draft = await aPlan(t.db).withTask(task).insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await t.db.inTransaction(async (tx) => {
      await tx.update(Plan, draft.planId, { state: 'withdrawn' });
      await tx.update(Task, plan.taskIds[0]!, { state: 'suspended' });
      await tx.update(Deadline, plan.deadlineIds[1]!, { openedOn: null });
    });
    expect(await remind(t, '2018-11-20')).toEqual({ composed: 0, skipped: 0, messages: 0 });
  });
});

describe('what a reminder says', () => {
  it('one item: itself in the subject; the text names kind, day and the page to report on', async () => {
    const plan = await aPlan(t.db)
      .titled('贯彻《办法》任务分解方案')
      .withTask({ no: '3', title: '命名优秀区镇', leads: ['市委办'], deadlines: [{ dueOn: '2018-11-19' }] })
      .insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await remind(t, '2018-11-21', ranOn('2018-11-19'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【催办·超期2天】第3项 命名优秀区镇（市委办）');
    expect(mail!.text).toContain('■ 超期 2个工作日　第3项 命名优秀区镇');
    expect(mail!.text).toContain('2019年上半年进展　时限：11月19日（周一）');
    expect(mail!.text).toContain('《贯彻〈办法〉任务分解方案》');
    expect(mail!.html).toContain('超期1项');
  });

  it('what was returned, with the reason; what waits for verification is not asked for again', async () => {
    const plan = await aPlan(t.db)
      .withRefinement({
        unit: '市委办',
        dueOn: '2018-11-20',
        reworkOn: '2018-11-23',
        returns: 1,
        said: { state: 'returned' },
      })
      .withTask({ leads: ['市委办'], deadlines: [{ dueOn: '2018-11-20', pendingSince: '2018-11-19' }] })
      .insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await t.db.inTransaction(async (tx) => {
      await tx.update(Deadline, plan.deadlineIds[0]!, { returnedAt: '2018-11-20T06:00:00.000Z' });
      await tx.insert(Verification, {
        ...{
          submissionId: 1,
          outcome: 'returned' as const,
          reason: '缺少量化目标',
          reworkOn: day('2018-11-23'),
        },
        ...{ verifiedOn: day('2018-11-20'), verifiedAt: '2018-11-20T06:00:00.000Z', verifiedById: null },
      });
    });
    await remind(t, '2018-11-21', ranOn('2018-11-20'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【退回·11月23日前重报】细化方案（市委办）');
    expect(mail!.text).toContain('退回原因：缺少量化目标');
    const [asked, receipts] = mail!.text.split('[办理回执]');
    expect(asked).not.toContain('任务1');
    expect(receipts).toContain('任务1　2019年上半年进展　已收到，待审核');
  });

  it('an acceptance rides along, and causes no mail by itself', async () => {
    const accepted = { acceptedAt: '2018-11-20T06:00:00.000Z' };
    const plan = await aPlan(t.db)
      .withTask({
        title: '先办成的',
        leads: ['市委办'],
        deadlines: [{ dueOn: '2018-11-20', metOn: '2018-11-19' }],
      })
      .insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await t.db.inTransaction((tx) => tx.update(Deadline, plan.deadlineIds[0]!, accepted));
    expect(await remind(t, '2018-11-21', ranOn('2018-11-20'))).toMatchObject({ messages: 0 });
    await aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2018-11-20' }).insert();
    await remind(t, '2018-11-21', ranOn('2018-11-20'));
    expect((await allMessages(t))[0]!.text).toContain('√ 第1项 先办成的　2019年上半年进展　已审核通过');
  });

  it('at most fifteen items, then a count; nothing of it is the task’s text', async () => {
    const plan = aPlan(t.db);
    for (let no = 1; no <= 20; no += 1)
      plan.withTask({ no: String(no), leads: ['市委办'], deadlines: [{ dueOn: '2018-11-20' }] });
    const { unitId } = await plan.insert();
    await contactOf(t, unitId('市委办'), 'weiban@haimen.example');
    await remind(t, '2018-11-21', ranOn('2018-11-20'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【催办】11月21日 超期20 临期0（市委办）');
    expect(mail!.text.match(/■ 超期/g)).toHaveLength(15);
    expect(mail!.text).toContain('另有5项未列出');
    expect(mail!.html).toContain('另有5项未列出');
    expect(mail!.text + mail!.html).not.toContain('的原文');
  });

  it('names the plan at each item where there are several, and whom to ask', async () => {
    const plan = await aPlan(t.db)
      .titled('方案甲')
      .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
      .insert();
    await aPlan(t.db).titled('方案乙').withRefinement({ unit: '市委办', dueOn: '2018-11-20' }).insert();
    await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
    await t.db.inTransaction(async (tx) => {
      const officer = await addPerson(tx, {
        name: '联络员甲',
        email: 'zm@haimen.example',
        phone: '0513-00000001',
      });
      await addContact(tx, plan.unitId('市委组织部'), officer);
    });
    await remind(t, '2018-11-21');
    const [mail] = await allMessages(t);
    expect(mail!.text).toMatch(/《方案甲》[^]*《方案乙》/);
    expect(mail!.text).toContain('联系单位：市委组织部　联系人：联络员甲　0513-00000001　zm@haimen.example');
  });
});

describe('rounds', () => {
  const at = (...addresses: string[]) => addresses.map((address) => ({ name: '', address }));

  it('units that share an address, directly or through another, stand in one round', () => {
    const recipients = new Map([
      [1, at('a')],
      [2, at('b')],
      [3, at('a', 'c')],
      [4, at('c')],
      [5, []],
    ]);
    const loads = [1, 2, 3, 4, 5].map((unitId) => ({ unitId, rows: 10 }));
    expect(roundsOf(loads, recipients, 1)).toEqual([[1, 3, 4], [2], [5]]);
    expect(roundsOf(loads, recipients, 35)).toEqual([[1, 3, 4, 2], [5]]);
  });
});
