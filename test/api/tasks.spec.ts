import { VerificationsService } from '../../src/progress/verifications.service.js';
import { rows } from '../../src/platform/sql.js';
import { Attachment } from '../../src/progress/attachment.entity.js';
import { aProgram, type Program } from '../support/api.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

interface Task {
  duties: unknown[];
  deadlines: { id: number; unitName: string; kind: string; submissions: { id: number }[] }[];
}

describe('GET /api/v1/tasks/{id}', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let supervisor: Program;
  let reporter: Program;
  let outside: Program;
  let taskId: number;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-23T01:00:00Z' });
    plan = await aPlan(t.db)
      .withRefinement({ unit: '市委办', dueOn: '2018-11-20' })
      .withRefinement({ unit: '市档案局', dueOn: '2018-11-20' })
      .withTask({
        leads: ['市委办', '市财政局'],
        cooperating: ['市考核办'],
        verifier: '市委督查室',
        deadlines: [
          { dueOn: '2018-11-30', pendingSince: '2018-11-22', said: { text: '已完成一半。', percentage: 50 } },
          { unit: '市财政局', dueOn: '2018-11-21', originalDueOn: '2018-11-14' },
        ],
      })
      .insert();
    taskId = plan.taskIds[0]!;
    await aPerson(t, {
      loginName: 'ducha',
      name: '李督查',
      roles: ['supervisor'],
      unitIds: [plan.unitId('市委督查室')],
    });
    await aPerson(t, { loginName: 'lianluo', unitIds: [plan.unitId('市财政局')] });
    await aPerson(t, { loginName: 'waibu', unitIds: [plan.unitId('市委督查室')] });
    await aPerson(t, { loginName: 'mosheng', unitIds: [plan.unitId('市档案局')] });
    [supervisor, reporter, outside] = [
      await aProgram(t, 'ducha'),
      await aProgram(t, 'lianluo'),
      await aProgram(t, 'waibu'),
    ];
    await t.db.inTransaction(async (tx) => {
      const [said] = await rows<{ id: number }>(tx, 'SELECT id FROM submissions');
      const file = {
        name: '台账.xlsx',
        mediaType: 'x',
        size: 12,
        sha256: '0',
        createdAt: '2018-11-22T02:00:00.000Z',
      };
      await tx.insert(Attachment, { ...file, submissionId: said!.id });
    });
  });
  afterAll(() => t.close());

  const show = async (program: Program) => (await program.get<Task>(`/tasks/${taskId}`)).body;

  it('shows the task with its duties, deadlines and what was handed in', async () => {
    const { status, body } = await supervisor.get(`/tasks/${taskId}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: taskId,
      planId: plan.planId,
      planTitle: '海门市干部队伍建设任务分解方案',
      documentNumber: null,
      ...{ parentId: null, leaderInCharge: null, progress: null, targets: [], figures: [], subTasks: [] },
      no: '1',
      section: '',
      title: '任务1',
      text: '任务1的原文。',
      kinds: ['one-off'],
      state: 'issued',
      light: 'red',
      verifierUnitId: plan.unitId('市委督查室'),
      duties: [
        expect.objectContaining({ unitName: '市委办', part: 'lead', isFirst: true, isGroup: false }),
        expect.objectContaining({ unitName: '市财政局', part: 'lead', isFirst: false }),
        expect.objectContaining({ unitName: '市考核办', part: 'cooperating', printedName: '市考核办' }),
      ],
      deadlines: [
        expect.objectContaining({
          kind: 'refinement',
          unitName: '市委办',
          taskId: null,
          state: 'overdue',
          daysLate: 3,
        }),
        expect.objectContaining({
          unitName: '市财政局',
          originalDueOn: '2018-11-14',
          dueOn: '2018-11-21',
          source: 'rule',
          state: 'overdue',
          light: 'red',
          daysLate: 2,
          submissions: [],
        }),
        expect.objectContaining({
          unitName: '市委办',
          state: 'pending',
          light: 'green',
          submissions: [expect.anything()],
        }),
      ],
    });
  });

  it('shows a submission with its files, and after it was returned why and until when', async () => {
    const submission = async () => (await show(supervisor)).deadlines.flatMap((row) => row.submissions)[0]!;
    const pending = await submission();
    expect(pending).toEqual({
      id: expect.any(Number),
      receiptNumber: expect.stringContaining('〔2018〕'),
      figures: [],
      measures: [],
      state: 'pending',
      standing: 'on-schedule',
      text: '已完成一半。',
      percentage: 50,
      difficulty: null,
      nextStep: null,
      channel: 'web',
      receivedOn: '2018-11-22',
      submittedAt: '2018-11-22T02:00:00.000Z',
      submittedBy: null,
      givenBy: null,
      verification: null,
      attachments: [{ id: expect.any(Number), name: '台账.xlsx', size: 12 }],
    });
    const [person] = await rows<{ id: number }>(
      t.db.read,
      `SELECT id FROM people WHERE "loginName" = 'ducha'`,
    );
    const viewer = {
      personId: person!.id,
      name: '李督查',
      roles: ['supervisor' as const],
      door: 'page' as const,
    };
    await t
      .get(VerificationsService)
      .verify({ ...viewer, unitIds: [plan.unitId('市委督查室')] }, pending.id, {
        outcome: 'returned',
        reason: '缺附件。',
      });
    expect(await submission()).toMatchObject({
      state: 'returned',
      verification: {
        outcome: 'returned',
        reason: '缺附件。',
        reworkOn: '2018-11-30',
        verifiedOn: '2018-11-23',
        verifiedBy: '李督查',
      },
    });
  });

  it('shows a reporter what its own unit owes, in a task that it has a part in', async () => {
    const task = await show(reporter);
    expect(task.duties).toHaveLength(3);
    expect(task.deadlines.map((row) => row.unitName)).toEqual(['市财政局']);
  });

  it('shows whoever was named to verify it all of it', async () => {
    expect((await show(outside)).deadlines).toHaveLength(3);
  });

  it('answers 404 for a task that is not there, or not the viewer’s business', async () => {
    expect((await supervisor.get('/tasks/999999')).status).toBe(404);
    expect((await supervisor.get('/tasks/abc')).status).toBe(404);
    const { status, body, type } = await (await aProgram(t, 'mosheng')).get(`/tasks/${taskId}`);
    expect([status, body['code'], type]).toEqual([
      404,
      'not-found',
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('hides a draft from reporters', async () => {
    await t.db.inTransaction((tx) => tx.query(`UPDATE plans SET state = 'draft' WHERE id = ${plan.planId}`));
    expect((await reporter.get(`/tasks/${taskId}`)).status).toBe(404);
    expect((await supervisor.get(`/tasks/${taskId}`)).status).toBe(200);
  });
});
