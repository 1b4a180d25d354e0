/** A day on which no mail could leave: the next morning says what nobody was told, once. */
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { addReader, allMessages } from '../support/haimen.js';
import { contactOf, digest, ranOn, remind } from '../support/morning.js';

let t: TestApp;
beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
});
afterEach(() => t.close());

const expire = (where: string) =>
  t.db.inTransaction((tx) => tx.query(`UPDATE messages SET state = 'expired' WHERE ${where}`));
const subjectsOn = async (onDay: string) =>
  (await allMessages(t)).filter((one) => one.onDay === onDay).map((one) => one.subject);

it('a unit whose mail expired unsent is told again that it is newly late; one that got it is not', async () => {
  const plan = await aPlan(t.db)
    .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
    .withRefinement({ unit: '市财政局', dueOn: '2018-11-20' })
    .insert();
  await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
  await contactOf(t, plan.unitId('市财政局'), 'caizheng@haimen.example');
  await remind(t, '2018-11-21', ranOn('2018-11-20'));
  await expire(`"toAddress" = 'weiban@haimen.example'`);
  expect(await remind(t, '2018-11-22', ranOn('2018-11-21'))).toMatchObject({ messages: 1 });
  expect(await subjectsOn('2018-11-22')).toEqual(['【催办·超期2天】细化方案（市委办）']);
  expect(await remind(t, '2018-11-23', ranOn('2018-11-22'))).toMatchObject({ messages: 0 });
});

it('an outage of several days ends in one mail', async () => {
  const plan = await aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2018-11-20' }).insert();
  await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
  for (const [onDay, before] of [
    ['2018-11-15', '2018-11-14'],
    ['2018-11-16', '2018-11-15'],
    ['2018-11-19', '2018-11-16'],
  ] as const) {
    await remind(t, onDay, ranOn(before));
    await expire(`"onDay" = '${onDay}'`);
  }
  await remind(t, '2018-11-20', ranOn('2018-11-19'));
  expect(await subjectsOn('2018-11-20')).toEqual(['【提醒·今日到期】细化方案（市委办）']);
});

it('a department whose digest expired hears the news the next morning', async () => {
  const { unitId } = await aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2018-11-20' }).insert();
  await t.db.inTransaction((tx) => addReader(tx, unitId('市委组织部')));
  await digest(t, '2018-11-21', ranOn('2018-11-20'));
  await expire(`kind = 'overdue-digest'`);
  expect(await digest(t, '2018-11-22', ranOn('2018-11-21'))).toMatchObject({ messages: 1 });
  expect(await digest(t, '2018-11-23', ranOn('2018-11-22'))).toMatchObject({ messages: 1 });
  const reached = (await allMessages(t)).at(-1)!;
  expect(reached.text).toContain('满3个工作日');
});

it('a receipt stands in the unit’s next mail, however long after', async () => {
  const plan = await aPlan(t.db)
    .withTask({
      no: '3',
      title: '先办成的',
      leads: ['市委办'],
      deadlines: [{ dueOn: '2018-11-20', metOn: '2018-11-16' }],
    })
    .insert();
  await contactOf(t, plan.unitId('市委办'), 'weiban@haimen.example');
  const acceptedAt = '2018-11-19T06:00:00.000Z';
  await t.db.inTransaction((tx) => tx.update(Deadline, plan.deadlineIds[0]!, { acceptedAt }));
  await aPlan(t.db).withRefinement({ unit: '市委办', dueOn: '2019-06-28' }).insert();
  expect(await remind(t, '2018-11-21', ranOn('2018-11-20'))).toMatchObject({ messages: 0 });
  await remind(t, '2019-06-28', ranOn('2019-06-27'));
  expect((await allMessages(t))[0]!.text).toContain('√ 第3项 先办成的');
  await remind(t, '2019-07-01', ranOn('2019-06-28'));
  expect((await allMessages(t)).at(-1)!.text).not.toContain('先办成的');
});
