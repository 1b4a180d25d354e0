/** Figures against targets: kept by period, refused where they are no number, rolled up from sub-tasks. */
import { row, rows } from '../../src/platform/sql.js';
import { RefinementsService } from '../../src/progress/refinements.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { TargetsService } from '../../src/progress/targets.service.js';
import { treesOf } from '../../src/progress/task-trees.queries.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { figuresOf, progressOf } from '../../src/rules/task-tree.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type TestApp } from '../support/app.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';

const PASTED = [
  '8\t测算奖金\t6个\t综合科\t甲某\t2019-06-28',
  '8\t发放奖金\t4个\t绩效科\t甲某\t2019-06-28',
  '8\t回访单位\t90%\t绩效科\t甲某\t2019-06-28',
].join('\n');
const ACCEPTED = { outcome: 'accepted', grade: 'full', reason: '与佐证材料一致' } as const;
const CLAIM = {
  text: '各项奖金已经全部测算完毕，测算报告已报市委组织部备案。',
  standing: 'claim',
  selfRating: 'full',
} as const;

let test: TestApp;
let haimen: Haimen;
let reporter: Viewer;
let itemId: number;
let targetId: number;

beforeAll(async () => {
  test = await testApp({ now: '2018-11-02T01:00:00Z' });
  haimen = await issueHaimen(test);
  reporter = haimen.reporterOf('市考核办');
  itemId = (await row<{ id: number }>(test.db.read, `SELECT id FROM tasks WHERE no = '8'`))!.id;
});
afterAll(() => test.close());

const targets = () => test.get(TargetsService);
const submissions = () => test.get(SubmissionsService);
const verify = (submissionId: number, dto: Parameters<VerificationsService['verify']>[2] = ACCEPTED) =>
  test.get(VerificationsService).verify(haimen.verifier, submissionId, dto);
const tree = async () => (await treesOf(test.db.read, [itemId])).get(itemId)!;
const deadline = async (no: string, kind: string, period = '') =>
  (await row<{ id: number }>(
    test.db.read,
    `SELECT d.id FROM deadlines d JOIN tasks t ON t.id = d."taskId" WHERE t.no = :no AND d.kind = :kind
     AND d.period = :period AND d."unitId" = :unitId`,
    { no, kind, period, unitId: haimen.unitId('市考核办') },
  ))!.id;

it('a target of an issued task is added and corrected by a supervisor with a reason, and the trail says so', async () => {
  const given = { name: '办法', amount: '10', measuredIn: '个', reason: '常委会确定' };
  await expect(targets().add(reporter, itemId, given)).rejects.toMatchObject({ code: 'role-needed' });
  await expect(targets().add(haimen.supervisor, itemId, { ...given, amount: '十' })).rejects.toMatchObject({
    fields: { amount: 'target-not-a-number' },
  });
  ({ targetId } = await targets().add(haimen.supervisor, itemId, given));
  await targets().correct(haimen.supervisor, targetId, { ...given, amount: '12', reason: '更正笔误' });
  expect((await tree()).targets).toMatchObject([
    { name: '办法', amount: '12', measuredIn: '个', reached: null },
  ]);
  const trail = await rows<{ verb: string; after: string }>(
    test.db.read,
    `SELECT verb, after FROM audit_entries WHERE noun = 'task' AND verb LIKE '%-target' ORDER BY id`,
  );
  expect(trail.map(({ verb }) => verb)).toEqual(['add-target', 'correct-target']);
  expect(JSON.parse(trail[1]!.after)).toMatchObject({ amount: '12', reason: '更正笔误' });
});

it('figures are kept by period; the newest accepted one stands', async () => {
  const report = async (at: string, period: string, amount: string, percentage: number) => {
    test.clock.set(at);
    const id = await deadline('8', 'progress', period);
    const dto = {
      text: '已推进',
      standing: 'on-schedule' as const,
      percentage,
      figures: [{ targetId, amount }],
    };
    return (await submissions().submit(reporter, id, dto)).submissionId;
  };
  const first = await report('2019-06-20T02:00:00Z', '2019-H1', '4个', 40);
  expect((await tree()).targets[0]).toMatchObject({ periods: [], reached: null });
  await verify(first, { outcome: 'accepted' });
  expect(await tree()).toMatchObject({
    reported: [40],
    targets: [{ periods: [{ period: '2019-H1', amount: '4' }], reached: '4' }],
  });
  expect(progressOf(await tree())).toBe(40);
});

it('what is no number, or another task’s, is refused at its field, and nothing of it is kept', async () => {
  test.clock.set('2018-11-16T02:00:00Z');
  const id = await deadline('1', 'progress', '2019-H1');
  const report = (given: { targetId: number; amount: string }) =>
    submissions().submit(reporter, id, { text: '已推进', standing: 'on-schedule', figures: [given] });
  await expect(report({ targetId, amount: '4' })).rejects.toMatchObject({
    fields: { [`figure-${targetId}`]: 'figure-target-unknown' },
  });
  const own = await targets().add(
    haimen.supervisor,
    (await row<{ id: number }>(test.db.read, `SELECT id FROM tasks WHERE no = '1'`))!.id,
    {
      ...{ amount: '2', measuredIn: '份', reason: '补充' },
    },
  );
  await expect(report({ targetId: own.targetId, amount: '两份' })).rejects.toMatchObject({
    fields: { [`figure-${own.targetId}`]: 'figure-not-a-number' },
    status: 422,
  });
  const [count] = await rows<{ n: number }>(
    test.db.read,
    'SELECT count(*) AS n FROM submissions WHERE "deadlineId" = :id',
    { id },
  );
  expect(Number(count!.n)).toBe(0);
});

it('sub-tasks add up: counts in sum, percentages in the mean, what is done is 100', async () => {
  const deadlineId = await deadlineOf(test, haimen.unitId('市考核办'));
  const { submissionId } = await test
    .get(RefinementsService)
    .handIn(reporter, { deadlineId }, { pasted: PASTED });
  await verify(submissionId, { outcome: 'accepted' });
  expect(figuresOf(await tree())).toEqual([
    { measuredIn: '个', isMean: false, count: 2, amount: '10', reached: null },
    { measuredIn: '%', isMean: true, count: 1, amount: '90', reached: null },
  ]);
  test.clock.set('2019-03-01T02:00:00Z');
  const [sub] = (await tree()).children;
  const figures = [{ targetId: sub!.targets[0]!.id, amount: '6' }];
  const done = await submissions().submit(reporter, await deadline('8.1', 'completion'), {
    ...CLAIM,
    figures,
  });
  await verify(done.submissionId);
  const now = await tree();
  expect(now.children.map((child) => progressOf(child))).toEqual([100, null, null]);
  expect(figuresOf(now)[0]).toMatchObject({ amount: '10', reached: '6' });
  // Its own word stands before the mean of its sub-tasks.
  expect(progressOf(now)).toBe(40);
  expect(progressOf({ ...now, reported: [] })).toBe(33);
});
