import fc from 'fast-check';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { UnclaimedService } from '../../src/changes/unclaimed.service.js';
import { Refusal } from '../../src/platform/refusal.js';
import { UnitDirectory } from '../../src/units/unit-directory.queries.js';
import { namesOn } from '../../src/units/names-in-time.js';
import { row, rows } from '../../src/platform/sql.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import type { Day } from '../../src/rules/day.js';
import { day } from '../../src/rules/day.js';
import { UnitsService } from '../../src/units/units.service.js';
import { realCalendar } from '../rules/real-calendar.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addMembers,
  addressOf,
  allMessages,
  DEPARTMENT,
  deadlineOf,
  issueHaimen,
  VERIFIER,
  type Haimen,
} from '../support/haimen.js';
import { brokenInvariants } from '../support/invariants.js';
import { lost, matters, PAPER, reform } from '../support/reforms.js';

let app: TestApp;
let haimen: Haimen;
const REFORM_DAY = day('2019-03-25');

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(app);
  app.clock.set('2019-03-25T02:00:00Z');
});
afterEach(() => app.close());

const change = (name: string, dto: Parameters<typeof reform>[3]) =>
  reform(app, haimen.supervisor, haimen.unitId(name), dto);

interface DutyNow {
  id: number;
  no: string;
  unit: string;
  part: string;
  isFirst: boolean;
  issuedOn: Day | null;
  receiptId: number | null;
  unclaimedFromOn: Day | null;
}

