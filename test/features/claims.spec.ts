/** 申请办结 → 复核 → 销号, and back: the first lead claims with evidence, somebody outside grades it, a reason reopens it. */
import { row, rows } from '../../src/platform/sql.js';
import { Task } from '../../src/plans/task.entity.js';
import { TaskMove } from '../../src/plans/task-move.entity.js';
import { PeriodsService } from '../../src/plans/periods.service.js';
import { ClosuresService } from '../../src/progress/closures.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import type { SubmissionDto } from '../../src/progress/submission.dto.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import type { Day } from '../../src/rules/day.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import { PRESETS } from '../../src/rules/score-rules.js';
import { Scores } from '../../src/reports/scores.service.js';
import { ALL_TIME } from '../../src/reports/span.js';
import { aPlan, type InsertedPlan, type WishedTask } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

const DEPARTMENT = '市委组织部';
const FIRST = '市考核办';
const SECOND = '市委办';
const OUTSIDE = '市委督查室';
const EVIDENCE = '权责清单已于12月2日印发并在门户网站公开。';
const CLAIM: SubmissionDto = { standing: 'claim', text: EVIDENCE, selfRating: 'full' };
const GRADED = { outcome: 'accepted' as const, grade: 'mostly' as const, reason: '清单完整，公开稍迟。' };

