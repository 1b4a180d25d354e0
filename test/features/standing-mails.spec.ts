/** A unit's standing rides along in its first reminder of a month; the answer to an objection stands in the next one. */
import { ObjectionsService } from '../../src/reports/objections.service.js';
import { ScoringService } from '../../src/reports/scoring.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { allMessages } from '../support/haimen.js';
import { contactOf, goTo, ranOn, remind } from '../support/morning.js';
import { aPerson } from '../support/people.js';

let t: TestApp;
let plan: InsertedPlan;

beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00Z' });
  plan = await aPlan(t.db)
    .withTask({ no: '一', title: '修订办法', leads: ['市财政局'], deadlines: [{ dueOn: '2018-11-20' }] })
    .withTask({ leads: ['市住建局'], deadlines: [{ dueOn: '2019-06-28' }] })
    .withRefinement({ unit: '市住建局', dueOn: '2018-11-20', metOn: '2018-11-16' })
    .insert();
  for (const unit of ['市财政局', '市住建局'])
    await contactOf(t, plan.unitId(unit), `u${plan.unitId(unit)}@haimen.example`);
});
afterEach(() => t.close());

async function mailsOf(unit: string, day: string) {
  const address = `u${plan.unitId(unit)}@haimen.example`;
  return (await allMessages(t)).filter((one) => one.toAddress === address && one.onDay === day);
}

it('stands in the first reminder of the month and in no other', async () => {
  await remind(t, '2018-11-21');
  expect((await mailsOf('市财政局', '2018-11-21'))[0]!.text).toContain('现超期1项');
  await remind(t, '2018-11-26', ranOn('2018-11-23'));
  expect((await mailsOf('市财政局', '2018-11-26'))[0]!.text).not.toContain('履责情况');
  await remind(t, '2018-12-03', ranOn('2018-11-30'));
  const [mail] = await mailsOf('市财政局', '2018-12-03');
  expect(mail!.text).toContain('截至12月3日（周一）贵单位履责情况：已办0项，按期率0%；现超期1项');
  expect(mail!.text).toContain('得分：《海门市干部队伍建设任务分解方案》 −1。');
  expect(mail!.html).toContain('贵单位履责情况');
  expect(mail!.text).not.toContain('个单位');
});

it('causes no mail by itself, and says nothing where nothing was due', async () => {
  await remind(t, '2018-11-12');
  expect((await mailsOf('市财政局', '2018-11-12'))[0]!.text).not.toContain('履责情况');
  await remind(t, '2018-12-03', ranOn('2018-11-30'));
  expect(await mailsOf('市住建局', '2018-12-03')).toEqual([]);
});

it('shows a place only where the plan shows places', async () => {
  const unitIds = [plan.unitId('市委组织部')];
  const personId = await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds });
  const supervisor: Viewer = { personId, name: 'ducha', roles: ['supervisor'], unitIds, door: 'page' };
  await t.get(ScoringService).showRanking(supervisor, plan.planId, true);
  await remind(t, '2018-12-03', ranOn('2018-11-30'));
  expect((await mailsOf('市财政局', '2018-12-03'))[0]!.text).toContain('（第2位，共2个单位）');
});

it('the answer to an objection stands in the unit’s next reminder', async () => {
  goTo(t, '2018-11-22');
  const unitId = plan.unitId('市财政局');
  const reporter: Viewer = {
    personId: null,
    name: '联络员',
    roles: ['reporter'],
    unitIds: [unitId],
    door: 'page',
  };
  const decider = await aPerson(t, {
    loginName: 'shenhe',
    roles: ['verifier'],
    unitIds: [plan.unitId('市住建局')],
  });
  const verifier: Viewer = {
    ...reporter,
    personId: decider,
    roles: ['verifier'],
    unitIds: [plan.unitId('市住建局')],
  };
  const eventKey = `late:deadline:${plan.deadlineIds[1]!}`;
  const asked = { planId: plan.planId, eventKey, reason: '已传真。' };
  const id = await t.get(ObjectionsService).object(reporter, unitId, asked);
  await t.get(ObjectionsService).decide(verifier, id, { outcome: 'refused', remark: '未见记录。' });
  await remind(t, '2018-11-23', ranOn('2018-11-22'));
  const [mail] = await mailsOf('市财政局', '2018-11-23');
  expect(mail!.text).toContain('申诉不成立');
  expect(mail!.text).toContain('修订办法');
  expect(mail!.text).toContain('未见记录。');
});
