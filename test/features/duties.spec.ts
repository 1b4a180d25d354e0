/** 签收 and 退回改派: a unit signs for what it was given, or sends it back, and the department decides. */
import { Receipt } from '../../src/plans/receipt.entity.js';
import { unclaimDuty } from '../../src/plans/duty-moves.js';
import { makeSubTask } from '../../src/plans/sub-tasks.js';
import type { Duty } from '../../src/plans/duty.entity.js';
import { row, rows } from '../../src/platform/sql.js';
import { ReassignmentsService } from '../../src/progress/reassignments.service.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type TestApp } from '../support/app.js';
import { addMembers, addressOf, addUnit, allMessages, issueHaimen, type Haimen } from '../support/haimen.js';
import { issueWithMembers } from '../support/duties-group.js';
import { contactOf, digest, goTo, NEVER, ranOn, remind } from '../support/morning.js';

let t: TestApp;
let haimen: Haimen;
let receipts: ReceiptsService;
let reassignments: ReassignmentsService;

beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(t);
  receipts = t.get(ReceiptsService);
  reassignments = t.get(ReassignmentsService);
});
afterEach(() => t.close());

const NAMED = { contactName: '联络员丙', leaderInCharge: '分管领导丁' };
const sign = (unit: string, viewer: Viewer = haimen.reporterOf(unit)) =>
  receipts.receive(viewer, haimen.unitId(unit), NAMED);

const dutiesOf = (unitId: number, part = 'lead') =>
  rows<Duty & { state: string; no: string }>(
    t.db.read,
    `SELECT y.*, t.state, t.no FROM duties y JOIN tasks t ON t.id = y."taskId"
     WHERE y."unitId" = :unitId AND y.part = :part ORDER BY t.position`,
    { unitId, part },
  );
const trail = (noun: string) =>
  rows<{ verb: string; personName: string }>(
    t.db.read,
    'SELECT verb, "personName" FROM audit_entries WHERE noun = :noun ORDER BY id',
    { noun },
  );
const mailsTo = async (unit: string, kind: string) =>
  (await allMessages(t)).filter(
    (one) => one.toAddress === addressOf(haimen.unitId(unit)) && one.kind === kind,
  );

