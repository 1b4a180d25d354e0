import { readFileSync } from 'node:fs';
import { Database } from '../../src/platform/database.js';
import { row, rows } from '../../src/platform/sql.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { PlansService } from '../../src/plans/plans.service.js';
import type { Day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import { addMembers, addressOf, addUnit, haimenDraft, type Haimen } from '../support/haimen.js';

const HAIMEN_TEXT = readFileSync('seeds/plans/haimen-2018-122.txt', 'utf8');
let app: TestApp;
/** Corrected and ready to be issued. */
let haimen: Haimen;
let planId: number;

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await haimenDraft(app);
  planId = haimen.planId;
});
afterEach(() => app.close());

interface DeadlineRow {
  id: number;
  unit: string;
  no: string | null;
  kind: string;
  dueOn: Day;
  nominalOn: Day | null;
  source: string;
  openedOn: Day | null;
}

function deadlines(): Promise<DeadlineRow[]> {
  return rows<DeadlineRow>(
    app.db.read,
    `SELECT d.id, u.name AS unit, t.no, d.kind, d.period, d."dueOn", d."nominalOn", d.source, d."openedOn"
     FROM deadlines d JOIN units u ON u.id = d."unitId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE d."planId" = :planId ORDER BY d.id`,
    { planId },
  );
}

async function taskOf(no: string): Promise<number> {
  const found = await row<{ id: number }>(
    app.db.read,
    `SELECT id FROM tasks WHERE "planId" = :planId AND no = :no`,
    { planId, no },
  );
  return found!.id;
}

/** The same document read once more, nothing corrected yet. */
async function readAgain(): Promise<void> {
  await app.get(PlansService).discard(haimen.supervisor, planId);
  const document = { text: HAIMEN_TEXT, sourceName: 'haimen.txt' };
  planId = await app.get(PlansService).importDraft(haimen.supervisor, document);
}

const drafts = () => app.get(DraftsService);
const issuing = () => app.get(IssueService);
const refusal = (code: string) => expect.objectContaining({ code });

describe('a plan read into a draft', () => {
  it('has the 21 tasks of Haimen with 42 lead and 61 co-operating duties of ten lead units', async () => {
    const [counts] = await rows<Record<string, number>>(
      app.db.read,
      `SELECT count(DISTINCT t.id) AS tasks,
              sum(CASE WHEN d.part = 'lead' THEN 1 ELSE 0 END) AS leads,
              sum(CASE WHEN d.part = 'cooperating' THEN 1 ELSE 0 END) AS cooperating,
              count(DISTINCT CASE WHEN d.part = 'lead' THEN d."unitId" END) AS "leadUnits",
              sum(CASE WHEN d."isFirst" THEN 1 ELSE 0 END) AS firsts
       FROM tasks t JOIN duties d ON d."taskId" = t.id WHERE t."planId" = :planId`,
      { planId },
    );
    expect(counts).toEqual({ tasks: 21, leads: 42, cooperating: 61, leadUnits: 10, firsts: 21 });
  });

  it('proposes one refinement plan per lead unit on the printed day, and nothing on 31 December 2018', async () => {
    const found = await deadlines();
    const refinements = found.filter((deadline) => deadline.kind === 'refinement');
    expect(refinements.map((one) => one.unit).sort()).toEqual([...haimen.leads].sort());
    expect(new Set(refinements.map((one) => `${one.dueOn} ${one.source}`))).toEqual(
      new Set(['2018-11-20 document']),
    );
    expect(found.filter((one) => one.dueOn.startsWith('2018-12'))).toEqual([]);
  });

  it('leaves no task without a deadline and keeps the nominal day of a period that ends on a free day', async () => {
    const found = await deadlines();
    expect(new Set(found.map((one) => one.no)).size).toBe(22);
    const progress = found.filter((one) => one.kind === 'progress');
    expect(new Set(progress.map((one) => `${one.nominalOn} ${one.dueOn}`))).toEqual(
      new Set(['2019-06-30 2019-06-28']),
    );
  });

  it('is refused a second time under the same number', async () => {
    const document = { text: HAIMEN_TEXT, sourceName: 'x' };
    await expect(app.get(PlansService).importDraft(haimen.supervisor, document)).rejects.toEqual(
      refusal('document-number-taken'),
    );
  });

  it.each([
    ['', 'document-empty'],
    ['   \n\n', 'document-empty'],
    ['今天开会。', 'document-without-tasks'],
  ])('is refused for %j', async (text, code) => {
    const plans = app.get(PlansService);
    await expect(plans.importDraft(haimen.supervisor, { text, sourceName: 'x' })).rejects.toEqual(
      refusal(code),
    );
    expect(await rows(app.db.read, 'SELECT id FROM plans')).toHaveLength(1);
  });

  it('is not for a reporter', async () => {
    const plans = app.get(PlansService);
    const reporter = haimen.reporterOf('市委办');
    await expect(plans.importDraft(reporter, { text: HAIMEN_TEXT, sourceName: 'x' })).rejects.toMatchObject({
      code: 'role-needed',
    });
  });
});

