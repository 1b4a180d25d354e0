/** The leader's page on Haimen's plan, at two days of its life; the same by page and by service. */
import { Suspension } from '../../src/changes/suspension.entity.js';
import { InstructionsService } from '../../src/notices/instructions.service.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { Duty } from '../../src/plans/duty.entity.js';
import { moveTask } from '../../src/plans/task-moves.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { SummaryService } from '../../src/reports/summary.service.js';
import { rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { goTo } from '../support/morning.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';
import { ADMINISTRATOR } from '../support/people.js';

let t: TestApp;
let haimen: Haimen;
let taskIds: number[];
beforeAll(async () => {
  t = await testApp();
  haimen = await issueHaimen(t);
  taskIds = (await rows<{ id: number }>(t.db.read, 'SELECT id FROM tasks ORDER BY position')).map(
    (one) => one.id,
  );
});
afterAll(() => t.close());

const summary = () => t.get(SummaryService).of(ADMINISTRATOR, haimen.planId, 'zh-CN');
const refinementOf = (unit: string) => deadlineOf(t, haimen.unitId(unit));

it('at issue nothing is late, every task is not started, in the sections of the document', async () => {
  const page = await summary();
  expect(page).toMatchObject({
    ...{ tasks: 21, documentNumber: '海办〔2018〕122号', department: '市委组织部', day: '2018-11-02' },
    ...{ overdueUnits: [], newlyLate: [], forLeader: [], unclaimed: [], suspended: [], notices: [] },
    waiting: { verification: 0, departmentLate: 0, extensions: 0, sentBack: 0, unsigned: 0 },
  });
  expect(page.sections.length).toBeGreaterThan(1);
  expect(page.sections.reduce((sum, section) => sum + section.notStarted, 0)).toBe(21);
  expect(page.numbers.overdue).toBe(0);
});

it('a month later it says who is late, what waits for the department, and what stands still', async () => {
  goTo(t, '2018-11-23', '09:00');
  const said = { text: '已拟定。', standing: 'on-schedule' as const };
  await t
    .get(SubmissionsService)
    .submit(haimen.reporterOf('市纪委监委'), await refinementOf('市纪委监委'), said);
  await t
    .get(UrgingService)
    .urge(haimen.supervisor, { deadlineIds: [await refinementOf('市委办')], toHead: false });
  expect((await summary()).newlyLate).toHaveLength(9);
  goTo(t, '2018-12-04', '09:00');
  await t.get(SupervisionNoticesService).send(haimen.supervisor, {
    ...{ unitId: haimen.unitId('市委办'), deadlineIds: [await refinementOf('市委办')], urgency: 'urgent' },
    ...{ reason: '超期', requirement: '请办理', replyDueOn: day('2018-12-07') },
  });
  await t
    .get(InstructionsService)
    .instruct(haimen.supervisor, taskIds[0]!, { text: '请抓紧。', leaderName: '领导丁' });
  await t.db.inTransaction(async (tx) => {
    const taskId = taskIds[2]!;
    await moveTask(
      tx,
      { clock: t.clock, viewer: haimen.supervisor },
      {
        ...{ taskId, move: 'suspend', by: 'supervisor', reason: '等待机构改革' },
        given: ['review-day'],
      },
    );
    await tx.insert(Suspension, {
      ...{ taskId, reason: '等待机构改革', fromOn: day('2018-12-04'), reviewOn: day('2019-03-01') },
      startedAt: t.clock.now(),
    });
    await tx.update(Duty, { taskId: taskIds[4]!, isFirst: true }, { unclaimedFromOn: day('2018-12-04') });
  });
  goTo(t, '2018-12-10', '09:00');
  const page = await summary();
  expect(page.overdueUnits).toHaveLength(9);
  expect(page.overdueUnits.find((unit) => unit.unitName === '市委办')).toMatchObject({
    ...{ overdue: 2, longestLate: 14, urgings: 1 },
  });
  expect(page.newlyLate).toMatchObject([{ unitName: '市委办', kind: 'reply', daysLate: 1 }]);
  expect(page.forLeader).toMatchObject([{ unitName: '市委办', kind: 'refinement', daysLate: 14 }]);
  expect(page.waiting).toMatchObject({ verification: 1, departmentLate: 1 });
  expect(page.waiting.unsigned).toBeGreaterThan(9);
  expect(page.notices).toMatchObject([{ year: 2018, number: 1, unitName: '市委办', state: 'late' }]);
  expect(page.instructions).toMatchObject([{ leaderName: '领导丁', text: '请抓紧。' }]);
  expect(page.suspended).toMatchObject([{ taskNo: '3', detail: '等待机构改革', day: '2019-03-01' }]);
  expect(page.unclaimed).toMatchObject([{ taskNo: '5', day: '2018-12-04' }]);
});

it('is one page for those of the department, without a word of rank', async () => {
  await aPerson(t, { loginName: 'wang', roles: ['leader'], unitIds: [haimen.unitId('市政府办')] });
  const leader = await t.signIn('wang');
  const answer = await leader.get(`/plans/${haimen.planId}/summary`);
  const text = wordsOf(answer);
  expect(text).toMatch(/督办情况一览.*截至2018-12-10.*■ 超期.*有超期事项的单位.*市委办 ■ 2 14 1/);
  expect(text).toMatch(/提请领导关注 ■ 14个工作日 市委办 细化方案/);
  expect(text).toMatch(/领导丁 2018-12-04/);
  expect(text).toContain('复核日期2019-03-01');
  expect(text).not.toMatch(/排名|名次|第一名|倒数/);
});