describe('closing out', () => {
  let t: TestApp;
  let people: Record<string, Viewer>;
  beforeEach(async () => {
    t = await testApp({ now: '2019-12-09T01:00:00Z' });
  });
  afterEach(() => t.close());

  async function insert(...tasks: WishedTask[]): Promise<InsertedPlan> {
    const plan = await tasks.reduce((all, task) => all.withTask(task), aPlan(t.db)).insert();
    const person = async (name: string, unit: string, role: Role): Promise<Viewer> => {
      const unitIds = [plan.unitId(unit)];
      const personId = await aPerson(t, { loginName: name, roles: [role], unitIds });
      return { personId, name, roles: [role], unitIds, door: 'page' };
    };
    people = { supervisor: await person('supervisor', DEPARTMENT, 'supervisor') };
    for (const [name, unit] of [
      ['first', FIRST],
      ['second', SECOND],
      ['outside', OUTSIDE],
    ] as const)
      if (plan.unitId(unit)) people[name] = await person(name, unit, 'reporter');
    return plan;
  }
  const oneOff: WishedTask = {
    leads: [FIRST, SECOND],
    deadlines: [{ kind: 'completion', dueOn: '2019-12-31' }],
  };
  const joint: WishedTask = {
    ...oneOff,
    deadlines: [
      { kind: 'completion', dueOn: '2019-12-31' },
      { dueOn: '2019-12-31', period: '2019-H2' },
      { unit: SECOND, dueOn: '2019-12-31', period: '2019-H2' },
    ],
  };

  const submit = (who: string, deadlineId: number, dto: SubmissionDto = CLAIM) =>
    t.get(SubmissionsService).submit(people[who]!, deadlineId, dto);
  const verify = async (
    who: string,
    deadlineId: number,
    verdict: Parameters<VerificationsService['verify']>[2],
  ) => {
    const pending = await row<{ id: number }>(
      t.db.read,
      `SELECT id FROM submissions WHERE "deadlineId" = :deadlineId AND state = 'pending'`,
      { deadlineId },
    );
    await t.get(VerificationsService).verify(people[who]!, pending!.id, verdict);
  };
  const task = (plan: InsertedPlan, i = 0) => t.db.read.findOneByOrFail(Task, { id: plan.taskIds[i]! });
  const deadline = (id: number) =>
    row<Record<string, unknown>>(t.db.read, 'SELECT * FROM deadlines WHERE id = :id', { id });
  const moves = async (plan: InsertedPlan) =>
    (await t.db.read.find(TaskMove, { where: { taskId: plan.taskIds[0]! }, order: { id: 'ASC' } })).map(
      ({ move, personName, grade, reason }) => [move, personName, grade, reason].filter(Boolean).join(' '),
    );
  const at = (day: string) => t.clock.set(`${day}T01:00:00Z`);

  it('moves the task with the claim, and closes it with a grade and a remark', async () => {
    const plan = await insert(oneOff);
    const [completion] = plan.deadlineIds;
    await submit('first', completion!);
    expect(await task(plan)).toMatchObject({ state: 'claimed', closedOn: null });
    at('2019-12-11');
    await verify('supervisor', completion!, GRADED);
    expect(await task(plan)).toMatchObject({ state: 'closed', closedOn: '2019-12-11', grade: 'mostly' });
    expect(await deadline(completion!)).toMatchObject({ metOn: '2019-12-09', pendingSince: null });
    expect(await moves(plan)).toEqual(['claim first', 'close supervisor mostly 清单完整，公开稍迟。']);
    const stored = await row(
      t.db.read,
      `SELECT v.grade, s."selfRating" FROM verifications v
      JOIN submissions s ON s.id = v."submissionId"`,
    );
    expect(stored).toEqual({ grade: 'mostly', selfRating: 'full' });
  });

  it.each<[string, SubmissionDto, string]>([
    ['without a self-rating', { standing: 'claim', text: EVIDENCE }, 'move-needs-self-rating'],
    ['without evidence', { standing: 'claim', text: '已办结', selfRating: 'full' }, 'move-needs-evidence'],
    ['with another standing', { standing: 'difficulty', text: EVIDENCE }, 'completion-needs-claim'],
    ['with “nothing new”', { standing: 'nothing-new' }, 'completion-needs-claim'],
  ])('is refused %s', async (_, dto, code) => {
    const plan = await insert(oneOff);
    await expect(submit('first', plan.deadlineIds[0]!, dto)).rejects.toMatchObject({ code, status: 422 });
    expect(await task(plan)).toMatchObject({ state: 'issued' });
  });

  it('takes a file for evidence, and a claim under no other deadline', async () => {
    const plan = await insert(joint);
    await expect(submit('first', plan.deadlineIds[1]!)).rejects.toMatchObject({
      code: 'claim-of-completion-only',
    });
    await submit('second', plan.deadlineIds[2]!, { standing: 'on-schedule', text: '已完成本单位部分' });
    const file = { field: 'files', name: '清单.txt', mediaType: 'text/plain', bytes: Buffer.from('清单') };
    const dto: SubmissionDto = { standing: 'claim', selfRating: 'mostly' };
    await t.get(SubmissionsService).submit(people['first']!, plan.deadlineIds[0]!, dto, [file]);
    expect(await task(plan)).toMatchObject({ state: 'claimed' });
  });

  it('lets a newer claim replace the one that waits, and the task stays claimed', async () => {
    const plan = await insert(oneOff);
    await submit('first', plan.deadlineIds[0]!);
    await submit('first', plan.deadlineIds[0]!, { ...CLAIM, selfRating: 'mostly' });
    expect(await moves(plan)).toEqual(['claim first']);
    await verify('supervisor', plan.deadlineIds[0]!, GRADED);
    expect(await task(plan)).toMatchObject({ state: 'closed' });
  });

  it('goes back with a return, which is counted, and can be claimed again', async () => {
    const plan = await insert(oneOff);
    const [completion] = plan.deadlineIds;
    await submit('first', completion!);
    await verify('supervisor', completion!, { outcome: 'returned', reason: '缺公开的网址' });
    expect(await task(plan)).toMatchObject({ state: 'active' });
    expect(await deadline(completion!)).toMatchObject({ returns: 1, reworkOn: '2019-12-31', metOn: null });
    await submit('first', completion!);
    await verify('supervisor', completion!, { ...GRADED, grade: 'full' });
    expect(await moves(plan)).toEqual([
      'claim first',
      'return-claim supervisor 缺公开的网址',
      'claim first',
      'close supervisor full 清单完整，公开稍迟。',
    ]);
  });

  it.each([
    [{ ...GRADED, grade: undefined }, 'move-needs-grade'],
    [{ ...GRADED, reason: ' ' }, 'grade-needs-remark'],
  ])('is not accepted without grade and remark', async (verdict, code) => {
    const plan = await insert(oneOff);
    await submit('first', plan.deadlineIds[0]!);
    await expect(verify('supervisor', plan.deadlineIds[0]!, verdict)).rejects.toMatchObject({ code });
    expect(await task(plan)).toMatchObject({ state: 'claimed' });
  });

  it('waits for a silent second lead until three working days after it was told', async () => {
    const plan = await insert(joint);
    const [completion, , ofSecond] = plan.deadlineIds;
    await expect(submit('first', completion!)).rejects.toMatchObject({
      code: 'move-needs-other-leads-settled',
      params: { units: SECOND },
    });
    const tell = (who: string) => t.get(ClosuresService).tell(people[who]!, plan.taskIds[0]!, '');
    await expect(tell('second')).rejects.toMatchObject({ code: 'mover-not-first-lead' });
    expect(await tell('first')).toEqual({ told: 1, claimableOn: '2019-12-12' });
    await expect(tell('supervisor')).rejects.toMatchObject({ code: 'no-lead-to-tell' });
    at('2019-12-11');
    await expect(submit('first', completion!)).rejects.toMatchObject({
      code: 'move-needs-other-leads-settled',
    });
    at('2019-12-12');
    await submit('first', completion!);
    await verify('supervisor', completion!, GRADED);
    expect(await task(plan)).toMatchObject({ state: 'closed' });
    expect(await deadline(ofSecond!)).toMatchObject({
      waivedOn: '2019-12-12',
      waivedReason: 'closed',
      metOn: null,
    });
  });

  it('lets a lead that was told answer by handing in, and then waits no longer', async () => {
    const plan = await insert(joint);
    const [completion, , ofSecond] = plan.deadlineIds;
    await t.get(ClosuresService).tell(people['first']!, plan.taskIds[0]!, '');
    await submit('second', ofSecond!, { standing: 'on-schedule', text: '本单位部分已完成' });
    await submit('first', completion!);
    await verify('supervisor', completion!, GRADED);
    // What was handed in waits for its own verification; it can no longer be returned.
    expect(await deadline(ofSecond!)).toMatchObject({ waivedOn: null, pendingSince: '2019-12-09' });
    await expect(
      verify('supervisor', ofSecond!, { outcome: 'returned', reason: '缺数据' }),
    ).rejects.toMatchObject({
      code: 'task-is-closed',
    });
    await verify('supervisor', ofSecond!, { outcome: 'accepted' });
    expect(await deadline(ofSecond!)).toMatchObject({ metOn: '2019-12-09' });
  });

  it('of a task that the department leads itself is verified and reopened by the unit named at issue', async () => {
    const plan = await insert({
      leads: [DEPARTMENT, FIRST, SECOND],
      verifier: OUTSIDE,
      deadlines: [{ kind: 'completion', dueOn: '2019-12-31' }],
    });
    const [completion] = plan.deadlineIds;
    await submit('supervisor', completion!);
    await expect(verify('supervisor', completion!, GRADED)).rejects.toMatchObject({
      code: 'verifier-is-lead',
    });
    await expect(verify('second', completion!, GRADED)).rejects.toThrow('no such submission');
    await verify('outside', completion!, GRADED);
    expect(await task(plan)).toMatchObject({ state: 'closed', grade: 'mostly' });
    const reopening = { reason: '审计发现清单有缺项', dueOn: '2020-01-10' as Day };
    await expect(
      t.get(ClosuresService).reopen(people['second']!, plan.taskIds[0]!, reopening),
    ).rejects.toMatchObject({ code: 'mover-not-supervisor' });
    await t.get(ClosuresService).reopen(people['outside']!, plan.taskIds[0]!, reopening);
    expect(await task(plan)).toMatchObject({ state: 'active', grade: null, closedOn: null });
  });

  it('reopens with a reason and a new day; waived progress stays waived, the grade stays in its history', async () => {
    const plan = await insert(joint);
    const [completion, own, ofSecond] = plan.deadlineIds;
    await submit('second', ofSecond!, { standing: 'on-schedule', text: '本单位部分已完成' });
    await verify('supervisor', ofSecond!, { outcome: 'accepted' });
    await submit('first', completion!);
    await verify('supervisor', completion!, GRADED);
    const reopen = (dto: { reason?: string; dueOn: string }) =>
      t.get(ClosuresService).reopen(people['supervisor']!, plan.taskIds[0]!, dto as never);
    await expect(reopen({ dueOn: '2020-01-10' })).rejects.toMatchObject({ code: 'move-needs-reason' });
    await expect(reopen({ reason: '漏项', dueOn: '2019-12-06' })).rejects.toMatchObject({
      code: 'reopened-day-past',
    });
    await reopen({ reason: '漏项', dueOn: '2020-01-10' });
    expect(await task(plan)).toMatchObject({ state: 'active', grade: null, closedOn: null });
    expect(await deadline(completion!)).toMatchObject({
      ...{ metOn: null, dueOn: '2020-01-10', originalDueOn: '2019-12-31', source: 'reopening' },
    });
    expect(await deadline(own!)).toMatchObject({ waivedOn: '2019-12-09', waivedReason: 'closed' });
    expect(await moves(plan)).toEqual([
      'activate second',
      'claim first',
      'close supervisor mostly 清单完整，公开稍迟。',
      'reopen supervisor 漏项',
    ]);
    await expect(reopen({ reason: '漏项', dueOn: '2020-01-10' })).rejects.toMatchObject({
      code: 'task-is-active',
    });
    await submit('first', completion!);
    await verify('supervisor', completion!, { ...GRADED, grade: 'full' });
    expect(await task(plan)).toMatchObject({ state: 'closed', grade: 'full' });
  });

  it('reopened, a late claim stays late in the score, and the newest grade alone counts', async () => {
    at('2020-01-06');
    const plan = await insert(oneOff);
    const [completion] = plan.deadlineIds;
    const { planId } = plan;
    await t.db.inTransaction((tx) =>
      tx.update('Plan', { id: planId }, { scoreRules: { preset: 'graded', points: PRESETS.graded } }),
    );
    const told = async () => {
      const scores = t.get(Scores);
      const asked = { planId, unitId: plan.unitId(FIRST) };
      const [unit] = await scores.units(await scores.plan(planId), asked, ALL_TIME);
      return unit!.score.events.map((event) => `${event.code} ${event.on} ${event.points}`);
    };
    await submit('first', completion!);
    await verify('supervisor', completion!, { ...GRADED, grade: 'full' });
    const late = `late 2020-01-01 ${PRESETS.graded.late}`;
    const full = (on: string) => `grade-full ${on} ${PRESETS.graded.full}`;
    expect(await told()).toEqual([late, full('2020-01-06')]);
    at('2020-01-07');
    const dto = { reason: '审计发现漏项', dueOn: '2020-01-20' as Day };
    await t.get(ClosuresService).reopen(people['supervisor']!, plan.taskIds[0]!, dto);
    expect(await told()).toEqual([late, full('2020-01-06')]);
    at('2020-01-14');
    await submit('first', completion!);
    await verify('supervisor', completion!, { ...GRADED, grade: 'full' });
    expect(await told()).toEqual([late, full('2020-01-14')]);
  });

  it('of a yearly task closes the year: 2019 is settled, 2020 is opened and claimed by itself', async () => {
    const plan = await insert({
      leads: [FIRST],
      deadlines: [{ kind: 'completion', period: '2019', dueOn: '2019-12-31' }],
    });
    await t.db.inTransaction((tx) => tx.update(Task, plan.taskIds[0]!, { kinds: ['yearly'] }));
    await submit('first', plan.deadlineIds[0]!);
    at('2020-01-02');
    await t.get(PeriodsService).openNext('2020-01-02' as Day);
    const of2020 = await row<{ id: number; dueOn: string }>(
      t.db.read,
      `SELECT id, "dueOn" FROM deadlines WHERE period = '2020'`,
    );
    expect(of2020).toMatchObject({ dueOn: '2020-12-31' });
    await expect(submit('first', of2020!.id)).rejects.toMatchObject({ code: 'task-is-claimed' });
    await verify('supervisor', plan.deadlineIds[0]!, GRADED);
    expect(await task(plan)).toMatchObject({ state: 'active', grade: 'mostly', closedOn: null });
    expect(await deadline(of2020!.id)).toMatchObject({ metOn: null, waivedOn: null });
    expect(await moves(plan)).toEqual(['claim first', 'close-year supervisor mostly 清单完整，公开稍迟。']);
    await submit('first', of2020!.id);
    expect(await task(plan)).toMatchObject({ state: 'claimed' });
  });

  it('may be recorded on the unit’s behalf', async () => {
    const plan = await insert(oneOff);
    await t.get(SubmissionsService).record(people['supervisor']!, plan.deadlineIds[0]!, {
      ...CLAIM,
      channel: 'paper',
      givenBy: '联络员甲',
    });
    expect(await task(plan)).toMatchObject({ state: 'claimed' });
  });

  it('of a sensitive task keeps that it was received offline, and nothing else', async () => {
    const plan = await insert(oneOff);
    await t.db.inTransaction((tx) => tx.update(Task, plan.taskIds[0]!, { sensitiveFromOn: '2019-12-01' }));
    const [completion] = plan.deadlineIds;
    await expect(submit('first', completion!)).rejects.toMatchObject({ code: 'task-is-sensitive' });
    const record = (dto: Partial<SubmissionDto>) =>
      t.get(SubmissionsService).record(people['supervisor']!, completion!, {
        ...{ standing: 'claim', selfRating: 'full', channel: 'paper' },
        ...dto,
      });
    await expect(record({ text: EVIDENCE })).rejects.toMatchObject({ code: 'sensitive-without-words' });
    await expect(record({ percentage: 100 })).rejects.toMatchObject({ code: 'sensitive-without-words' });
    await record({});
    const stored = await rows(t.db.read, 'SELECT text, channel FROM submissions');
    expect(stored).toEqual([{ text: '', channel: 'paper' }]);
    expect(await task(plan)).toMatchObject({ state: 'claimed' });
  });

  it('is refused in words while the task stands still', async () => {
    const plan = await insert(oneOff);
    for (const state of ['suspended', 'withdrawn', 'closed'] as const) {
      await t.db.inTransaction((tx) => tx.update(Task, plan.taskIds[0]!, { state }));
      await expect(submit('first', plan.deadlineIds[0]!)).rejects.toMatchObject({ code: `task-is-${state}` });
    }
  });

  it('reopened after its lead is no more, it waits to be claimed', async () => {
    const plan = await insert({ ...oneOff, leads: [FIRST] });
    await submit('first', plan.deadlineIds[0]!);
    await verify('supervisor', plan.deadlineIds[0]!, GRADED);
    await t.db.inTransaction((tx) =>
      tx.update('Unit', { id: plan.unitId(FIRST) }, { endedOn: '2019-12-09' }),
    );
    const given = { reason: '尚有遗留', dueOn: '2020-03-31' as Day };
    await t.get(ClosuresService).reopen(people['supervisor']!, plan.taskIds[0]!, given);
    const duty = await row(t.db.read, 'SELECT "unclaimedFromOn" FROM duties WHERE "taskId" = :taskId', {
      taskId: plan.taskIds[0],
    });
    expect(duty).toEqual({ unclaimedFromOn: '2019-12-09' });
    expect(await deadline(plan.deadlineIds[0]!)).toMatchObject({ heldOn: '2019-12-09', openedOn: null });
  });

  describe('with sub-tasks', () => {
    const lasting = (no: string, dueOn: string): WishedTask => ({
      ...{ no, leads: [SECOND], deadlines: [{ kind: 'completion', dueOn }] },
    });
    /** 1 > 1.1 > 1.1.1, and 1.2 */
    async function tree(): Promise<InsertedPlan> {
      const plan = await insert(
        { ...oneOff, no: '1', leads: [FIRST] },
        lasting('1.1', '2019-12-20'),
        lasting('1.1.1', '2019-12-20'),
        { ...lasting('1.2', '2019-12-31'), leads: [OUTSIDE] },
      );
      const [top, below] = plan.taskIds;
      for (const [i, parentId] of [top, below, top].entries())
        await t.db.inTransaction((tx) => tx.update(Task, plan.taskIds[i + 1]!, { parentId }));
      return plan;
    }
    const states = (plan: InsertedPlan) =>
      Promise.all(plan.taskIds.map(async (_, i) => (await task(plan, i)).state));
    const reopen = (plan: InsertedPlan, i: number, dueOn: string) =>
      t
        .get(ClosuresService)
        .reopen(people['supervisor']!, plan.taskIds[i]!, { reason: '尚有遗留', dueOn: dueOn as Day });

    it('closes what is open below with it, waiving what it owes; a claim that waits is still graded', async () => {
      const plan = await tree();
      await submit('outside', plan.deadlineIds[3]!);
      await submit('first', plan.deadlineIds[0]!);
      await verify('supervisor', plan.deadlineIds[0]!, GRADED);
      expect(await states(plan)).toEqual(['closed', 'closed', 'closed', 'claimed']);
      for (const i of [1, 2])
        expect(await deadline(plan.deadlineIds[i]!)).toMatchObject({
          ...{ waivedOn: '2019-12-09', waivedReason: 'closed', metOn: null },
        });
      await expect(
        verify('supervisor', plan.deadlineIds[3]!, { outcome: 'returned', reason: '缺附件' }),
      ).rejects.toMatchObject({ code: 'parent-is-closed' });
      await verify('supervisor', plan.deadlineIds[3]!, GRADED);
      expect(await states(plan)).toEqual(['closed', 'closed', 'closed', 'closed']);
    });

    it('is reopened from above, and not beyond the day of the task above', async () => {
      const plan = await tree();
      await submit('first', plan.deadlineIds[0]!);
      await verify('supervisor', plan.deadlineIds[0]!, GRADED);
      await expect(reopen(plan, 1, '2019-12-25')).rejects.toMatchObject({ code: 'parent-is-closed' });
      await reopen(plan, 0, '2020-03-31');
      await expect(reopen(plan, 1, '2020-04-01')).rejects.toMatchObject({
        code: 'day-after-parent',
        fields: { dueOn: 'day-after-parent' },
      });
      await reopen(plan, 1, '2020-03-31');
      expect(await deadline(plan.deadlineIds[1]!)).toMatchObject({ waivedOn: null, dueOn: '2020-03-31' });
      expect(await states(plan)).toEqual(['active', 'active', 'closed', 'closed']);
    });
  });
});
