/**
 * Haimen's second decomposition: 市考核办 hands in two measures for each of its items by pasted rows, has them returned
 * with a remark on row 2, corrects them, and they become sub-tasks; 海门街道 refines its own to the third level.
 */
import { rows } from '../../src/platform/sql.js';
import { treeOfPlan } from '../../src/plans/sub-tasks.js';
import { measuresOf } from '../../src/progress/measures.js';
import { RefinementsService } from '../../src/progress/refinements.service.js';
import type { RefinementDto } from '../../src/progress/refinement.dto.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addPerson,
  addUnit,
  allMessages,
  deadlineOf,
  issueHaimen,
  type Haimen,
} from '../support/haimen.js';

const HEADER = '任务序号\t措施\t量化目标\t责任单位/科室\t分管领导\t完成时间';
const PASTED = [
  HEADER,
  '1\t修订区镇综合考核办法\t1份\t综合科\t甲某\t2019年6月底前',
  '\t通报实绩考评结果\t每季度4次\t海门街道\t乙某\t2019-12-20',
  '8\t测算年度考核奖增长机制\t3.5万元\t绩效科\t甲某\t2019年5月31日',
  '8\t制定奖金发放办法\t≥90%\t\t甲某\t2019-06-28',
].join('\n');

const CLAIM = {
  text: '年度考核奖正常增长机制已完成测算，测算报告于十一月报市委组织部备案。',
  standing: 'claim' as const,
  selfRating: 'full' as const,
};

let test: TestApp;
let haimen: Haimen;
let street: Viewer;
let reporter: Viewer;
let deadlineId: number;

beforeEach(async () => {
  test = await testApp({ now: '2018-11-02T01:00:00Z' });
  haimen = await issueHaimen(test);
  reporter = haimen.reporterOf('市考核办');
  street = await test.db.inTransaction(async (tx) => {
    const unitId = await addUnit(tx, '海门街道');
    const personId = await addPerson(tx, { name: '联络员乙', email: 'jiedao@haimen.example' });
    await addContact(tx, unitId, personId);
    return { personId, name: '联络员乙', roles: ['reporter'], unitIds: [unitId], door: 'page' };
  });
  deadlineId = await deadlineOf(test, haimen.unitId('市考核办'));
  test.clock.set('2018-11-16T02:00:00Z');
});
afterEach(() => test.close());

const refinements = () => test.get(RefinementsService);
const handIn = (
  dto: RefinementDto,
  viewer = reporter,
  of: Parameters<RefinementsService['handIn']>[1] = { deadlineId },
) => refinements().handIn(viewer, of, dto);
const verify = (submissionId: number, dto: Parameters<VerificationsService['verify']>[2]) =>
  test.get(VerificationsService).verify(haimen.verifier, submissionId, dto);
const acceptedRows = async () => {
  const { submissionId } = await handIn({ pasted: PASTED });
  await verify(submissionId, { outcome: 'accepted' });
};
const treeOf = async (viewer = reporter) =>
  (await treeOfPlan(test.db.read, haimen.planId, viewer.unitIds[0]!)).filter(({ level }) => level > 1);
const count = async (table: string) =>
  Number((await rows<{ n: number }>(test.db.read, `SELECT count(*) AS n FROM ${table}`))[0]!.n);

it('shows what the rows mean before they are handed in, and stores nothing', async () => {
  const preview = await refinements().preview(reporter, { deadlineId }, { pasted: PASTED });
  expect(preview.faults).toEqual([]);
  expect(
    preview.rows.map(({ task, responsibleName, responsibleUnitId, dueOn }) => [
      task.no,
      responsibleName,
      responsibleUnitId,
      dueOn,
    ]),
  ).toEqual([
    ['1', '综合科', null, '2019-06-30'],
    ['1', '海门街道', street.unitIds[0], '2019-12-20'],
    ['8', '绩效科', null, '2019-05-31'],
    ['8', '市考核办', haimen.unitId('市考核办'), '2019-06-28'],
  ]);
  expect(preview.refinable.map(({ no }) => no)).toEqual(['1', '8']);
  expect(await count('measures')).toBe(0);
  expect(await count('submissions')).toBe(0);
});

