/** The ladder on Haimen's plan: silent units from the 20th of November on, what is proposed, and what a click does. */
import { Extension } from '../../src/changes/extension.entity.js';
import { EscalationService } from '../../src/notices/escalation.service.js';
import { InstructionsService } from '../../src/notices/instructions.service.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { rows } from '../../src/platform/sql.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { day } from '../../src/rules/day.js';
import type { Step } from '../../src/rules/escalation.js';
import { JobRegistry } from '../../src/jobs/job-registry.js';
import { Runner } from '../../src/jobs/runner.js';
import { ADMINISTRATOR } from '../support/people.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addPerson,
  addressOf,
  allMessages,
  deadlineOf,
  issueHaimen,
  type Haimen,
} from '../support/haimen.js';
import { readsOf } from '../support/reads.js';
import { digest, goTo, ledger, NEVER, setUnit } from '../support/morning.js';

let t: TestApp;
let haimen: Haimen;
beforeEach(async () => {
  t = await testApp();
  haimen = await issueHaimen(t);
});
afterEach(() => t.close());

async function proposed(step: Step): Promise<string[]> {
  return (await t.get(EscalationService).proposals(ADMINISTRATOR))
    .filter((row) => row.step === step)
    .map((row) => row.unitName);
}

const refinementOf = (unit: string) => deadlineOf(t, haimen.unitId(unit));
const urge = async (units: string[], given: { toHead?: boolean; note?: string } = {}) => {
  const deadlineIds: number[] = [];
  for (const unit of units) deadlineIds.push(await refinementOf(unit));
  return t.get(UrgingService).urge(haimen.supervisor, { deadlineIds, toHead: false, ...given });
};
const urgingMails = async () => (await allMessages(t)).filter((message) => message.kind === 'urging');

async function handIn(unit: string): Promise<void> {
  await t.get(SubmissionsService).submit(haimen.reporterOf(unit), await refinementOf(unit), {
    text: '已拟定细化方案。',
    standing: 'on-schedule',
  });
}

async function askExtension(unit: string, askedOn: string): Promise<void> {
  const deadlineId = await refinementOf(unit);
  await t.db.inTransaction((tx) =>
    tx.insert(Extension, {
      ...{ deadlineId, unitId: haimen.unitId(unit), needsLeader: false, reason: '等待上级文件' },
      ...{ fromDay: day('2018-11-20'), askedDay: day('2018-12-20'), grantedDay: null },
      ...{ askedOn: day(askedOn), askedAt: `${askedOn}T02:00:00.000Z`, askedById: null, outcome: 'pending' },
    }),
  );
}

