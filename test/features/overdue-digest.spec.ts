/** The department's digest and the leaders', as they are stored: who reads what on which morning. */
import { Deadline } from '../../src/plans/deadline.entity.js';
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { addReader, allMessages } from '../support/haimen.js';
import { digest, leaderDigest, ledger, ranOn, setting } from '../support/morning.js';

let t: TestApp;
beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
});
afterEach(() => t.close());

const lateUnit = () => aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2018-11-20' }).insert();
const reader = (unitId: number, given: object = {}) =>
  t.db.inTransaction((tx) => addReader(tx, unitId, given));
const subjects = async () => (await allMessages(t)).map((one) => [one.toAddress, one.subject]);

describe('when the department hears', () => {
  it('on the morning something is newly late: one mail for each reader, and none the second time', async () => {
    const { unitId } = await lateUnit();
    await reader(unitId('市委组织部'));
    await reader(unitId('市委组织部'), { address: 'second@haimen.example', name: '办公室' });
    expect(await digest(t, '2018-11-21', ranOn('2018-11-20'))).toEqual({
      composed: 2,
      skipped: 0,
      messages: 2,
    });
    expect(await digest(t, '2018-11-21', ranOn('2018-11-20'))).toEqual({
      composed: 0,
      skipped: 0,
      messages: 0,
    });
    expect(await subjects()).toEqual([
      ['ribao@haimen.example', '【督办日报】11月21日 超期1 临期0'],
      ['second@haimen.example', '【督办日报】11月21日 超期1 临期0'],
    ]);
    const [mail] = await allMessages(t);
    expect(mail).toMatchObject({
      dedupeKey: 'overdue-digest:2018-11-21:ribao@haimen.example',
      expiresOn: '2018-11-21',
    });
    expect(mail!.html).toContain('超期1项，3个工作日内到期0项');
  });

  it('not on a day without news: no mail, and the ledger says why', async () => {
    const { unitId } = await lateUnit();
    await reader(unitId('市委组织部'));
    expect(await digest(t, '2018-11-22', ranOn('2018-11-21'))).toEqual({
      composed: 0,
      skipped: 1,
      messages: 0,
    });
    expect(await ledger(t)).toMatchObject([
      { outcome: 'skipped', reason: 'nothing-to-say', recipient: '督查科 <ribao@haimen.example>' },
    ]);
  });

  it('every working day where the setting asks for it', async () => {
    const { unitId } = await lateUnit();
    await reader(unitId('市委组织部'));
    await setting(t, { digestEveryWorkingDay: true });
    expect(await digest(t, '2018-11-22', ranOn('2018-11-21'))).toMatchObject({ messages: 1 });
  });

  it('never on a free day', async () => {
    const { unitId } = await lateUnit();
    await reader(unitId('市委组织部'));
    expect(await digest(t, '2018-11-24', ranOn('2018-11-20'))).toMatchObject({ messages: 0, skipped: 0 });
    expect(await ledger(t)).toEqual([]);
  });

  it('news with nobody to read it stands in the ledger', async () => {
    const { unitId } = await lateUnit();
    await reader(unitId('市委组织部'), { untilOn: '2018-11-21' });
    expect(await digest(t, '2018-11-21', ranOn('2018-11-20'))).toEqual({
      composed: 0,
      skipped: 1,
      messages: 0,
    });
    expect(await ledger(t)).toMatchObject([{ reason: 'no-recipient', unitId: unitId('市委组织部') }]);
  });
});