it('is returned with a remark on row 2, corrected, and accepted as a whole into sub-tasks', async () => {
  const first = await handIn({ pasted: PASTED });
  const [, second] = await measuresOf(test.db.read, first.submissionId);
  await verify(first.submissionId, {
    outcome: 'returned',
    remarks: [{ measureId: second!.id, remark: '次数与文件不符' }],
  });
  expect((await measuresOf(test.db.read, first.submissionId)).map(({ remark }) => remark)).toEqual([
    null,
    '次数与文件不符',
    null,
    null,
  ]);
  const [said] = await rows<{ reason: string }>(test.db.read, 'SELECT reason FROM verifications');
  expect(said!.reason).toBe('第2行：次数与文件不符');
  expect(await treeOf()).toEqual([]);

  const { submissionId } = await handIn({ pasted: PASTED.replace('每季度4次', '4次') });
  test.clock.set('2018-11-19T02:00:00Z');
  await verify(submissionId, { outcome: 'accepted' });
  const tasks = await rows<Record<string, unknown>>(
    test.db.read,
    `SELECT t.no, t.title, t.state, t."leaderInCharge", y."unitId", y."printedName", y."issuedOn", d."dueOn",
       d."openedOn", d.source, d.kind, g.amount, g."measuredIn"
     FROM tasks t JOIN duties y ON y."taskId" = t.id JOIN deadlines d ON d."taskId" = t.id LEFT JOIN targets g ON g."taskId" = t.id
     WHERE t."parentId" IS NOT NULL ORDER BY t.position, t.id`,
  );
  const own = haimen.unitId('市考核办');
  const issued = {
    state: 'issued',
    issuedOn: '2018-11-19',
    openedOn: '2018-11-19',
    source: 'person',
    kind: 'completion',
  };
  expect(tasks).toEqual([
    {
      ...issued,
      no: '1.1',
      title: '修订区镇综合考核办法',
      leaderInCharge: '甲某',
      unitId: own,
      printedName: '综合科',
      dueOn: '2019-06-30',
      amount: '1',
      measuredIn: '份',
    },
    {
      ...issued,
      no: '1.2',
      title: '通报实绩考评结果',
      leaderInCharge: '乙某',
      unitId: street.unitIds[0],
      printedName: '海门街道',
      dueOn: '2019-12-20',
      amount: '4',
      measuredIn: '次',
    },
    {
      ...issued,
      no: '8.1',
      title: '测算年度考核奖增长机制',
      leaderInCharge: '甲某',
      unitId: own,
      printedName: '绩效科',
      dueOn: '2019-05-31',
      amount: '3.5',
      measuredIn: '万元',
    },
    {
      ...issued,
      no: '8.2',
      title: '制定奖金发放办法',
      leaderInCharge: '甲某',
      unitId: own,
      printedName: '市考核办',
      dueOn: '2019-06-28',
      amount: '90',
      measuredIn: '%',
    },
  ]);
  const moves = await rows<{ move: string }>(
    test.db.read,
    `SELECT m.move FROM task_moves m JOIN tasks t ON t.id = m."taskId" WHERE t.no = '1.1' ORDER BY m.id`,
  );
  expect(moves.map(({ move }) => move)).toEqual(['register', 'issue']);
  expect((await measuresOf(test.db.read, submissionId)).map(({ subTaskNo }) => subTaskNo)).toEqual([
    '1.1',
    '1.2',
    '8.1',
    '8.2',
  ]);
});

it('refuses a row later than its item, naming row and day, and stores nothing of it', async () => {
  const late = PASTED.replace('2019-06-28', '2020-06-01');
  const refused = handIn({ pasted: late });
  await expect(refused).rejects.toMatchObject({
    code: 'row-later-than-parent',
    params: { row: 4, no: '8', day: '2020-06-01', latest: '2020-03-31' },
    fields: { 'rows.4.dueOn': 'row-later-than-parent' },
    status: 422,
  });
  expect(await count('submissions')).toBe(0);
});

it('tells every row that is wrong', async () => {
  const pasted = [
    HEADER,
    '2\t措施甲\t\t\t\t2019-06-28',
    '99\t措施乙\t若干\t\t\t2019-06-28',
    '8\t措施丙\t\t各区镇\t\t2018-11-15',
    '8\t措施丁\t\t海门街道、市财政局\t\t长期',
  ].join('\n');
  const { faults } = await refinements().preview(reporter, { deadlineId }, { pasted });
  expect(faults.map(({ row, column, code }) => `${row} ${column} ${code}`)).toEqual([
    '1 no row-task-not-led',
    '2 target row-target-unclear',
    '2 no row-task-unknown',
    '3 dueOn row-day-passed',
    '3 responsible row-unit-is-group',
    '4 dueOn row-day-unclear',
    '4 responsible row-units-several',
  ]);
  await expect(handIn({ pasted })).rejects.toMatchObject({ code: 'row-task-not-led' });
});