describe('what is proposed', () => {
  it('nine silent units at three working days late, and a notice to each at ten', async () => {
    await handIn(haimen.leads[0]!);
    const silent = haimen.leads.slice(1).sort();
    goTo(t, '2018-11-22');
    expect(await proposed('urge')).toEqual([]);
    goTo(t, '2018-11-23');
    expect((await proposed('urge')).sort()).toEqual(silent);
    expect(silent).toHaveLength(9);
    await urge(silent);
    expect(await proposed('urge')).toEqual([]);
    goTo(t, '2018-12-03');
    expect((await t.get(EscalationService).counts(ADMINISTRATOR)).notice).toBe(0);
    goTo(t, '2018-12-04');
    expect((await proposed('notice')).sort()).toEqual(silent);
  });

  it('a senior office is for a call, and never gets a mail or a notice', async () => {
    await setUnit(t, haimen.unitId('市委办'), { isSenior: true });
    goTo(t, '2018-11-23');
    expect(await proposed('call')).toEqual(['市委办']);
    expect(await urge(['市委办'])).toMatchObject([{ unitName: '市委办', mails: 0, reason: 'senior' }]);
    expect(await urgingMails()).toEqual([]);
    expect(await proposed('call')).toEqual([]);
    goTo(t, '2018-12-04');
    expect(await proposed('call')).toEqual(['市委办']);
    const notice = {
      ...{ unitId: haimen.unitId('市委办'), deadlineIds: [await refinementOf('市委办')] },
      ...{ urgency: 'urgent' as const, reason: '超期', requirement: '请办理', replyDueOn: day('2018-12-11') },
    };
    await expect(t.get(SupervisionNoticesService).send(haimen.supervisor, notice)).rejects.toMatchObject({
      code: 'notice-to-senior',
    });
  });

  it('an open request for an extension pauses for five working days at most', async () => {
    await askExtension('市委办', '2018-11-20');
    goTo(t, '2018-11-26');
    const rows = await t.get(EscalationService).proposals(ADMINISTRATOR);
    expect(rows.find((row) => row.unitName === '市委办')).toMatchObject({
      step: 'paused',
      resumesOn: '2018-11-27',
    });
    expect(await proposed('urge')).toHaveLength(9);
    goTo(t, '2018-11-27');
    expect(await proposed('urge')).toHaveLength(10);
  });

  it('neither what waits for verification nor a draft is on the ladder', async () => {
    await handIn('市委办');
    goTo(t, '2018-12-04');
    expect(await proposed('notice')).not.toContain('市委办');
    expect(await proposed('notice')).toHaveLength(9);
  });

  it('is counted by what the rows have in common, and the count is that of the list', async () => {
    await setUnit(t, haimen.unitId('市委办'), { isSenior: true });
    await askExtension('市纪委监委', '2018-11-20');
    goTo(t, '2018-11-23');
    await urge([haimen.leads.find((unit) => unit !== '市委办' && unit !== '市纪委监委')!]);
    for (const on of ['2018-11-23', '2018-12-04']) {
      goTo(t, on);
      const tally = { urge: 0, notice: 0, call: 0, leader: 0, paused: 0 };
      for (const { step } of await t.get(EscalationService).proposals(ADMINISTRATOR))
        if (step !== 'none') tally[step] += 1;
      const reads = await readsOf(t.db, async () => {
        expect(await t.get(EscalationService).counts(ADMINISTRATOR)).toEqual(tally);
      });
      // One row of facts for the silent ones, one each for the senior, the one urged and the one that asked.
      const counting = reads.queries.filter((sql) => sql.includes('urgings'));
      expect(counting).toHaveLength(1);
      expect(reads.rows).toBeLessThan(haimen.leads.length);
    }
  });

  it('of one plan names nothing of another', async () => {
    goTo(t, '2018-11-23');
    const service = t.get(EscalationService);
    const all = await service.proposals(ADMINISTRATOR);
    expect(await service.proposals(ADMINISTRATOR, all[0]!.planId)).toHaveLength(10);
    expect(await service.proposals(ADMINISTRATOR, all[0]!.planId + 1)).toEqual([]);
  });

  it('the job records the numbers and sends nothing', async () => {
    await setUnit(t, haimen.unitId('市委办'), { isSenior: true });
    await askExtension('市纪委监委', '2018-11-20');
    goTo(t, '2018-11-23');
    const before = (await allMessages(t)).length;
    expect(await t.get(Runner).runNow(ADMINISTRATOR, 'escalation', day('2018-11-23'))).toEqual({
      outcome: 'done',
      counts: { urgings: 8, notices: 0, calls: 1, leaders: 0, paused: 1 },
    });
    expect(await allMessages(t)).toHaveLength(before);
    expect(t.get(JobRegistry).find('escalation')!.entry).toMatchObject({ on: 'working days', mails: false });
  });

  it('the department’s digest says how many there are, with the way to them', async () => {
    await digest(t, '2018-11-23', NEVER);
    const [mail] = (await allMessages(t)).filter((message) => message.kind === 'overdue-digest');
    expect(mail!.text).toContain('10项建议催办');
    expect(mail!.text).toContain('/escalation');
  });
});

