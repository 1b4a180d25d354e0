/**
 * Haimen, the first two months: the plan is issued on Friday 2 November 2018 and played through to 2 January 2019, every
 * calendar day at 08:30, each morning twice. One lead unit hands its refinement plan in on 16 November and is accepted on
 * the 19th; nine stay silent and nobody clicks an urging. Every mail is counted.
 */
import { JobRegistry } from '../../src/jobs/job-registry.js';
import { Runner } from '../../src/jobs/runner.js';
import type { PreviousRun, RunCounts } from '../../src/notices/run.js';
import { rows } from '../../src/platform/sql.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { addDays, day, type Day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import {
  addContact,
  addMembers,
  addPerson,
  addressOf,
  addUnit,
  allMessages,
  DEPARTMENT,
  DIGEST_READER,
  deadlineOf,
  haimenDraft,
  type Haimen,
  type StoredMessage,
} from '../support/haimen.js';
import { goTo, ledger, NEVER } from '../support/morning.js';
import { signAll } from '../support/signed.js';

const ISSUED = day('2018-11-02');
const LAST = day('2019-01-02');
const WILLING = '市考核办';
const PLAY = 240_000;

/** What a silent lead unit is mailed on, and why. */
const SILENT: Record<string, string> = {
  '2018-11-02': 'issue: all its duties in one mail',
  '2018-11-09': '7 working days left until 20 November',
  '2018-11-15': '3 working days left',
  '2018-11-19': '1 working day left',
  '2018-11-20': 'due today',
  '2018-11-21': 'newly late',
  '2018-11-26': 'still late, first working day of the week',
  '2018-12-03': 'still late, first working day of the week',
  '2018-12-10': 'still late, first working day of the week',
  '2018-12-17': 'still late, first working day of the week',
  '2018-12-24': 'still late, first working day of the week',
  '2019-01-02': 'still late; 31 December and 1 January are free, so Wednesday begins the week',
};
const MADE_IT: Record<string, string> = {
  '2018-11-02': 'issue',
  '2018-11-09': '7 working days left',
  '2018-11-15': '3 working days left; it hands in on the 16th',
};
/** What the department's digest goes out on, and why; the Mondays of 5 and 12 November have nothing to say. */
const DIGESTS: Record<string, string> = {
  '2018-11-19': 'news: 市考核办 handed in on the 16th and waits for verification (also a Monday)',
  '2018-11-21': 'news: nine units are newly late',
  '2018-11-23': 'news: they reached 3 working days late',
  '2018-11-26': 'Monday: unchanged',
  '2018-12-03': 'Monday: unchanged',
  '2018-12-04': 'news: they reached 10 working days late',
  '2018-12-10': 'Monday: unchanged',
  '2018-12-17': 'Monday: unchanged',
  '2018-12-24': 'Monday: unchanged',
  '2019-01-02': 'first working day of its week: unchanged',
};

let t: TestApp;
let haimen: Haimen;

async function begin(): Promise<void> {
  t = await testApp();
  last = NEVER;
  goTo(t, ISSUED, '08:30');
  haimen = await haimenDraft(t);
  await t.db.inTransaction(async (tx) => {
    const towns = [await addUnit(tx, '海门街道'), await addUnit(tx, '三厂镇')];
    for (const unitId of towns) {
      const person = await addPerson(tx, { email: addressOf(unitId) });
      await addContact(tx, unitId, person);
    }
    await addMembers(tx, haimen.unitId('各区镇'), [...towns, haimen.unitId(DEPARTMENT)]);
  });
  await t.get(Runner).tick();
  goTo(t, ISSUED, '10:00');
  await t.get(IssueService).issue(haimen.supervisor, haimen.planId);
  await signAll(t, haimen.supervisor);
}

let last: PreviousRun;

/** Every morning's runs, then the same once more. @returns what the second time wrote, which is nothing */
async function mornings(
  from: Day,
  until: Day,
  events: Record<string, () => Promise<void>> = {},
): Promise<RunCounts[]> {
  const repeated: RunCounts[] = [];
  for (let d = from; d <= until; d = addDays(d, 1)) {
    goTo(t, d);
    const ran = (await t.get(Runner).tick()).filter((report) => report.outcome === 'done');
    for (const { job } of ran) repeated.push((await t.get(JobRegistry).find(job)!.run(d, last)) as RunCounts);
    if (ran.length > 0) last = { day: d, at: t.clock.now() };
    expect(await t.get(Runner).tick()).toEqual([]);
    await events[d]?.();
  }
  return repeated;
}

async function handIn(): Promise<void> {
  const deadlineId = await deadlineOf(t, haimen.unitId(WILLING));
  goTo(t, '2018-11-16', '15:00');
  const dto = { text: '细化方案：两项措施，已定责任科室和完成时限。', standing: 'on-schedule' as const };
  await t.get(SubmissionsService).submit(haimen.reporterOf(WILLING), deadlineId, dto);
}

async function accept(): Promise<void> {
  const [waiting] = await rows<{ id: number }>(
    t.db.read,
    `SELECT id FROM submissions WHERE state = 'pending'`,
  );
  goTo(t, '2018-11-19', '10:00');
  await t.get(VerificationsService).verify(haimen.verifier, waiting!.id, { outcome: 'accepted' });
}