it('wants rows, a file or words, and only from the unit itself', async () => {
  await expect(handIn({})).rejects.toMatchObject({ code: 'refinement-empty' });
  await expect(handIn({ pasted: PASTED }, haimen.reporterOf('市财政局'))).rejects.toThrow('no such deadline');
  const file = { field: 'files', name: '方案.txt', mediaType: 'text/plain', bytes: Buffer.from('细化方案') };
  await refinements().handIn(reporter, { deadlineId }, {}, [file]);
  expect(await count('attachments')).toBe(1);
});

it('is not handed in again once it was accepted', async () => {
  await acceptedRows();
  await expect(handIn({ pasted: PASTED })).rejects.toMatchObject({
    code: 'refinement-accepted',
    params: { day: '2018-11-16' },
  });
  expect(await treeOf()).toHaveLength(4);
});

it('accepts nothing when a row has become later than its item meanwhile', async () => {
  const { submissionId } = await handIn({ pasted: PASTED });
  const [item] = await rows<{ id: number }>(
    test.db.read,
    `SELECT d.id FROM deadlines d JOIN tasks t ON t.id = d."taskId" WHERE t.no = '8' AND d.kind = 'completion' LIMIT 1`,
  );
  await test.db.inTransaction(async (tx) => {
    await rows(
      tx,
      `UPDATE deadlines SET "dueOn" = '2019-06-03' WHERE "taskId" = (SELECT "taskId" FROM deadlines WHERE id = :id)`,
      { id: item!.id },
    );
  });
  await expect(verify(submissionId, { outcome: 'accepted' })).rejects.toMatchObject({
    code: 'row-later-than-parent',
    params: { row: 4 },
  });
  expect(await treeOf()).toEqual([]);
});

describe('a measure for another unit', () => {
  const change = (sql: string, values: Record<string, unknown>) =>
    test.db.inTransaction((tx) => rows(tx, sql, values));

  it('is mailed to it at once, in one mail with all it has to lead', async () => {
    const { submissionId } = await handIn({
      pasted: PASTED.replace(
        '8\t测算年度考核奖增长机制\t3.5万元\t绩效科',
        '8\t测算增长机制\t3.5万元\t海门街道',
      ),
    });
    await verify(submissionId, { outcome: 'accepted' });
    const mails = (await allMessages(test)).filter(({ kind }) => kind === 'refinement');
    expect(mails).toMatchObject([
      { toAddress: 'jiedao@haimen.example', subject: '【任务细化】海办〔2018〕122号 牵头2项（海门街道）' },
    ]);
    for (const said of [
      '第1.2项　通报实绩考评结果',
      '第8.1项　测算增长机制',
      '市考核办报送的',
      '2019年12月20日',
    ])
      expect(mails[0]!.text).toContain(said);
    expect(mails[0]!.text).not.toContain('综合考核办法');
    const lines = await rows(test.db.read, `SELECT "unitId", outcome FROM notices WHERE kind = 'refinement'`);
    expect(lines).toEqual([{ unitId: street.unitIds[0], outcome: 'composed' }]);
  });

  it('is refused while nobody there can be reached', async () => {
    await test.db.inTransaction((tx) => addUnit(tx, '无人单位'));
    await expect(handIn({ pasted: PASTED.replace('海门街道', '无人单位') })).rejects.toMatchObject({
      code: 'row-unit-unreachable',
      params: { row: 2, name: '无人单位' },
    });
  });

  it('is refused for the department itself where nobody outside verifies, and for a relative of who does', async () => {
    await expect(handIn({ pasted: PASTED.replace('海门街道', '市委组织部') })).rejects.toMatchObject({
      code: 'row-unit-needs-verifier',
    });
    await change(`UPDATE tasks SET "verifierUnitId" = :unitId WHERE no = '1'`, {
      unitId: haimen.verifier.unitIds[0],
    });
    await change(`UPDATE units SET "parentId" = :parentId WHERE id = :unitId`, {
      ...{ parentId: haimen.verifier.unitIds[0], unitId: street.unitIds[0] },
    });
    await expect(handIn({ pasted: PASTED })).rejects.toMatchObject({ code: 'row-unit-verifies' });
  });

  it('is not accepted once that unit has ended, or lost its contact, since the hand-in', async () => {
    const { submissionId } = await handIn({ pasted: PASTED });
    const [unitId] = street.unitIds;
    await change(`UPDATE contacts SET "untilOn" = '2018-11-16' WHERE "unitId" = :unitId`, { unitId });
    await expect(verify(submissionId, { outcome: 'accepted' })).rejects.toMatchObject({
      code: 'row-unit-unreachable',
      params: { row: 2, name: '海门街道' },
    });
    await change(`UPDATE units SET "endedOn" = '2018-11-16' WHERE id = :unitId`, { unitId });
    await expect(verify(submissionId, { outcome: 'accepted' })).rejects.toMatchObject({
      code: 'row-unit-ended',
    });
    expect(await treeOf()).toEqual([]);
  });
});

