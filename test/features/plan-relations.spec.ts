import { trailOf } from '../../src/desk/trail.queries.js';
import { digestRequests } from '../../src/notices/digest-requests.queries.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { PlanRelationsService } from '../../src/plans/plan-relations.service.js';
import { relatedPlans } from '../../src/plans/plan-relations.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { PlansService } from '../../src/plans/plans.service.js';
import { ReassignmentsService } from '../../src/progress/reassignments.service.js';
import { row, rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import { realCalendar } from '../rules/real-calendar.js';
import { testApp, type TestApp } from '../support/app.js';
import { addressOf, allMessages, issueHaimen, type Haimen } from '../support/haimen.js';
import { brokenInvariants } from '../support/invariants.js';
import { matters } from '../support/reforms.js';

const ITEMS = `1.建立干部读书分享制度，定期组织专题讲座。（牵头单位：市委组织部、市人社局；协同单位：市财政局）
2.开展机关干部健康体检情况回访。（牵头单位：市卫计委；协同单位：市财政局）`;
const NEW_LEAD = '3.建立年轻干部档案专柜。（牵头单位：市编办）';

const paper = (number: string, title: string, items: string, ending = '') =>
  `海办〔2019〕${number}号\n\n${title}\n\n${items}\n\n${ending}中共海门市委办公室\n2019年1月10日\n`;

let app: TestApp;
let haimen: Haimen;

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(app);
  app.clock.set('2019-01-10T02:00:00Z');
});
afterEach(() => app.close());

async function draft(
  relation: 'alone' | 'supplement' | 'replacement',
  text: string,
  relatedPlanId = haimen.planId,
) {
  const { supervisor } = haimen;
  const planId = await app.get(PlansService).importDraft(supervisor, { text, sourceName: 'x.txt' });
  await app.get(PlanRelationsService).set(supervisor, planId, { relation, relatedPlanId });
  await app.get(DraftsService).settleDoubts(supervisor, planId, null);
  await app
    .get(DraftsService)
    .correctPlan(supervisor, planId, { verifierUnitId: haimen.verifier.unitIds[0]! });
  return planId;
}

const issue = (planId: number) => app.get(IssueService).issue(haimen.supervisor, planId);

interface TaskRow {
  id: number;
  no: string;
  section: string;
  position: number;
  planId: number;
  sourcePlanId: number | null;
  state: string;
}

function tasksOf(planId: number): Promise<TaskRow[]> {
  return rows<TaskRow>(
    app.db.read,
    'SELECT id, no, section, position, "planId", "sourcePlanId", state FROM tasks WHERE "planId" = :planId ORDER BY position',
    { planId },
  );
}