describe('a draft corrected', () => {
  it("keeps a person's day when the units change, and gives it to the new first lead", async () => {
    const taskId = await taskOf('15');
    const before = (await deadlines()).find((one) => one.no === '15' && one.kind === 'completion')!;
    await drafts().setDay(haimen.supervisor, before.id, { dueOn: '2019-09-30' as never });
    await drafts().correctTask(haimen.supervisor, taskId, { lead: '市政府办、市委办' });
    const after = (await deadlines()).filter((one) => one.no === '15' && one.kind === 'completion');
    expect(after).toEqual([
      expect.objectContaining({ unit: '市政府办', dueOn: '2019-09-30', source: 'person' }),
    ]);
  });

  it('takes a unit it does not know into the register', async () => {
    await drafts().correctTask(haimen.supervisor, await taskOf('7'), { cooperating: '市委老干部局' });
    const found = await rows(app.db.read, `SELECT kind FROM units WHERE name = '市委老干部局'`);
    expect(found).toEqual([{ kind: 'unit' }]);
  });

  it('proposes for the kinds a person chose', async () => {
    await drafts().correctTask(haimen.supervisor, await taskOf('16'), { kinds: ['yearly'] });
    const own = (await deadlines()).filter((one) => one.no === '16');
    expect(own).toEqual([
      expect.objectContaining({ kind: 'completion', period: '2019', dueOn: '2019-12-31' }),
    ]);
  });

  it('writes down who changed what', async () => {
    await drafts().correctPlan(haimen.supervisor, planId, { title: '另一个标题' });
    const trail = await rows<{ verb: string; before: string; after: string }>(
      app.db.read,
      `SELECT verb, before, after FROM audit_entries WHERE noun = 'plan' AND verb = 'correct' ORDER BY id`,
    );
    const last = trail.at(-1)!;
    expect(JSON.parse(last.after)).toEqual({ title: '另一个标题' });
    expect(JSON.parse(last.before)).toHaveProperty('title');
  });
});

describe('issuing', () => {
  it('opens every deadline on the day and mails each unit once', async () => {
    await issuing().issue(haimen.supervisor, planId);
    const found = await deadlines();
    expect(new Set(found.map((one) => one.openedOn))).toEqual(new Set(['2018-11-02']));
    const mails = await rows<{ toAddress: string }>(
      app.db.read,
      `SELECT "toAddress" FROM messages WHERE kind = 'issue'`,
    );
    expect(mails.map((mail) => mail.toAddress).sort()).toEqual(
      [...new Set(mails.map((mail) => mail.toAddress))].sort(),
    );
    const addresses = haimen.leads.map((lead) => addressOf(haimen.unitId(lead)));
    expect(mails.map((mail) => mail.toAddress)).toEqual(expect.arrayContaining(addresses));
  });

  it('is refused while a doubt is open', async () => {
    await readAgain();
    await drafts().correctPlan(haimen.supervisor, planId, { verifierUnitId: haimen.verifier.unitIds[0]! });
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(refusal('doubts-open'));
  });

  it('is refused while a self-led task has no outside verifier', async () => {
    await readAgain();
    await drafts().settleDoubts(haimen.supervisor, planId, null);
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(
      refusal('self-led-without-verifier'),
    );
  });

  it('is refused while the verifier leads the task', async () => {
    await drafts().correctPlan(haimen.supervisor, planId, { verifierUnitId: haimen.unitId('市人社局') });
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(refusal('verifier-not-outside'));
  });

  it('is refused while a lead unit has neither an address nor the telephone mark, and names it', async () => {
    await drafts().correctTask(haimen.supervisor, await taskOf('7'), { lead: '市委老干部局' });
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toMatchObject({
      code: 'lead-without-contact',
      params: { names: '市委老干部局' },
    });
    await app.db.inTransaction((tx) =>
      tx.query(`UPDATE units SET "reachedBy" = 'offline' WHERE name = '市委老干部局'`),
    );
    await issuing().issue(haimen.supervisor, planId);
  });

  it('asks again when days had to be proposed for a later day, then issues', async () => {
    app.clock.set('2019-05-06T02:00:00Z');
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(refusal('days-moved'));
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(
      refusal('deadline-already-past'),
    );
    await issuing().issue(haimen.supervisor, planId, { acceptPastDays: true });
  });

  it('happens once', async () => {
    await issuing().issue(haimen.supervisor, planId);
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(refusal('plan-not-draft'));
    await expect(drafts().correctPlan(haimen.supervisor, planId, { title: 'x' })).rejects.toEqual(
      refusal('plan-not-draft'),
    );
  });

  it('leaves nothing behind when a mail cannot be written', async () => {
    await app.get(Database).inTransaction((tx) => tx.query('ALTER TABLE messages RENAME TO messages_away'));
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toThrow();
    await app.get(Database).inTransaction((tx) => tx.query('ALTER TABLE messages_away RENAME TO messages'));
    const [plan] = await rows<{ state: string }>(app.db.read, 'SELECT state FROM plans');
    expect(plan).toEqual({ state: 'draft' });
    expect((await deadlines()).filter((one) => one.openedOn)).toEqual([]);
  });
});