describe('of a sensitive item', () => {
  const mark = () =>
    test.db.inTransaction((tx) => tx.update('Task', { no: '1' }, { sensitiveFromOn: '2018-11-16' }));

  it('no rows are taken online', async () => {
    await mark();
    const { faults, refinable } = await refinements().preview(reporter, { deadlineId }, { pasted: PASTED });
    expect(faults.map(({ row, code }) => `${row} ${code}`)).toEqual([
      '1 row-task-sensitive',
      '2 row-task-sensitive',
    ]);
    expect(refinable.map(({ no }) => no)).toEqual(['8']);
    await expect(handIn({ pasted: PASTED })).rejects.toMatchObject({ code: 'row-task-sensitive' });
  });

  it('rows handed in before become sub-tasks as sensitive as it is, whose mails bear no title', async () => {
    const { submissionId } = await handIn({ pasted: PASTED });
    await mark();
    await verify(submissionId, { outcome: 'accepted' });
    const marked = (await treeOf()).filter(({ sensitiveFromOn }) => sensitiveFromOn !== null);
    expect(marked.map(({ no }) => no)).toEqual(['1.1', '1.2']);
    const [mail] = (await allMessages(test)).filter(({ kind }) => kind === 'refinement');
    expect(mail!.text).toContain('第1.2项　（内部事项）');
    expect(mail!.text).not.toContain('实绩考评');
  });
});

describe('the third level', () => {
  const third = (dueOn = '2019-12-10') => ({ pasted: `1.2\t社区公示考评结果\t12次\t社区办\t丙某\t${dueOn}` });

  beforeEach(acceptedRows);

  it('is handed in although none is owed, on a deadline opened for it, and verified from outside', async () => {
    const [subTask] = (await treeOf(street)).filter(({ isLed }) => isLed);
    const { submissionId } = await handIn(third(), street, { taskId: subTask!.id });
    const [opened] = await rows<Record<string, unknown>>(
      test.db.read,
      `SELECT kind, "dueOn", source, "openedOn", "taskId" FROM deadlines WHERE "unitId" = :unitId AND kind = 'refinement'`,
      { unitId: street.unitIds[0] },
    );
    expect(opened).toEqual({
      kind: 'refinement',
      dueOn: '2019-12-20',
      source: 'rule',
      openedOn: '2018-11-16',
      taskId: null,
    });
    const within: Viewer = { ...street, roles: ['verifier'] };
    await expect(
      test.get(VerificationsService).verify(within, submissionId, { outcome: 'accepted' }),
    ).rejects.toMatchObject({ code: 'verifier-is-lead' });
    await verify(submissionId, { outcome: 'accepted' });
    expect((await treeOf(street)).filter(({ level }) => level === 3)).toMatchObject([
      { no: '1.2.1', isLed: true, level: 3 },
    ]);
  });

  it('stays within its sub-task, and nobody goes to a fourth', async () => {
    const [subTask] = (await treeOf(street)).filter(({ isLed }) => isLed);
    const of = { taskId: subTask!.id };
    await expect(handIn(third('2019-12-21'), street, of)).rejects.toMatchObject({
      code: 'row-later-than-parent',
      params: { row: 1, no: '1.2', day: '2019-12-21', latest: '2019-12-20' },
    });
    const { submissionId } = await handIn(third(), street, of);
    await verify(submissionId, { outcome: 'accepted' });
    const deepest = (await treeOf(street)).find(({ level }) => level === 3)!;
    await expect(
      handIn({ pasted: '1.2.1\t再分\t\t\t\t2019-12-01' }, street, { taskId: deepest.id }),
    ).rejects.toMatchObject({ code: 'refinement-accepted' });
  });

  it('whoever leads an item is too near to verify its sub-tasks', async () => {
    const [own] = await rows<{ id: number }>(
      test.db.read,
      `SELECT d.id FROM deadlines d JOIN tasks t ON t.id = d."taskId" WHERE t.no = '8.1'`,
    );
    const { submissionId } = await test.get(SubmissionsService).submit(reporter, own!.id, CLAIM);
    await expect(
      test.get(VerificationsService).verify(haimen.supervisor, submissionId, {
        outcome: 'accepted',
        grade: 'full',
        reason: '与佐证材料一致',
      }),
    ).rejects.toMatchObject({ code: 'verifier-is-lead' });
    await verify(submissionId, { outcome: 'accepted', grade: 'full', reason: '与佐证材料一致' });
  });
});