const EVENTS = { '2018-11-16': handIn, '2018-11-19': accept };
const to = (messages: StoredMessage[], address: string) =>
  messages.filter((one) => one.toAddress === address);
const daysOf = (messages: StoredMessage[]) => messages.map((one) => one.onDay);

describe('every morning is run', () => {
  let messages: StoredMessage[];
  let repeated: RunCounts[];
  const toUnit = (name: string) => to(messages, addressOf(haimen.unitId(name)));

  beforeAll(async () => {
    await begin();
    repeated = await mornings(addDays(ISSUED, 1), LAST, EVENTS);
    messages = await allMessages(t);
  }, PLAY);
  afterAll(() => t.close());

  it('the unit that hands in on 16 November gets three mails', () => {
    expect(daysOf(toUnit(WILLING))).toEqual(Object.keys(MADE_IT));
  });

  it('each of the nine silent lead units gets twelve', () => {
    const silent = haimen.leads.filter((name) => name !== WILLING);
    expect(silent).toHaveLength(9);
    for (const name of silent) expect([name, daysOf(toUnit(name))]).toEqual([name, Object.keys(SILENT)]);
  });

  it('units that only co-operate, and members of a group, get the mail at issue and no other', async () => {
    const units = await rows<{ id: number; name: string; kind: string }>(
      t.db.read,
      'SELECT id, name, kind FROM units',
    );
    const others = units.filter(({ name, kind }) => kind === 'unit' && !haimen.leads.includes(name));
    const mailed = others.filter(({ id }) => to(messages, addressOf(id)).length > 0);
    for (const { id } of mailed) expect(daysOf(to(messages, addressOf(id)))).toEqual([ISSUED]);
    expect(mailed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['市公安局', '市审计局', '海门街道', '三厂镇']),
    );
  });

  it('the department’s digest goes out on days with news and on Mondays, ten times', () => {
    expect(daysOf(to(messages, DIGEST_READER))).toEqual(Object.keys(DIGESTS));
    const subjects = Object.fromEntries(to(messages, DIGEST_READER).map((one) => [one.onDay, one.subject]));
    expect(subjects['2018-11-19']).toBe('【督办日报】11月19日 超期0 临期9 待处理1');
    expect(subjects['2018-11-21']).toBe('【督办日报】11月21日 超期9 临期0');
  });

  it('no other mail exists, and none is there twice', async () => {
    const issue = messages.filter((one) => one.kind === 'issue');
    const composed = (await ledger(t)).filter((line) => line.noticeKey.startsWith('issue:'));
    expect(issue).toHaveLength(composed.filter((line) => line.outcome === 'composed').length);
    const reminders = messages.filter((one) => one.kind === 'reminders');
    expect(reminders).toHaveLength(9 * (Object.keys(SILENT).length - 1) + Object.keys(MADE_IT).length - 1);
    expect(messages).toHaveLength(issue.length + reminders.length + Object.keys(DIGESTS).length);
    expect(new Set(messages.map((one) => one.dedupeKey)).size).toBe(messages.length);
  });

  it('nothing is due on 31 December, and the second run of a morning never does anything', () => {
    expect(messages.filter((one) => one.onDay === '2018-12-31')).toEqual([]);
    const mailing = repeated.filter((counts) => 'messages' in counts);
    expect(mailing).toHaveLength(3 * 42);
    for (const counts of mailing) expect(counts).toEqual({ composed: 0, skipped: 0, messages: 0 });
  });

  it('the ledger says of every morning why the department got nothing', async () => {
    const skipped = (await ledger(t)).filter(
      (line) => line.noticeKey.startsWith('overdue-digest:') && line.outcome === 'skipped',
    );
    expect(new Set(skipped.map((line) => line.reason))).toEqual(new Set(['nothing-to-say']));
    // 42 working days after the day of issue, of which ten had a digest.
    expect(skipped).toHaveLength(42 - Object.keys(DIGESTS).length);
  });
});

describe('the server is down from 19 to 21 November', () => {
  beforeAll(async () => {
    await begin();
    await mornings(addDays(ISSUED, 1), day('2018-11-16'), { '2018-11-16': handIn });
    await mornings(day('2018-11-22'), day('2018-11-26'));
  }, PLAY);
  afterAll(() => t.close());

  it('one catch-up mail on the 22nd says it all, and the days gone by are folded into it', async () => {
    const messages = await allMessages(t);
    const silent = to(messages, addressOf(haimen.unitId('市委办')));
    expect(daysOf(silent)).toEqual(['2018-11-02', '2018-11-09', '2018-11-15', '2018-11-22', '2018-11-26']);
    expect(silent[3]!.subject).toBe('【催办·超期2天】细化方案（市委办）');
    expect(daysOf(to(messages, DIGEST_READER))).toEqual(['2018-11-22', '2018-11-23', '2018-11-26']);
    const folded = await rows<{ job: string; day: string; foldedInto: string }>(
      t.db.read,
      `SELECT job, day, "foldedInto" FROM job_runs WHERE state = 'folded' AND job = 'morning-reminders' ORDER BY day`,
    );
    expect(folded).toEqual(
      ['2018-11-19', '2018-11-20', '2018-11-21'].map((one) => ({
        job: 'morning-reminders',
        day: one,
        foldedInto: '2018-11-22',
      })),
    );
  });
});