describe('groups', () => {
  const unit = (name: string) => app.db.inTransaction((tx) => addUnit(tx, name));
  const dutyOf = async (name: string, no: string) =>
    (await row<{ id: number }>(
      app.db.read,
      `SELECT d.id FROM duties d JOIN units u ON u.id = d."unitId" JOIN tasks t ON t.id = d."taskId"
       WHERE u.name = :name AND t.no = :no AND t."planId" = :planId`,
      { name, no, planId },
    ))!.id;
  const owingIn = async (no: string) =>
    (await deadlines()).filter((one) => one.no === no && one.kind === 'progress').map((one) => one.unit);

  it('ask each member, also of a group within the group, but nobody who leads the task or has left it', async () => {
    const [town, left, inner] = [await unit('甲镇'), await unit('乙镇'), await unit('丙园区')];
    const nested = await app.db.inTransaction((tx) => addUnit(tx, '各园区', { kind: 'group' }));
    const lead = haimen.unitId('市级机关工委');
    await app.db.inTransaction(async (tx) => {
      await addMembers(tx, haimen.unitId('各区镇'), [town, left, nested, lead]);
      await addMembers(tx, nested, [inner]);
      await tx.query(`UPDATE group_members SET "untilOn" = '2018-11-02' WHERE "unitId" = ${left}`);
    });
    await drafts().chooseDuty(haimen.supervisor, await dutyOf('各区镇', '14'), { groupMode: 'each' });
    expect((await owingIn('14')).sort()).toEqual(['丙园区', '市级机关工委', '甲镇'].sort());
    await issuing().issue(haimen.supervisor, planId);
    const members = await rows<{ name: string; via: string }>(
      app.db.read,
      `SELECT u.name, g.name AS via FROM duties d JOIN units u ON u.id = d."unitId" JOIN units g ON g.id = d."viaGroupId"
       JOIN tasks t ON t.id = d."taskId" WHERE t.no = '14' ORDER BY u.name`,
    );
    expect(members.map((one) => `${one.name} ${one.via}`).sort()).toEqual(
      ['丙园区 各区镇', '甲镇 各区镇'].sort(),
    );
  });

  it('ask one collecting unit, and forget it when the choice changes', async () => {
    const collector = await unit('市区镇办');
    const duty = await dutyOf('各区镇', '14');
    await drafts().chooseDuty(haimen.supervisor, duty, {
      groupMode: 'collected',
      collectorUnitId: collector,
    });
    expect(await owingIn('14')).toContain('市区镇办');
    await drafts().chooseDuty(haimen.supervisor, duty, { groupMode: 'informed' });
    expect(await owingIn('14')).not.toContain('市区镇办');
    const [stored] = await rows(app.db.read, 'SELECT "collectorUnitId" FROM duties WHERE id = :duty', {
      duty,
    });
    expect(stored).toEqual({ collectorUnitId: null });
  });

  it('without members cannot be asked, and a group that collects for itself is refused', async () => {
    const duty = await dutyOf('各区镇', '14');
    await drafts().chooseDuty(haimen.supervisor, duty, { groupMode: 'each' });
    await expect(issuing().issue(haimen.supervisor, planId)).rejects.toEqual(
      refusal('group-without-members'),
    );
    await expect(
      drafts().chooseDuty(haimen.supervisor, duty, {
        groupMode: 'collected',
        collectorUnitId: haimen.unitId('各区镇'),
      }),
    ).rejects.toEqual(refusal('unit-unknown'));
  });
});

describe('a unit that is none', () => {
  it.each([999_999, 2_147_483_647])('is refused as verifier: %s', async (verifierUnitId) => {
    await expect(drafts().correctPlan(haimen.supervisor, planId, { verifierUnitId })).rejects.toMatchObject({
      code: 'unit-unknown',
      fields: { verifierUnitId: 'unit-unknown' },
    });
  });
});
