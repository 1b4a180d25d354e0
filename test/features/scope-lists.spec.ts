/** 辖区 in every list: whoever oversees one jurisdiction reads its plans, and of their own unit what it owes elsewhere. */
import { unclaimedDuties } from '../../src/changes/reform.queries.js';
import { OpenWorkCounts } from '../../src/desk/open-work-counts.js';
import { openWork, type OpenList } from '../../src/desk/open-work.queries.js';
import { EscalationService } from '../../src/notices/escalation.service.js';
import { NoticeReports } from '../../src/notices/notice-reports.service.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { Runner } from '../../src/jobs/runner.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { BurdenService } from '../../src/reports/burden.service.js';
import { DeadlineReports } from '../../src/reports/deadline-reports.service.js';
import { Ledger } from '../../src/reports/ledger.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { rows } from '../../src/platform/sql.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { cutoffs } from '../../src/rules/deadline-state.js';
import { day } from '../../src/rules/day.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import { areaOf } from '../../src/units/area.queries.js';
import { inSight } from '../../src/units/sight.queries.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR } from '../support/people.js';
import { allMessages } from '../support/haimen.js';
import { scopeWorld, type Place, type ScopeWorld } from '../support/scope-world.js';

let t: TestApp;
let world: ScopeWorld;
beforeAll(async () => {
  t = await testApp({ now: '2018-11-20T02:00:00.000Z' });
  world = await scopeWorld(t);
});
afterAll(() => t.close());

const viewer = async (place: Place, roles: Role[] = ['supervisor'], unitIds: number[] = []) =>
  ({
    ...{ personId: null, name: '督查员', roles, unitIds, door: 'page' },
    area: await areaOf(t.db.read, world.places[place]),
  }) as Viewer;
const issuedPlan = (place: 'first' | 'beside' | 'below') =>
  rows<{ id: number }>(
    t.db.read,
    `SELECT id FROM plans WHERE "jurisdictionId" = :place AND state = 'issued'`,
    { place: world.places[place] },
  ).then(([one]) => one!.id);
const unitNamed = (name: string) =>
  rows<{ id: number }>(t.db.read, 'SELECT id FROM units WHERE name = :name', { name }).then(
    ([one]) => one!.id,
  );
const cut = async () => cutoffs(await t.get(CalendarService).working(), t.clock.today());

async function openIn(who: Viewer): Promise<Set<number>> {
  const sight = inSight(who, 'p."jurisdictionId"', 'd."unitId"');
  const filter = { unitId: null, planId: null, q: '' };
  const plans = new Set<number>();
  for (const list of ['overdue', 'pending'] as OpenList[])
    for (const row of (await openWork(t.db.read, list, await cut(), { filter, sight })).rows)
      plans.add(row.planId);
  return plans;
}

describe('what an overseer of one jurisdiction reads', () => {
  it('holds its own plans and those below, none beside or above', async () => {
    const [first, beside, below] = await Promise.all((['first', 'beside', 'below'] as const).map(issuedPlan));
    expect(await openIn(await viewer('beside'))).toEqual(new Set([beside]));
    expect(await openIn(await viewer('below'))).toEqual(new Set([below]));
    expect(await openIn(await viewer('first'))).toEqual(new Set([first, below]));
    expect(await openIn(ADMINISTRATOR)).toEqual(new Set([first, beside, below]));
  });

  it('of one’s own unit holds what it owes in a plan elsewhere', async () => {
    const own = await unitNamed('below的局');
    const [first, below] = [await issuedPlan('first'), await issuedPlan('below')];
    expect(await openIn(await viewer('below', ['supervisor', 'reporter'], [own]))).toEqual(
      new Set([first, below]),
    );
    const plans = await t.get(Ledger).plans(await viewer('below', ['supervisor', 'reporter'], [own]));
    expect(plans.map((one) => one.id)).toContain(first);
    expect((await t.get(Ledger).plans(await viewer('below'))).map((one) => one.id)).not.toContain(first);
  });

  it('is counted as it is listed, one overseer’s numbers never given to another', async () => {
    const total = async (who: Viewer) => (await t.get(OpenWorkCounts).asOf(await cut(), who)).total;
    const [all, beside, first, below] = [
      await total(ADMINISTRATOR),
      await total(await viewer('beside')),
      await total(await viewer('first')),
      await total(await viewer('below')),
    ];
    expect(all.overdue).toBe(first.overdue + beside.overdue);
    expect(first.overdue).toBeGreaterThan(below.overdue);
    expect(await total(await viewer('beside'))).toEqual(beside);
  });

  it('by the API, by unit and by plan, ends at its border', async () => {
    const reports = t.get(DeadlineReports);
    const who = await viewer('beside');
    const first = await issuedPlan('first');
    expect((await reports.all(who, { plan: first })).items).toEqual([]);
    expect((await reports.overdue(who, { plan: first })).items).toEqual([]);
    const below = await unitNamed('below的局');
    const rowsOf = (await reports.all(await viewer('below'), { unit: below })).items;
    expect(new Set(rowsOf.map((one) => one.planId))).toEqual(new Set([await issuedPlan('below')]));
  });

  it('burden, proposals, notices and duties without a unit are its own', async () => {
    const beside = await viewer('beside');
    const units = (await t.get(BurdenService).of(beside, '2018-11')).items.map((one) => one.unitName);
    expect(units.length).toBeGreaterThan(0);
    expect(units.every((name) => name.startsWith('beside'))).toBe(true);
    const proposals = await t.get(EscalationService).proposals(beside);
    expect(new Set(proposals.map((one) => one.planId))).toEqual(new Set([await issuedPlan('beside')]));
    const notices = await t.get(NoticeReports).list(beside, {});
    expect(new Set(notices.items.map((one) => one.planId))).toEqual(new Set([await issuedPlan('beside')]));
    expect(await unclaimedDuties(t.db.read, beside)).toEqual([]);
  });
});