describe('what it says', () => {
  it('each late unit with its last word, its returns and a link; what waits for the department below', async () => {
    const { unitId, taskIds } = await aPlan(t.db)
      .withTask({
        ...{ no: '3', title: '命名优秀区镇', leads: ['市委办'] },
        deadlines: [
          {
            dueOn: '2018-11-16',
            reworkOn: '2018-11-20',
            returns: 1,
            said: { text: '名单已拟定，待审议。', state: 'returned' },
          },
        ],
      })
      .withTask({ title: '命名好班子', leads: ['市委办'], deadlines: [{ dueOn: '2018-11-20' }] })
      .withRefinement({ unit: '市财政局', dueOn: '2018-11-20', pendingSince: '2018-11-13' })
      .insert();
    await reader(unitId('市委组织部'));
    await digest(t, '2018-11-21', ranOn('2018-11-20'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【督办日报】11月21日 超期2 临期0 待处理1');
    expect(mail!.text).toContain('市委办 · 超期2项');
    expect(mail!.text).toContain('■ 超期 1个工作日　第3项 命名优秀区镇 · 新增');
    expect(mail!.text).toContain('11月20日（周二）应重报　已退回1次');
    expect(mail!.text).toContain('最近报送：名单已拟定，待审议。');
    expect(mail!.text).toContain(`/tasks/${taskIds[0]}\n`);
    expect(mail!.text).toContain('尚未报送');
    expect(mail!.text).toContain('■ 审核逾时 已6个工作日　市财政局　细化方案');
  });

  it('at most fifteen rows, and how many are not listed', async () => {
    const plan = aPlan(t.db);
    for (let i = 1; i <= 18; i += 1)
      plan.withTask({ leads: [`单位${i}`], deadlines: [{ dueOn: '2018-11-20' }] });
    const { unitId } = await plan.insert();
    await reader(unitId('市委组织部'));
    await digest(t, '2018-11-21', ranOn('2018-11-20'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toContain('超期18');
    expect(mail!.text.match(/■ 超期 1个/g)).toHaveLength(15);
    expect(mail!.text).toContain('另有3项超期未列出');
    expect(mail!.html).toContain('另有3项超期未列出');
  });

  it('a co-operating unit that is late is its lead’s affair; what it handed in waits all the same', async () => {
    const { unitId } = await aPlan(t.db)
      .withTask({
        ...{ leads: ['市委办'], cooperating: ['市公安局', '市审计局'] },
        deadlines: [
          { unit: '市公安局', dueOn: '2018-11-20' },
          { unit: '市审计局', dueOn: '2018-11-20', pendingSince: '2018-11-20' },
        ],
      })
      .insert();
    await reader(unitId('市委组织部'));
    await digest(t, '2018-11-21', ranOn('2018-11-20'));
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【督办日报】11月21日 超期0 临期0 待处理1');
    expect(mail!.text).not.toContain('市公安局');
  });

  it('a year without its holiday notice', async () => {
    const { unitId } = await aPlan(t.db)
      .issuedOn('2031-03-03')
      .withRefinement({ unit: '市委办', dueOn: '2031-03-18' })
      .insert();
    await reader(unitId('市委组织部'));
    await digest(t, '2031-03-19', ranOn('2031-03-18'));
    const [mail] = await allMessages(t);
    for (const part of [mail!.text, mail!.html]) expect(part).toContain('未含2031年放假安排');
  });
});

describe('several departments', () => {
  it('each hears of its own plans; who reads for both gets one mail with two parts', async () => {
    const { unitId } = await lateUnit();
    const other = await aPlan(t.db)
      .supervisedBy('市政府督查室')
      .withRefinement({ unit: '市教育局', dueOn: '2018-11-20' })
      .insert();
    await reader(unitId('市委组织部'));
    await reader(other.unitId('市政府督查室'), { address: 'gov@haimen.example' });
    for (const department of [unitId('市委组织部'), other.unitId('市政府督查室')])
      await reader(department, { address: 'both@haimen.example', name: '秘书长' });
    expect(await digest(t, '2018-11-21', ranOn('2018-11-20'))).toEqual({
      composed: 3,
      skipped: 0,
      messages: 3,
    });
    const byAddress = new Map((await allMessages(t)).map((one) => [one.toAddress, one]));
    expect(byAddress.get('ribao@haimen.example')!.text).not.toContain('市教育局');
    expect(byAddress.get('gov@haimen.example')!.text).not.toContain('市委办');
    const both = byAddress.get('both@haimen.example')!;
    expect(both.subject).toBe('【督办日报】11月21日 超期2 临期0');
    expect(both.text).toMatch(/== 市委组织部 ==[^]*市委办[^]*== 市政府督查室 ==[^]*市教育局/);
  });
});

describe('the leaders’', () => {
  it('comes on the first working day of a week and lists exceptions only', async () => {
    const { unitId } = await aPlan(t.db)
      .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
      .withTask({ leads: ['市财政局'], deadlines: [{ dueOn: '2018-12-06' }] })
      .insert();
    await reader(unitId('市委组织部'), { cadence: 'weekly', address: 'wang@haimen.example', name: '部长辛' });
    expect(await leaderDigest(t, '2018-12-03', ranOn('2018-11-30'))).toMatchObject({
      messages: 0,
      skipped: 1,
    });
    expect(await leaderDigest(t, '2018-12-11', ranOn('2018-12-10'))).toMatchObject({
      messages: 0,
      skipped: 1,
    });
    expect(await leaderDigest(t, '2018-12-10', ranOn('2018-12-07'))).toMatchObject({ messages: 1 });
    const [mail] = await allMessages(t);
    expect(mail!.subject).toBe('【督办周报】12月10日 长期超期1 审核逾时0');
    expect(mail!.text).toContain('市委办　细化方案');
    expect(mail!.text).not.toContain('市财政局');
  });

  it('is nothing when all went well', async () => {
    const { unitId, deadlineIds } = await lateUnit();
    await reader(unitId('市委组织部'), { cadence: 'weekly' });
    await t.db.inTransaction((tx) => tx.update(Deadline, deadlineIds[0]!, { metOn: '2018-11-19' as never }));
    expect(await leaderDigest(t, '2018-12-10', ranOn('2018-12-07'))).toEqual({
      composed: 0,
      skipped: 1,
      messages: 0,
    });
  });
});