describe('urging', () => {
  beforeEach(() => goTo(t, '2018-11-23', '09:00'));

  it('writes one mail per unit with its items, at once, and one line in the ledger', async () => {
    await urge(['市委办', '市纪委监委'], { note: '书记办公会将听取汇报。' });
    const mails = await urgingMails();
    expect(mails.map((mail) => mail.toAddress).sort()).toEqual(
      ['市委办', '市纪委监委'].map((unit) => addressOf(haimen.unitId(unit))).sort(),
    );
    const own = mails.find((mail) => mail.toAddress === addressOf(haimen.unitId('市委办')))!;
    expect(own.subject).toBe('【催办·超期3天】细化方案（市委办）');
    expect(own.text).toContain('书记办公会将听取汇报。');
    expect(own.text).toContain('3个工作日');
    expect(own.html).not.toContain('undefined');
    const lines = (await ledger(t)).filter((line) => line.noticeKey.startsWith('urging:'));
    expect(lines.map((line) => [line.outcome, line.counts])).toEqual([
      ['composed', { urged: 1 }],
      ['composed', { urged: 1 }],
    ]);
  });

  it('keeps how late it was and who did it, once a day for the same deadline', async () => {
    await urge(['市委办']);
    await expect(urge(['市纪委监委', '市委办'])).rejects.toMatchObject({ code: 'urged-today' });
    const kept = await rows(t.db.read, 'SELECT "daysLate", "urgedOn", "urgedById" FROM urgings');
    expect(kept).toEqual([{ daysLate: 3, urgedOn: '2018-11-23', urgedById: haimen.supervisor.personId }]);
    goTo(t, '2018-11-26');
    await urge(['市委办']);
    expect(await urgingMails()).toHaveLength(2);
  });

  it('goes to the head as well where that is ticked', async () => {
    await t.db.inTransaction(async (tx) => {
      const head = await addPerson(tx, { name: '负责人丙', email: 'head@haimen.example' });
      await addContact(tx, haimen.unitId('市委办'), head, { isHead: true });
    });
    await urge(['市委办']);
    expect(await urgingMails()).toHaveLength(1);
    goTo(t, '2018-11-26');
    await urge(['市委办'], { toHead: true });
    expect((await urgingMails()).map((mail) => mail.toAddress)).toContain('head@haimen.example');
  });

  it('a unit reached by telephone is recorded, without a mail', async () => {
    await setUnit(t, haimen.unitId('市委办'), { reachedBy: 'offline' });
    expect(await urge(['市委办'])).toMatchObject([{ urgings: 1, mails: 0, reason: 'offline' }]);
    expect(await urgingMails()).toEqual([]);
    const lines = (await ledger(t)).filter((line) => line.noticeKey.startsWith('urging:'));
    expect(lines).toMatchObject([{ outcome: 'skipped', reason: 'offline' }]);
  });

  it('is refused for what is not late, and for whoever does not supervise', async () => {
    await handIn('市委办');
    await expect(urge(['市委办'])).rejects.toMatchObject({ code: 'urging-not-late' });
    const deadlineIds = [await refinementOf('市纪委监委')];
    const asReporter = t
      .get(UrgingService)
      .urge(haimen.reporterOf('市纪委监委'), { deadlineIds, toHead: false });
    await expect(asReporter).rejects.toMatchObject({ code: 'role-needed' });
    expect(await urgingMails()).toEqual([]);
  });
});

it('a mail of an instruction on a sensitive task says only that there is one', async () => {
  const [task] = await rows<{ id: number }>(t.db.read, `SELECT id FROM tasks WHERE no = '1'`);
  await t.db.inTransaction((tx) => tx.update('Task', task!.id, { sensitiveFromOn: '2018-11-02' }));
  const instruct = (text: string) =>
    t.get(InstructionsService).instruct(haimen.supervisor, task!.id, { text, leaderName: '领导丁' });
  await expect(instruct('请抓紧。')).rejects.toMatchObject({ code: 'sensitive-without-words' });
  expect(await instruct('')).toMatchObject({ mails: 1 });
  const mail = (await allMessages(t)).at(-1)!;
  expect(mail.kind).toBe('instruction');
  expect(mail.subject).toContain('第1项（内部事项）');
  expect(mail.text).toContain('批示内容请线下查阅');
});