async function dutiesOf(unitId: number): Promise<DutyNow[]> {
  const found = await rows<DutyNow>(
    app.db.read,
    `SELECT y.id, t.no, u.name AS unit, y.part, y."isFirst", y."issuedOn", y."receiptId", y."unclaimedFromOn"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN units u ON u.id = y."unitId" WHERE y."unitId" = :unitId
     ORDER BY t.position, y.id`,
    { unitId },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

async function unitNow(unitId: number) {
  return (await app.get(UnitDirectory).byIds([unitId])).get(unitId)!;
}

const open = async (unitId: number) =>
  (await matters(app)).filter(
    (one) => one.unitId === unitId && one.openedOn !== null && one.metOn === null && one.waivedOn === null,
  );

describe('a unit that is renamed', () => {
  it('keeps its number, its duties and its days, and its old name finds it', async () => {
    const id = haimen.unitId('市卫计委');
    const before = await dutiesOf(id);
    const owed = await matters(app);
    await change('市卫计委', { kind: 'rename', name: '市卫健委', on: REFORM_DAY });
    expect((await unitNow(id)).name).toBe('市卫健委');
    expect((await dutiesOf(id)).map((duty) => duty.id)).toEqual(before.map((duty) => duty.id));
    expect(await matters(app)).toEqual(owed);
    const met = await app.get(UnitDirectory).resolve(['市卫计委', '市卫健委'], REFORM_DAY);
    expect(met.get('市卫计委')).toMatchObject({ unitId: id, metBy: 'former' });
    expect(met.get('市卫健委')).toMatchObject({ unitId: id, metBy: 'name' });
  });

  it('is called what it was called on the day', async () => {
    const id = haimen.unitId('市卫计委');
    await change('市卫计委', { kind: 'rename', name: '市卫健委', on: REFORM_DAY });
    app.clock.set('2019-06-03T02:00:00Z');
    await change('市卫健委', { kind: 'rename', name: '市卫生健康委', on: day('2019-06-03') }).catch(
      () => null,
    );
    await reform(app, haimen.supervisor, id, { kind: 'rename', name: '市卫生健康委' });
    const called = async (on: string) => (await namesOn(app.db.read, [id], day(on))).get(id);
    expect(await called('2018-11-02')).toBe('市卫计委');
    expect(await called('2019-03-24')).toBe('市卫计委');
    expect(await called('2019-03-25')).toBe('市卫健委');
    expect(await called('2019-06-02')).toBe('市卫健委');
    expect(await called('2019-06-03')).toBe('市卫生健康委');
  });

  it('is renamed today or before, not on a day to come and not before its name began', async () => {
    await expect(
      change('市卫计委', { kind: 'rename', name: '市卫健委', on: day('2019-03-26') }),
    ).rejects.toMatchObject({ code: 'reform-in-future' });
    await change('市卫计委', { kind: 'rename', name: '市卫健委', on: day('2019-03-01') });
    await expect(
      change('市卫计委', { kind: 'rename', name: '市卫生健康委', on: day('2019-02-28') }),
    ).rejects.toMatchObject({ code: 'reform-before-name' });
  });

  it('may not take the name of another, nor keep its own, nor go without a reason', async () => {
    const refused = (dto: Parameters<typeof reform>[3], code: string) =>
      expect(change('市卫计委', dto)).rejects.toMatchObject({ code });
    await refused({ kind: 'rename', name: '市财政局' }, 'unit-name-taken');
    await refused({ kind: 'rename', name: '市卫计委' }, 'reform-same-name');
    await refused({ kind: 'rename', name: '' }, 'input-wrong');
    await refused({ kind: 'rename', name: '市卫健委', reason: ' ' }, 'field-required');
  });
});

describe('two units that are merged', () => {
  it('hand everything to the new one, which signs anew and has ten working days', async () => {
    const [a, b] = [haimen.unitId('市卫计委'), haimen.unitId('市财政局')];
    const before = await matters(app);
    const done = await change('市卫计委', { kind: 'merge', with: '市财政局', successors: '市卫健财政局' });
    const successor = done.successors[0]!;
    expect(await dutiesOf(a)).toEqual([]);
    expect(await dutiesOf(b)).toEqual([]);
    const taken = await dutiesOf(successor);
    expect(taken.map((duty) => `${duty.no} ${duty.part}${duty.isFirst ? ' first' : ''}`)).toEqual([
      ...['8 lead', '10 lead', '11 lead', '12 lead first', '13 lead'],
    ]);
    expect(taken.every((duty) => duty.issuedOn === REFORM_DAY && duty.receiptId === null)).toBe(true);
    expect((await unitNow(a)).endedOn).toBe(REFORM_DAY);
    expect((await unitNow(b)).endedOn).toBe(REFORM_DAY);
    const soonest = realCalendar().plus(REFORM_DAY, 10);
    const now = await open(successor);
    expect(now.length).toBeGreaterThan(0);
    expect(now.filter((one) => one.dueOn < soonest)).toEqual([]);
    expect(lost(before, await matters(app))).toEqual([]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('leave what was late on their own rows', async () => {
    const a = haimen.unitId('市卫计委');
    const late = await deadlineOf(app, a);
    const { successors } = await change('市卫计委', { kind: 'merge', successors: '市财政局' });
    const row = (await matters(app)).find((one) => one.id === late)!;
    expect(row).toMatchObject({ unitId: a, dueOn: '2018-11-20', waivedReason: 'moved' });
    expect(successors).toEqual([haimen.unitId('市财政局')]);
  });

  it('are one mail to the successor’s people, listing what it takes over by which day', async () => {
    const before = (await allMessages(app)).length;
    await change('市卫计委', { kind: 'merge', with: '市财政局', successors: '市卫健财政局' });
    const mails = (await allMessages(app)).slice(before);
    const to = [haimen.unitId('市卫计委'), haimen.unitId('市财政局')].map(addressOf);
    expect(mails.map((mail) => mail.toAddress).sort()).toEqual(to.sort());
    expect(mails[0]!.subject).toContain('任务承接');
    expect(mails[0]!.text).toContain('市卫计委');
    expect(mails[0]!.text).toContain('4月9日');
    const notes = await rows<{ outcome: string }>(
      app.db.read,
      `SELECT outcome FROM notices WHERE kind = 'succession'`,
    );
    expect(notes.map((one) => one.outcome)).toEqual(['composed']);
  });

  it('pass their places in groups, their offices and their people on', async () => {
    const a = haimen.unitId('市卫计委');
    const group = haimen.unitId('各相关医疗机构');
    const office = await app.get(UnitsService).create(haimen.supervisor, {
      ...{ name: '市老龄办', parent: '市卫计委', isSenior: false, isSupervisor: false },
    });
    await app.db.inTransaction((tx) => addMembers(tx, group, [a]));
    const { successors } = await change('市卫计委', { kind: 'merge', successors: '市卫健委' });
    const directory = app.get(UnitDirectory);
    expect((await directory.membersOf(group, REFORM_DAY)).map((one) => one.unitId)).toEqual(successors);
    expect((await unitNow(office)).parentId).toBe(successors[0]);
    expect((await directory.contactsOf(successors, REFORM_DAY)).map((one) => one.address)).toEqual([
      addressOf(a),
    ]);
    expect(await directory.contactsOf([a], REFORM_DAY)).toEqual([]);
  });

  it('withdraw what they had asked for and nobody decided', async () => {
    const [deadline] = (await open(haimen.unitId('市卫计委'))).filter((one) => one.kind === 'progress');
    await app.get(ExtensionsService).request(haimen.reporterOf('市卫计委'), deadline!.id, {
      ...{ askedDay: day('2019-07-31'), reason: '机构改革期间人员调整，数据需重新核对。' },
    });
    await change('市卫计委', { kind: 'merge', successors: '市财政局' });
    const asked = await rows(app.db.read, 'SELECT outcome, remark FROM extensions');
    expect(asked).toEqual([{ outcome: 'withdrawn', remark: PAPER }]);
  });

  it('may not be dated before what they handed in', async () => {
    const id = await deadlineOf(app, haimen.unitId('市卫计委'));
    await app.get(SubmissionsService).submit(haimen.reporterOf('市卫计委'), id, {
      text: '细化方案已制定，详见附件。',
      standing: 'on-schedule',
    });
    await expect(
      change('市卫计委', { kind: 'merge', successors: '市财政局', on: day('2019-03-22') }),
    ).rejects.toMatchObject({ code: 'reform-before-facts' });
  });
});

describe('what was handed in in time and waits when its unit ends', () => {
  const JUNE = day('2019-06-24');
  let a: number;
  let id: number;
  let submissionId: number;
  const standing = async (deadlineId = id) => (await matters(app)).find((one) => one.id === deadlineId)!;
  const verify = (outcome: 'accepted' | 'returned') =>
    app.get(VerificationsService).verify(haimen.verifier, submissionId, { outcome, reason: '请补充数据' });

  beforeEach(async () => {
    a = haimen.unitId('市卫计委');
    id = (await open(a)).find((one) => one.kind === 'progress')!.id;
    app.clock.set('2019-06-20T02:00:00Z');
    const dto = { text: '上半年任务已完成。', standing: 'on-schedule' as const };
    ({ submissionId } = await app.get(SubmissionsService).submit(haimen.reporterOf('市卫计委'), id, dto));
    app.clock.set(`${JUNE}T02:00:00Z`);
  });
  const ofSuccessor = async (unitId: number) => {
    const { subject, kind, period } = await standing();
    return (await matters(app)).filter(
      (one) => one.unitId === unitId && one.subject === subject && one.kind === kind && one.period === period,
    );
  };

  it('is verified as it is, and frees the successor of that period', async () => {
    const { successors } = await change('市卫计委', { kind: 'merge', successors: '市财政局' });
    expect(await standing()).toMatchObject({ unitId: a, pendingSince: '2019-06-20', waivedOn: null });
    expect(await ofSuccessor(successors[0]!)).toEqual([]);
    await verify('accepted');
    expect(await standing()).toMatchObject({ metOn: '2019-06-20', waivedOn: null });
    expect(await ofSuccessor(successors[0]!)).toEqual([]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('is owed by whoever holds the duty by then if it is returned, with ten working days', async () => {
    const first = await change('市卫计委', { kind: 'merge', successors: '市卫健委' });
    const { successors } = await reform(app, haimen.supervisor, first.successors[0]!, {
      ...{ kind: 'merge', successors: '市财政局' },
    });
    await verify('returned');
    expect(await standing()).toMatchObject({ pendingSince: null, waivedOn: JUNE, waivedReason: 'moved' });
    expect(await ofSuccessor(successors[0]!)).toMatchObject([
      { openedOn: JUNE, dueOn: realCalendar().plus(JUNE, 10), originalDueOn: '2019-06-28', waivedOn: null },
    ]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('stands still if it is returned while nobody holds the duty', async () => {
    await change('市卫计委', { kind: 'dissolve' });
    expect(await standing()).toMatchObject({ heldOn: null, pendingSince: '2019-06-20' });
    await verify('returned');
    expect(await standing()).toMatchObject({ heldOn: JUNE, openedOn: null, waivedOn: null });
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('of a refinement plan, too: the successor owes one only if it is returned', async () => {
    const plan = (await open(a)).find((one) => one.kind === 'refinement')!;
    const dto = { text: '细化方案已制定，详见附件。', standing: 'on-schedule' as const };
    const reporter = haimen.reporterOf('市卫计委');
    ({ submissionId } = await app.get(SubmissionsService).submit(reporter, plan.id, dto));
    const { successors } = await change('市卫计委', { kind: 'merge', successors: '市卫健委' });
    const owed = async () =>
      (await matters(app)).filter((one) => one.unitId === successors[0] && one.kind === 'refinement');
    expect(await owed()).toEqual([]);
    await verify('returned');
    expect(await owed()).toMatchObject([{ openedOn: JUNE, dueOn: realCalendar().plus(JUNE, 10) }]);
    expect(await standing(plan.id)).toMatchObject({ waivedReason: 'moved' });
    expect(await brokenInvariants(app)).toEqual([]);
  });
});

describe('a unit that is split', () => {
  it('gives each duty to whom a person chose, and leaves the others to be claimed', async () => {
    const id = haimen.unitId('市人社局');
    const before = await matters(app);
    const own = await dutiesOf(id);
    const leads = own.filter((duty) => duty.part === 'lead');
    const done = await change('市人社局', {
      kind: 'split',
      successors: '市人社保障局、市医保局',
      choices: [
        ...leads.slice(0, 2).map((duty) => ({ dutyId: duty.id, successor: '市人社保障局' })),
        ...leads.slice(2, 4).map((duty) => ({ dutyId: duty.id, successor: '市医保局' })),
      ],
    });
    expect(done).toMatchObject({ moved: 4, unclaimed: own.length - 4 });
    const [first, second] = done.successors as [number, number];
    expect((await dutiesOf(first)).map((duty) => duty.no)).toEqual(leads.slice(0, 2).map((duty) => duty.no));
    expect((await dutiesOf(second)).map((duty) => duty.no)).toEqual(leads.slice(2, 4).map((duty) => duty.no));
    const waiting = await dutiesOf(id);
    expect(waiting.every((duty) => duty.unclaimedFromOn === REFORM_DAY)).toBe(true);
    expect(lost(before, await matters(app))).toEqual([]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('gives nothing to a unit that is not among its successors', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市人社局'));
    await expect(
      change('市人社局', {
        ...{ kind: 'split', successors: '市医保局' },
        choices: [{ dutyId: duty!.id, successor: '市财政局' }],
      }),
    ).rejects.toMatchObject({ code: 'reform-choice-unknown' });
    expect((await unitNow(haimen.unitId('市人社局'))).endedOn).toBeNull();
  });
});

describe('a unit that is dissolved', () => {
  it('without a successor: its clock stands, nobody is asked and nothing grows late', async () => {
    const id = haimen.unitId('市卫计委');
    const before = await matters(app);
    const done = await change('市卫计委', { kind: 'dissolve' });
    expect(done).toMatchObject({ successors: [], moved: 0, unclaimed: 2 });
    expect(await open(id)).toEqual([]);
    const held = (await matters(app)).filter((one) => one.unitId === id && one.heldOn !== null);
    expect(held.map((one) => one.kind).sort()).toEqual(
      ['completion', 'progress', 'refinement'].slice(0, held.length).sort(),
    );
    expect(lost(before, await matters(app))).toEqual([]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('cannot simply be ended while it holds duties', async () => {
    await expect(
      app.get(UnitsService).end(haimen.supervisor, haimen.unitId('市卫计委')),
    ).rejects.toMatchObject({ code: 'unit-holds-duties', params: { unit: '市卫计委', count: 2 } });
  });

  it('keeps what became of it and why', async () => {
    await change('市卫计委', { kind: 'dissolve', successors: '市财政局' });
    const kept = await row(
      app.db.read,
      'SELECT kind, "onDay", reason, successors FROM unit_changes WHERE "unitId" = :id',
      { id: haimen.unitId('市卫计委') },
    );
    expect(kept).toEqual({
      ...{ kind: 'dissolve', onDay: REFORM_DAY, reason: PAPER },
      successors: JSON.stringify([haimen.unitId('市财政局')]),
    });
  });
});

describe('a duty without a unit', () => {
  const claim = (dutyId: number, unit: string) =>
    app.get(UnclaimedService).assign(haimen.supervisor, dutyId, { unit, reason: PAPER });

  it('runs again for whom the department names, with ten working days and one mail', async () => {
    const before = await matters(app);
    await change('市卫计委', { kind: 'dissolve' });
    app.clock.set('2019-12-30T02:00:00Z');
    const [first, second] = await dutiesOf(haimen.unitId('市卫计委'));
    const mails = (await allMessages(app)).length;
    await app.get(UnitsService).create(haimen.supervisor, {
      ...{ name: '市医保局', reachedBy: 'offline', isSenior: false, isSupervisor: false },
    });
    const { unitId } = await claim(first!.id, '市医保局');
    expect(await dutiesOf(unitId)).toMatchObject([{ no: '12', issuedOn: '2019-12-30', receiptId: null }]);
    const soonest = realCalendar().plus(day('2019-12-30'), 10);
    expect((await open(unitId)).filter((one) => one.dueOn < soonest)).toEqual([]);
    expect((await open(unitId)).map((one) => one.kind)).toContain('progress');
    await claim(second!.id, '市财政局');
    expect((await allMessages(app)).length - mails).toBe(1);
    expect(lost(before, await matters(app))).toEqual([]);
    expect(await brokenInvariants(app)).toEqual([]);
  });

  it('is not taken from a unit that holds it', async () => {
    const [duty] = await dutiesOf(haimen.unitId('市卫计委'));
    await expect(claim(duty!.id, '市财政局')).rejects.toMatchObject({ code: 'duty-is-held' });
  });
});

describe('whatever reforms happen', () => {
  const names = ['市卫计委', '市财政局', '市人社局', '市总工会', '市考核办', '市级机关工委'];
  const step = fc.record({
    kind: fc.constantFrom('merge' as const, 'split' as const, 'dissolve' as const),
    unit: fc.constantFrom(...names),
    into: fc.constantFrom('', '市甲局', '市乙局', ...names),
    also: fc.constantFrom('', ...names),
    days: fc.integer({ min: 1, max: 60 }),
  });

  it('no matter is lost, and the rows hold together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        await app.close();
        app = await testApp({ now: '2018-11-02T02:00:00Z' });
        haimen = await issueHaimen(app);
        const before = await matters(app);
        for (const { kind, unit, into, also, days } of steps) {
          app.clock.set(new Date(Date.parse(app.clock.now()) + days * 86_400_000).toISOString());
          const choices = (await dutiesOf(haimen.unitId(unit)))
            .filter((duty) => duty.id % 2 === 0)
            .map((duty) => ({ dutyId: duty.id, successor: into }));
          await change(unit, {
            ...{ kind, successors: into },
            ...(kind === 'merge' && { with: also }),
            ...(kind === 'split' && { choices }),
          }).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
        }
        expect(lost(before, await matters(app))).toEqual([]);
        expect(await brokenInvariants(app)).toEqual([]);
      }),
      { numRuns: 5, seed: 20190325 },
    );
  }, 240_000);
});

describe('a reform is refused', () => {
  const refused = async (name: string, dto: Parameters<typeof reform>[3], code: string) => {
    const before = await matters(app);
    await expect(change(name, dto)).rejects.toMatchObject({ code });
    expect(await matters(app)).toEqual(before);
  };

  it('of the department itself, of a group, of a unit that has ended, or onto itself', async () => {
    await refused(DEPARTMENT, { kind: 'merge', successors: '市财政局' }, 'reform-of-department');
    await refused('各区镇', { kind: 'dissolve' }, 'reform-of-group');
    await refused('市卫计委', { kind: 'merge', successors: '各区镇' }, 'reform-of-group');
    await refused('市卫计委', { kind: 'merge', successors: '市卫计委' }, 'reform-onto-itself');
    await change('市卫计委', { kind: 'dissolve', successors: '市财政局' });
    await refused('市卫计委', { kind: 'dissolve' }, 'unit-ended');
    await refused('市卫计委', { kind: 'rename', name: '市某局' }, 'unit-ended');
    await refused('市人社局', { kind: 'merge', successors: '市卫计委' }, 'unit-ended');
  });

  it('where the verifier would come to stand inside', async () => {
    // It verifies item 9, which 市委组织部 and 市人社局 lead.
    await refused('市人社局', { kind: 'merge', successors: VERIFIER }, 'reform-verifier-inside');
  });

  it('where the department would come to lead without an outside verifier', async () => {
    await refused('市卫计委', { kind: 'merge', successors: DEPARTMENT }, 'self-led-without-verifier');
  });

  it('where nobody is named to verify what the ended unit verified', async () => {
    await refused(VERIFIER, { kind: 'dissolve' }, 'reform-verifier-missing');
    await refused(VERIFIER, { kind: 'dissolve', verifier: '市人社局' }, 'reform-verifier-inside');
    await change(VERIFIER, { kind: 'dissolve', verifier: '市金融办' });
    const left = await row(app.db.read, 'SELECT count(*) AS n FROM tasks WHERE "verifierUnitId" = :id', {
      id: haimen.unitId(VERIFIER),
    });
    expect(Number((left as { n: number }).n)).toBe(0);
  });

  it('where the successor that leads cannot be reached', async () => {
    const bare = await app.get(UnitsService).create(haimen.supervisor, {
      ...{ name: '市新设局', isSenior: false, isSupervisor: false },
    });
    expect(bare).toBeGreaterThan(0);
    await refused('市卫计委', { kind: 'merge', successors: '市新设局' }, 'lead-without-contact');
  });

  it('to whom does not supervise', async () => {
    await expect(
      reform(app, haimen.reporterOf('市卫计委'), haimen.unitId('市卫计委'), {
        ...{ kind: 'rename', name: '市卫健委' },
      }),
    ).rejects.toMatchObject({ code: 'role-needed' });
  });
});