describe('what an overseer of one jurisdiction does', () => {
  const lateOf = async (place: 'first' | 'beside') =>
    rows<{ id: number; unitId: number }>(
      t.db.read,
      `SELECT id, "unitId" FROM deadlines WHERE "planId" = :planId AND kind = 'progress' ORDER BY id`,
      { planId: await issuedPlan(place) },
    ).then(([one]) => one!);

  it('urges and notices nobody about another’s plan, not even beside one’s own', async () => {
    const who = await viewer('beside');
    const [theirs, own] = [await lateOf('first'), await lateOf('beside')];
    const deadlineIds = [own.id, theirs.id];
    await expect(t.get(UrgingService).urge(who, { deadlineIds, toHead: false })).rejects.toThrow(
      'no such deadline',
    );
    const notice = { unitId: theirs.unitId, deadlineIds: [theirs.id], urgency: 'urgent' as const };
    const words = { reason: '超期', requirement: '请办理', replyDueOn: day('2018-11-30') };
    await expect(t.get(SupervisionNoticesService).send(who, { ...notice, ...words })).rejects.toThrow(
      'no such deadline',
    );
  });

  it('is refused by the service as well where no guard stood before it', async () => {
    const [submissionId] = world.theirs['submissions']!;
    const who = await viewer('beside', ['verifier'], [await unitNamed('beside的办')]);
    await expect(
      t.get(VerificationsService).verify(who, submissionId!, { outcome: 'accepted' }),
    ).rejects.toThrow('no such plan');
    await expect(
      t.get(IssueService).issue(await viewer('beside'), world.theirs['plans']![1]!),
    ).rejects.toThrow('no such plan');
  });

  it('charges units of its own jurisdiction and below, and no others', async () => {
    const draft = world.others['plans']![1]!;
    const [taskId] = await rows<{ id: number }>(t.db.read, 'SELECT id FROM tasks WHERE "planId" = :draft', {
      draft,
    });
    await t.db.inTransaction(async (tx) => {
      await tx.query(
        `UPDATE duties SET "unitId" = ${await unitNamed('邻局')} WHERE "taskId" = ${taskId!.id} AND part = 'cooperating'`,
      );
      await tx.query(`UPDATE units SET "reachedBy" = 'offline' WHERE name = 'beside的局'`);
      await tx.update(Plan, draft, { doubts: [] });
    });
    const issue = () => t.get(IssueService).issue(ADMINISTRATOR, draft, { acceptPastDays: true });
    const refused: unknown = await issue().then(
      () => null,
      () => issue().catch((error: unknown) => error),
    );
    expect(refused).toMatchObject({ code: 'unit-elsewhere', params: { unit: '邻局' } });
  });
});

it('the digest of a department speaks of its own jurisdiction, to its own readers', async () => {
  await t.get(Runner).runNow(ADMINISTRATOR, 'overdue-digest', day('2018-11-20'));
  const mails = (await allMessages(t)).filter((mail) => mail.kind === 'overdue-digest');
  expect(mails.map((mail) => mail.toAddress).sort()).toEqual([
    'reader@below.example',
    'reader@beside.example',
    'reader@first.example',
  ]);
  const places = ['first', 'beside', 'below'];
  for (const mail of mails) {
    const told = places.filter((place) => mail.text.includes(`${place}的任务`));
    expect({ to: mail.toAddress, told }).toEqual({
      to: mail.toAddress,
      told: [/@(\w+)\./.exec(mail.toAddress)![1]],
    });
  }
});

it('a unit that owes in two jurisdictions gets one mail of the morning, which speaks of both', async () => {
  await t.get(Runner).runNow(ADMINISTRATOR, 'morning-reminders', day('2018-11-20'));
  const mails = (await allMessages(t)).filter(
    (mail) => mail.toAddress === 'contact@below.example' && mail.onDay === '2018-11-20',
  );
  expect(mails).toHaveLength(1);
  for (const place of ['first', 'below']) expect(mails[0]!.text).toContain(`${place}的任务`);
  const others = (await allMessages(t)).filter((mail) => mail.toAddress === 'contact@beside.example');
  for (const mail of others) expect(mail.text).not.toMatch(/first|below/);
});