describe('a supplement', () => {
  const text = paper('3', '关于激励干部担当作为的补充任务分解方案', `${ITEMS}\n${NEW_LEAD}`);

  it('adds its items behind those of the plan, in a section named by its number', async () => {
    const planId = await draft('supplement', text);
    await issue(planId);
    const tasks = await tasksOf(haimen.planId);
    expect(tasks).toHaveLength(24);
    expect(tasks.slice(21).map(({ no, section, sourcePlanId }) => ({ no, section, sourcePlanId }))).toEqual(
      ['1', '2', '3'].map((no) => ({ no, section: '海办〔2019〕3号', sourcePlanId: planId })),
    );
    expect(new Set(tasks.map((task) => task.position)).size).toBe(24);
    expect(await tasksOf(planId)).toEqual([]);
    expect((await matters(app)).filter((one) => one.planId === planId)).toEqual([]);
    const related = await relatedPlans(app.db.read, haimen.planId);
    expect(related.supplementedBy.map((one) => one.id)).toEqual([planId]);
    expect((await relatedPlans(app.db.read, planId)).supplements?.id).toBe(haimen.planId);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('leaves its tasks the trail of the time in which they were its own', async () => {
    const planId = await draft('supplement', text);
    const taskId = (await tasksOf(planId))[0]!.id;
    await app.get(DraftsService).correctTask(haimen.supervisor, taskId, { title: '读书分享制度' });
    await issue(planId);
    const scope = { of: 'task' as const, planId: haimen.planId, taskId };
    const trail = await trailOf(app.db.read, scope, { limit: 100 });
    expect(new Set(trail.map((entry) => entry.planId))).toEqual(new Set([haimen.planId, planId]));
    const before = trail.filter((entry) => entry.planId === planId);
    expect(before.map(({ verb, noun }) => `${verb} ${noun}`)).toContain('correct task');
    expect(before.at(-1)).toMatchObject({ noun: 'plan', nounId: String(planId) });
  });

  it('mails only the units it concerns, and says what it adds to', async () => {
    const before = (await allMessages(app)).length;
    await issue(await draft('supplement', text));
    const mails = (await allMessages(app)).slice(before);
    const units = ['市委组织部', '市人社局', '市财政局', '市卫计委'].map((name) =>
      addressOf(haimen.unitId(name)),
    );
    const told = mails.map((mail) => mail.toAddress);
    expect(told).toEqual(expect.arrayContaining(units));
    expect(told).not.toContain(addressOf(haimen.unitId('市总工会')));
    expect(mails[0]!.text).toContain('（海办〔2018〕122号）的补充');
  });

  it('asks for a refinement plan only of a lead unit that owes none', async () => {
    await issue(await draft('supplement', text));
    const newcomer = (await row<{ id: number }>(app.db.read, `SELECT id FROM units WHERE name = '市编办'`))!;
    const asked = (await matters(app)).filter((one) => one.kind === 'refinement');
    const ofNewcomer = asked.filter((one) => one.unitId === newcomer.id);
    expect(ofNewcomer).toMatchObject([{ dueOn: realCalendar().plus(day('2019-01-10'), 10) }]);
    expect(asked).toHaveLength(11);
  });

  it('asks every lead unit again where it prints a day', async () => {
    const ending = '请各牵头单位将细化方案于2月20日前报市委组织部。\n\n';
    await issue(await draft('supplement', paper('3', '补充任务分解方案', ITEMS, ending)));
    const asked = (await matters(app)).filter(
      (one) => one.kind === 'refinement' && one.dueOn === '2019-02-20',
    );
    const units = ['市委组织部', '市人社局', '市卫计委'].map((name) => haimen.unitId(name));
    expect(asked.map((one) => one.unitId).sort()).toEqual(units.sort());
    expect(asked.every((one) => one.planId === haimen.planId)).toBe(true);
  });

  it('is of an issued plan that is not over and no supplement itself', async () => {
    const first = await draft('supplement', text);
    await expect(draft('supplement', paper('4', '又一补充方案', ITEMS), first)).rejects.toMatchObject({
      code: 'relation-plan-unfit',
    });
    await issue(first);
    await expect(draft('supplement', paper('5', '再补充方案', ITEMS), first)).rejects.toMatchObject({
      code: 'relation-plan-unfit',
    });
    await expect(
      app.get(PlanRelationsService).set(haimen.supervisor, haimen.planId, { relation: 'alone' }),
    ).rejects.toMatchObject({ code: 'plan-not-draft' });
  });
});

describe('a replacement', () => {
  const text = paper('8', '关于激励干部担当作为的任务分解方案（修订）', ITEMS);

  it('withdraws what is open of the plan before, naming its own number; what is closed stays', async () => {
    const [closed] = await tasksOf(haimen.planId);
    await app.db.inTransaction((tx) =>
      tx.query(`UPDATE tasks SET state = 'closed' WHERE id = ${closed!.id}`),
    );
    await issue(await draft('replacement', text));
    const states = (await tasksOf(haimen.planId)).map((task) => task.state);
    expect(states.filter((state) => state === 'closed')).toHaveLength(1);
    expect(states.filter((state) => state === 'withdrawn')).toHaveLength(20);
    const reasons = await rows<{ reason: string }>(
      app.db.read,
      `SELECT DISTINCT reason FROM task_moves WHERE move = 'withdraw'`,
    );
    expect(reasons).toEqual([{ reason: '海办〔2019〕8号' }]);
    const owed = (await matters(app)).filter((one) => one.planId === haimen.planId);
    expect(owed.filter((one) => one.metOn === null && one.waivedReason !== 'withdrawn')).toEqual([]);
    const over = await row(app.db.read, 'SELECT state, "endedOn" FROM plans WHERE id = :id', {
      id: haimen.planId,
    });
    expect(over).toEqual({ state: 'issued', endedOn: '2019-01-10' });
  });

  it('withdraws what was asked for and nobody decided, in the trail of its plan', async () => {
    const unit = '市人社局';
    const duty = (await row<{ id: number }>(
      app.db.read,
      `SELECT y.id FROM duties y JOIN tasks t ON t.id = y."taskId"
       WHERE t."planId" = :planId AND y."unitId" = :unitId ORDER BY y.id LIMIT 1`,
      { planId: haimen.planId, unitId: haimen.unitId(unit) },
    ))!;
    const reason = '不属本单位职能';
    await app.get(ReassignmentsService).sendBack(haimen.reporterOf(unit), duty.id, { reason });
    await issue(await draft('replacement', text));
    const [asked] = await rows<{ id: number; outcome: string; remark: string }>(
      app.db.read,
      'SELECT id, outcome, remark FROM sent_back_duties',
    );
    expect(asked).toMatchObject({ outcome: 'withdrawn', remark: '海办〔2019〕8号' });
    const kept = await rows(
      app.db.read,
      `SELECT verb, "nounId", "planId" FROM audit_entries WHERE noun = 'sent-back-duty' AND verb = 'withdraw'`,
    );
    expect(kept).toEqual([{ verb: 'withdraw', nounId: String(asked!.id), planId: haimen.planId }]);
  });

  it('lists nothing sent back of a task that is over', async () => {
    const unit = '市人社局';
    const duty = (await row<{ id: number; taskId: number }>(
      app.db.read,
      `SELECT y.id, y."taskId" FROM duties y JOIN tasks t ON t.id = y."taskId"
       WHERE t."planId" = :planId AND y."unitId" = :unitId ORDER BY y.id LIMIT 1`,
      { planId: haimen.planId, unitId: haimen.unitId(unit) },
    ))!;
    const reason = '不属本单位职能';
    await app.get(ReassignmentsService).sendBack(haimen.reporterOf(unit), duty.id, { reason });
    const listed = async () =>
      (
        await digestRequests(app.db.read, {
          departmentId: haimen.unitId('市委组织部'),
          today: app.clock.today(),
        })
      ).filter(({ kind }) => kind === 'sent-back').length;
    expect(await listed()).toBe(1);
    await app.db.inTransaction((tx) => tx.update('Task', { id: duty.taskId }, { state: 'closed' }));
    expect(await listed()).toBe(0);
  });

  it('tells also the units to which the new plan gives nothing', async () => {
    const before = (await allMessages(app)).length;
    await issue(await draft('replacement', text));
    const mails = (await allMessages(app)).slice(before);
    const to = (name: string) => mails.filter((mail) => mail.toAddress === addressOf(haimen.unitId(name)));
    expect(to('市人社局')[0]!.text).toContain('本文件替代');
    expect(to('市总工会')).toHaveLength(1);
    expect(to('市总工会')[0]!.subject).toContain('方案替代');
    expect(to('市总工会')[0]!.text).toContain('新方案未向贵单位安排任务');
  });

  it('happens once: a plan that is over is not replaced again', async () => {
    await issue(await draft('replacement', text));
    await expect(draft('replacement', paper('9', '再修订方案', ITEMS))).rejects.toMatchObject({
      code: 'relation-plan-unfit',
    });
  });

  it('takes effect only when it is issued', async () => {
    await draft('replacement', text);
    expect((await tasksOf(haimen.planId)).every((task) => task.state === 'issued')).toBe(true);
    expect((await relatedPlans(app.db.read, haimen.planId)).replacedBy).toBeNull();
  });
});