describe('a unit signs', () => {
  it('for all its duties at once, and the tasks it leads become active', async () => {
    const before = [
      ...(await dutiesOf(haimen.unitId('市考核办'))),
      ...(await dutiesOf(haimen.unitId('市考核办'), 'cooperating')),
    ];
    const signed = await sign('市考核办');
    expect(signed).toMatchObject({
      signedOn: '2018-11-02',
      receipts: [{ planId: haimen.planId, duties: before.length }],
    });
    const led = await dutiesOf(haimen.unitId('市考核办'));
    expect(led.length).toBeGreaterThan(0);
    for (const duty of led)
      expect([duty.receiptId, duty.state]).toEqual([signed.receipts[0]!.receiptId, 'active']);
    const stored = await t.db.read.find(Receipt);
    expect(stored).toMatchObject([{ ...NAMED, unitId: haimen.unitId('市考核办'), signedOn: '2018-11-02' }]);
    expect(await trail('receipt')).toEqual([{ verb: 'sign', personName: '市考核办' }]);
  });

  it('not a second time, and nobody else for it but a supervisor who has it on paper', async () => {
    await expect(sign('市考核办', haimen.reporterOf('市财政局'))).rejects.toThrow('no such unit');
    await sign('市考核办', haimen.supervisor);
    expect((await trail('receipt')).map((one) => one.verb)).toEqual(['record']);
    await expect(sign('市考核办')).rejects.toMatchObject({ code: 'nothing-to-sign' });
  });

  it('as a member of a group that owes each for itself', async () => {
    const other = await testApp({ now: '2018-11-02T02:00:00Z' });
    try {
      const { unitId, viewer } = await issueWithMembers(other);
      const signed = await other.get(ReceiptsService).receive(viewer, unitId, NAMED);
      expect(signed.receipts).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('by handing in: the task it leads is active, and may be signed for later', async () => {
    const unitId = haimen.unitId('市考核办');
    const deadline = await row<{ id: number; taskId: number }>(
      t.db.read,
      `SELECT id, "taskId" FROM deadlines WHERE "unitId" = :unitId AND kind = 'progress' ORDER BY id LIMIT 1`,
      { unitId },
    );
    const dto = { text: '已启动', standing: 'on-schedule' as const };
    await t.get(SubmissionsService).submit(haimen.reporterOf('市考核办'), deadline!.id, dto);
    const led = await dutiesOf(unitId);
    expect(led.map((duty) => duty.state === 'active')).toEqual(
      led.map((duty) => duty.taskId === deadline!.taskId),
    );
    expect((await sign('市考核办')).receipts).toHaveLength(1);
  });
});

describe('what is unsigned', () => {
  it('is in the digest of the third working day, once a plan and unit, and no more once signed', async () => {
    for (const unit of haimen.leads.slice(1))
      await receipts.receive(haimen.supervisor, haimen.unitId(unit), NAMED);
    await digest(t, '2018-11-06', NEVER);
    await digest(t, '2018-11-07', ranOn('2018-11-06'));
    const [first] = (await allMessages(t)).filter(
      (one) => one.kind === 'overdue-digest' && one.onDay === '2018-11-07',
    );
    expect(first!.text).toContain('未签收');
    expect(first!.text).toContain(haimen.leads[0]!);
    expect(
      (await allMessages(t)).some((one) => one.kind === 'overdue-digest' && one.onDay === '2018-11-06'),
    ).toBe(false);
  });
});

describe('a duty that was sent back', () => {
  const sentBack = async (unit = '市考核办') => {
    const [duty] = await dutiesOf(haimen.unitId(unit));
    await reassignments.sendBack(haimen.reporterOf(unit), duty!.id, { reason: '不属本单位职能' });
    return duty!;
  };

  it('waits in the digest until another unit has it, which is mailed at once; the old one hears in its next mail', async () => {
    await sign('市考核办');
    const duty = await sentBack();
    const to = await t.db.inTransaction((tx) => addUnit(tx, '市承接局'));
    await contactOf(t, to, 'shenpi@haimen.example');
    await digest(t, '2018-11-05', NEVER);
    const news = (await allMessages(t)).find((one) => one.kind === 'overdue-digest');
    expect(news!.text).toContain('改派待定');
    goTo(t, '2018-11-06', '10:00');
    const done = await reassignments.reassign(haimen.supervisor, duty.id, {
      toUnitId: to,
      reason: '职能在该局',
    });
    expect(done).toMatchObject({ dutyId: duty.id, unitId: to });
    const [mail] = (await allMessages(t)).filter((one) => one.kind === 'reassignment');
    expect(mail).toMatchObject({ toAddress: 'shenpi@haimen.example' });
    expect(mail!.text).toContain('市考核办');
    expect(mail!.text).toContain(`第${duty.no}项`);
    expect(mail!.text).toContain('职能在该局');
    expect((await dutiesOf(to))[0]).toMatchObject({
      receiptId: null,
      issuedOn: '2018-11-06',
      state: 'active',
    });
    await remind(t, '2018-11-07', ranOn('2018-11-06'));
    const [told] = await mailsTo('市考核办', 'reminders');
    expect(told!.text).toContain('改派其他单位');
    expect(told!.text).toContain('职能在该局');
    await remind(t, '2018-11-08', ranOn('2018-11-07'));
    expect(await mailsTo('市考核办', 'reminders')).toHaveLength(1);
  });

  it('stays with its unit where the department says why', async () => {
    const duty = await sentBack();
    await reassignments.refuse(haimen.supervisor, duty.id, { remark: '三定方案明确由你单位承担' });
    expect((await dutiesOf(haimen.unitId('市考核办')))[0]!.id).toBe(duty.id);
    await remind(t, '2018-11-05', NEVER);
    const [told] = await mailsTo('市考核办', 'reminders');
    expect(told!.text).toContain('不同意改派');
    expect(told!.text).toContain('三定方案明确由你单位承担');
    await expect(
      reassignments.refuse(haimen.supervisor, duty.id, { remark: '再说一次' }),
    ).rejects.toMatchObject({
      code: 'nothing-sent-back',
    });
  });

  it('is sent back once, by its unit, and not long after it was signed', async () => {
    const duty = await sentBack();
    const again = reassignments.sendBack(haimen.reporterOf('市考核办'), duty.id, {
      reason: '不属本单位职能',
    });
    await expect(again).rejects.toMatchObject({ code: 'already-sent-back' });
    const stranger = reassignments.sendBack(haimen.reporterOf('市财政局'), duty.id, { reason: '与我无关' });
    await expect(stranger).rejects.toThrow('no such duty');
    const mine = reassignments.reassign(haimen.reporterOf('市考核办'), duty.id, {
      toUnitId: 1,
      reason: '给你',
    });
    await expect(mine).rejects.toMatchObject({ code: 'role-needed' });
    await reassignments.refuse(haimen.supervisor, duty.id, { remark: '由你单位承担' });
    await sign('市考核办');
    goTo(t, '2018-11-19');
    const late = reassignments.sendBack(haimen.reporterOf('市考核办'), duty.id, { reason: '不属本单位职能' });
    await expect(late).rejects.toMatchObject({ code: 'too-late-to-send-back' });
  });
});

describe('a duty that is 待认领', () => {
  it('is given to a unit with the days that are left, and that unit is mailed', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市考核办'));
    const acting = { clock: t.clock, viewer: haimen.supervisor };
    const gone = { dutyId: duty!.id, cause: 'dissolve' as const, reason: '机构改革' };
    await t.db.inTransaction((tx) => unclaimDuty(tx, acting, gone));
    await expect(sign('市考核办')).resolves.toBeDefined();
    expect((await dutiesOf(haimen.unitId('市考核办')))[0]!.receiptId).toBeNull();
    goTo(t, '2018-11-06', '10:00');
    const toUnitId = haimen.unitId('市行政审批局');
    const dto = { toUnitId, reason: '职能划入' };
    await reassignments.reassign(haimen.supervisor, duty!.id, dto);
    expect((await mailsTo('市行政审批局', 'reassignment'))[0]!.text).toContain('职能划入');
    expect(await rows(t.db.read, 'SELECT cause, "successorUnitId" FROM former_duties')).toEqual([
      { cause: 'dissolve', successorUnitId: toUnitId },
    ]);
    await remind(t, '2018-11-07', ranOn('2018-11-06'));
    expect(await mailsTo('市考核办', 'reminders')).toEqual([]);
  });
});

describe('what a refinement plan made of a task', () => {
  it('goes with the duty to the next unit, which signs for all of it', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市考核办'));
    const subTaskId = await t.db.inTransaction((tx) =>
      makeSubTask(
        tx,
        { clock: t.clock, viewer: haimen.supervisor },
        {
          ...{ parentId: duty!.taskId, measure: '修订考核办法', target: null, responsibleName: '综合科' },
          ...{ unitId: duty!.unitId, leaderInCharge: null, receiptId: null, dueOn: day('2019-05-31') },
        },
      ),
    );
    const toUnitId = haimen.unitId('市行政审批局');
    await reassignments.reassign(haimen.supervisor, duty!.id, { toUnitId, reason: '职能在该局' });
    const led = await dutiesOf(toUnitId);
    expect(led.map((one) => one.taskId).sort()).toEqual([duty!.taskId, subTaskId].sort());
    const owed = await rows(
      t.db.read,
      `SELECT "unitId", "dueOn" FROM deadlines WHERE "taskId" = :subTaskId AND "waivedOn" IS NULL`,
      { subTaskId },
    );
    expect(owed).toEqual([{ unitId: toUnitId, dueOn: '2019-05-31' }]);
  });
});

describe('the department corrects', () => {
  it('who has a duty, without being asked, and the unit is told why', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市考核办'));
    const to = await t.db.inTransaction((tx) => addUnit(tx, '市承接局', { reachedBy: 'offline' }));
    await reassignments.reassign(haimen.supervisor, duty!.id, { toUnitId: to, reason: '交办有误' });
    const former = await rows(t.db.read, 'SELECT * FROM former_duties');
    expect(former).toMatchObject([{ cause: 'correction', reason: '交办有误', successorUnitId: to }]);
    const [line] = await rows(t.db.read, `SELECT * FROM notices WHERE kind = 'reassignment'`);
    expect(line).toMatchObject({ unitId: to, outcome: 'skipped', reason: 'offline' });
    await remind(t, '2018-11-05', NEVER);
    expect((await mailsTo('市考核办', 'reminders'))[0]!.text).toContain('不再由贵单位承担');
  });

  it('nothing of which a report waits for verification', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市考核办'));
    const deadline = await row<{ id: number }>(
      t.db.read,
      `SELECT id FROM deadlines WHERE "taskId" = :taskId AND "unitId" = :unitId AND kind = 'progress'`,
      { taskId: duty!.taskId, unitId: duty!.unitId },
    );
    const dto = { text: '已启动', standing: 'on-schedule' as const };
    await t.get(SubmissionsService).submit(haimen.reporterOf('市考核办'), deadline!.id, dto);
    const wish = { toUnitId: haimen.unitId('市行政审批局'), reason: '调整' };
    const early = reassignments.reassign(haimen.supervisor, duty!.id, wish);
    await expect(early).rejects.toMatchObject({ code: 'duty-has-pending' });
  });

  it('never so that a lead verifies itself, or cannot be reached, or is a group', async () => {
    const [led] = await dutiesOf(haimen.departmentId);
    const verifier = haimen.unitId('市委督查室');
    const [deaf, office, group] = await t.db.inTransaction(async (tx) => [
      await addUnit(tx, '市承接局'),
      await addUnit(tx, '市委督查室一科', { parentId: verifier, reachedBy: 'offline' }),
      await addUnit(tx, '各有关单位', { kind: 'group', reachedBy: 'offline' }),
    ]);
    await t.db.inTransaction((tx) => addMembers(tx, group!, [office!]));
    const give = (toUnitId: number) =>
      reassignments.reassign(haimen.supervisor, led!.id, { toUnitId, reason: '调整' });
    await expect(give(deaf!)).rejects.toMatchObject({ code: 'unit-without-contact' });
    await expect(give(verifier)).rejects.toMatchObject({ code: 'verifier-would-be-inside' });
    await expect(give(office!)).rejects.toMatchObject({ code: 'verifier-would-be-inside' });
    await expect(give(group!)).rejects.toMatchObject({ code: 'duty-to-a-group' });
    await expect(give(9999)).rejects.toThrow('no such unit');
    const [other] = (await dutiesOf(haimen.unitId('市考核办'))).slice(-1);
    const byDepartment = (await dutiesOf(haimen.departmentId)).some((one) => one.taskId === other!.taskId);
    const toDepartment = reassignments.reassign(haimen.supervisor, other!.id, {
      toUnitId: haimen.departmentId,
      reason: '调整',
    });
    await expect(toDepartment).rejects.toMatchObject({
      code: byDepartment ? 'unit-leads-already' : 'lead-needs-outside-verifier',
    });
  });
});
