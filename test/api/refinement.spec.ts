/** Refinement, targets and figures by programs alone: 市考核办’s, the outside verifier’s and the department’s. */
import { row } from '../../src/platform/sql.js';
import { aProgram, type Program } from '../support/api.js';
import { testApp, type TestApp } from '../support/app.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';

const ROWS = [
  { no: '8', measure: '测算奖金', target: '6个', responsible: '综合科', leader: '甲某', dueOn: '2019-06-28' },
  { measure: '发放奖金', target: '4个', dueOn: '2019年6月28日' },
];

interface Problem {
  code: string;
  detail: string;
  fields: Record<string, { code: string; message: string }>;
}
interface Task {
  id: number;
  no: string;
  parentId: number | null;
  progress: number | null;
  targets: { id: number; amount: string; reached: string | null; periods: object[] }[];
  figures: object[];
  subTasks: { no: string; state: string }[];
  deadlines: {
    id: number;
    kind: string;
    period: string;
    unitId: number;
    submissions: {
      id: number;
      measures: { id: number; row: number; remark: string | null }[];
      figures: object[];
    }[];
  }[];
}

let t: TestApp;
let haimen: Haimen;
let reporter: Program;
let verifier: Program;
let supervisor: Program;
let deadlineId: number;
let taskId: number;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00Z' });
  haimen = await issueHaimen(t);
  await aPerson(t, { loginName: 'kaohe', unitIds: [haimen.unitId('市考核办')] });
  await aPerson(t, { loginName: 'duchashi', roles: ['verifier'], unitIds: [haimen.unitId('市委督查室')] });
  await aPerson(t, { loginName: 'zuzhibu', roles: ['supervisor'], unitIds: [haimen.departmentId] });
  reporter = await aProgram(t, 'kaohe');
  verifier = await aProgram(t, 'duchashi');
  supervisor = await aProgram(t, 'zuzhibu');
  deadlineId = await deadlineOf(t, haimen.unitId('市考核办'));
  taskId = (await row<{ id: number }>(t.db.read, `SELECT id FROM tasks WHERE no = '8'`))!.id;
  t.clock.set('2018-11-16T02:00:00Z');
});
afterAll(() => t.close());

const handIn = (rows: object[]) => reporter.post(`/deadlines/${deadlineId}/refinement`, { rows });
const task = async (id = taskId) => (await verifier.get<Task>(`/tasks/${id}`)).body;
const said = async () => (await task()).deadlines.find(({ id }) => id === deadlineId)!.submissions[0]!;

it('answers every row and column that is wrong, each in its own words', async () => {
  const wrong = [
    { ...ROWS[0], target: '若干' },
    { ...ROWS[1], dueOn: '2021-01-01' },
  ];
  const { status, body } = await handIn(wrong);
  const problem = body as unknown as Problem;
  expect(status).toBe(422);
  expect(problem.code).toBe('row-target-unclear');
  expect(Object.keys(problem.fields)).toEqual(['rows.1.target', 'rows.2.dueOn']);
  expect(problem.fields['rows.2.dueOn']!.message).toMatch(
    /第2行：时限2021-01-01晚于第8项任务的办结时限2020-03-31/,
  );
});

it('takes rows, is returned with a remark by row, and becomes sub-tasks', async () => {
  expect((await handIn(ROWS)).status).toBe(201);
  const first = await said();
  const second = first.measures.find(({ row: place }) => place === 2)!;
  const returned = await verifier.post(`/submissions/${first.id}/verification`, {
    outcome: 'returned',
    remarks: [{ measureId: second.id, remark: '写明科室' }],
  });
  expect(returned.status).toBe(201);
  expect((await said()).measures.map(({ remark }) => remark)).toEqual([null, '写明科室']);
  await handIn(ROWS);
  await verifier.post(`/submissions/${(await said()).id}/verification`, { outcome: 'accepted' });
  expect(await task()).toMatchObject({
    parentId: null,
    progress: 0,
    figures: [{ measuredIn: '个', isMean: false, count: 2, amount: '10', reached: null }],
    subTasks: [
      { no: '8.1', state: 'issued' },
      { no: '8.2', state: 'issued' },
    ],
  });
  const { items } = await supervisor.all<Task>(`/plans/${haimen.planId}/tasks?limit=5`);
  expect(items).toHaveLength(23);
  expect(items.filter(({ parentId }) => parentId === taskId).map(({ no }) => no)).toEqual(['8.1', '8.2']);
  const plans = await supervisor.get<{ items: { tasks: number }[] }>('/plans');
  expect(plans.body.items[0]!.tasks).toBe(21);
  expect((await handIn(ROWS)).body).toMatchObject({ status: 409, code: 'refinement-accepted' });
});

it('adds a target, takes figures against it, and shows them by period once accepted', async () => {
  const given = { name: '办法', amount: '10', measuredIn: '个', reason: '常委会确定' };
  expect((await reporter.post(`/tasks/${taskId}/targets`, given)).status).toBe(403);
  const { targetId } = (await supervisor.post(`/tasks/${taskId}/targets`, given)).body as {
    targetId: number;
  };
  const corrected = await supervisor.post(`/targets/${targetId}/correction`, { ...given, amount: '12' });
  expect(corrected.body).toEqual({ targetId, taskId });
  const own = (await task()).deadlines.find(
    ({ kind, period }) => kind === 'progress' && period === '2019-H1',
  )!;
  const report = (amount: unknown) =>
    reporter.post(`/deadlines/${own.id}/submissions`, {
      ...{ text: '已推进', standing: 'on-schedule', figures: [{ targetId, amount }] },
    });
  expect((await report('若干')).body).toMatchObject({ status: 422, code: 'figure-not-a-number' });
  const sent = (await report(4)).body as { submissionId: number };
  await verifier.post(`/submissions/${sent.submissionId}/verification`, { outcome: 'accepted' });
  expect(await task()).toMatchObject({
    targets: [{ amount: '12', reached: '4', periods: [{ period: '2019-H1', amount: '4' }] }],
  });
});
