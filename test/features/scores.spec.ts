/** Taking stock: scores from the facts of a plan, the rules a plan is scored by, and objections to single points. */
import { UnitStanding } from '../../src/desk/unit-standing.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { NotAllowed, NotFound, Refusal } from '../../src/platform/refusal.js';
import { rows } from '../../src/platform/sql.js';
import { ObjectionsService } from '../../src/reports/objections.service.js';
import { Scores } from '../../src/reports/scores.service.js';
import { ScoringService } from '../../src/reports/scoring.service.js';
import { ALL_TIME } from '../../src/reports/span.js';
import { StandingService } from '../../src/reports/standing.service.js';
import type { Day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { readsOf } from '../support/reads.js';
import { aCall, aFiling, anExtension, anUrging, aReturn } from '../support/scores-facts.js';

const DUE = '2018-11-20';

let t: TestApp;
let plan: InsertedPlan;
let supervisor: Viewer;
let verifier: Viewer;

beforeEach(async () => {
  t = await testApp({ now: '2018-12-03T01:00:00Z' });
  plan = await aPlan(t.db)
    .withTask({ leads: ['市委办'], deadlines: [{ dueOn: DUE, metOn: '2018-11-16' }] })
    .withTask({
      leads: ['市财政局', '市住建局'],
      deadlines: [{ dueOn: DUE }, { dueOn: DUE, unit: '市住建局' }],
    })
    .withTask({ leads: ['市委组织部'], verifier: '市委督查室', deadlines: [{ dueOn: DUE }] })
    .withRefinement({ unit: '市委办', dueOn: DUE, metOn: DUE })
    .withRefinement({ unit: '市财政局', dueOn: DUE, metOn: '2018-11-26' })
    .insert();
  supervisor = await viewer('ducha', ['supervisor'], '市委组织部');
  verifier = await viewer('shenhe', ['verifier'], '市委督查室');
});
afterEach(() => t.close());

async function viewer(loginName: string, roles: Viewer['roles'], unit: string): Promise<Viewer> {
  const unitIds = [plan.unitId(unit)];
  const personId = await aPerson(t, { loginName, roles, unitIds });
  return { personId, name: loginName, roles, unitIds, door: 'page' };
}

const reporterOf = (unit: string): Promise<Viewer> =>
  viewer(`lianluo${plan.unitId(unit)}`, ['reporter'], unit);

async function scores() {
  const service = t.get(Scores);
  const units = await service.units(
    await service.plan(plan.planId),
    { planId: plan.planId, unitId: null },
    ALL_TIME,
  );
  return new Map(units.map((unit) => [unit.name, unit]));
}

async function told(unit: string): Promise<string[]> {
  const { score } = (await scores()).get(unit)!;
  return score.events.map(({ key, points, shieldedBy, struck }) =>
    [key, points, shieldedBy ?? '', struck ? 'struck' : ''].join(' ').trim(),
  );
}

/** Of the deadlines in the order of the plan above, refinements first. */
const [BAN_REFINES, CZJ_REFINES, BAN, CZJ, ZJJ, ZZB] = [0, 1, 2, 3, 4, 5] as const;
const id = (n: number) => plan.deadlineIds[n]!;

describe('the scores of a plan', () => {
  it('are reckoned for every unit at once, each event with its deadline', async () => {
    expect(await told('市委办')).toEqual([
      `on-time:deadline:${id(BAN)} 1`,
      `on-time:deadline:${id(BAN_REFINES)} 1`,
    ]);
    expect((await told('市财政局')).sort()).toEqual(
      [`late:deadline:${id(CZJ)} -1`, `late:deadline:${id(CZJ_REFINES)} -1`].sort(),
    );
    const all = await scores();
    expect([...all.keys()].sort()).toEqual(['市住建局', '市委办', '市委组织部', '市财政局'].sort());
    expect(all.get('市委办')!.score.points).toBe(2);
    expect(all.get('市财政局')!.standing).toMatchObject({
      asked: 2,
      done: 1,
      onTime: 0,
      lateNow: 1,
      madeUpLate: 1,
      rate: 0,
    });
  });

  it('count an urging, a return, an extension, a filing and a silent blocker', async () => {
    await anUrging(t, id(BAN), '2018-11-15');
    await aReturn(t, id(BAN_REFINES), { handedInOn: '2018-11-19', on: '2018-11-20', reworkOn: '2018-11-23' });
    await aCall(t, {
      taskId: plan.taskIds[1]!,
      unitId: plan.unitId('市财政局'),
      blockerUnitId: plan.unitId('市委办'),
      on: '2018-11-12',
    });
    await aFiling(t, plan.taskIds[1]!, plan.unitId('市住建局'), '2018-11-14');
    expect((await told('市委办')).map((one) => one.replace(/verification:\d+/, 'verification:…'))).toEqual([
      `on-time-urged:deadline:${id(BAN)} 0.5`,
      `on-time:deadline:${id(BAN_REFINES)} 1`,
      'returned:verification:… -2',
    ]);
    expect(await told('市财政局')).toContainEqual(
      expect.stringMatching(`^late:deadline:${id(CZJ)} 0 coordination:`),
    );
    expect(await told('市住建局')).toEqual([expect.stringMatching(`^late:deadline:${id(ZJJ)} 0 filing:`)]);
  });

  it('an extension without a filing leaves the day before it', async () => {
    await anExtension(t, id(ZJJ), { on: '2018-11-15', toDay: '2018-12-10' });
    expect(await told('市住建局')).toEqual([`late:deadline:${id(ZJJ)} -1`]);
    await aFiling(t, plan.taskIds[1]!, plan.unitId('市住建局'), '2018-11-14');
    expect(await told('市住建局')).toEqual([]);
  });

  it('are the same for one unit as for all', async () => {
    const service = t.get(Scores);
    const known = await service.plan(plan.planId);
    for (const [, all] of await scores()) {
      const [one] = await service.units(known, { planId: plan.planId, unitId: all.unitId }, ALL_TIME);
      expect(one).toEqual(all);
    }
  });
});

describe('the rules a plan is scored by', () => {
  it('are reckoned once for all who look at their place, until something is written', async () => {
    const of = t.get(StandingService);
    const rank = (day: string) =>
      t.db.inTransaction((tx) => tx.update(Plan, plan.planId, { rankingFromOn: day as Day }));
    const look = (unit: string) =>
      readsOf(t.db, () => of.ofUnit({ unitId: plan.unitId(unit), within: '1 = 1' }, ALL_TIME));
    await rank('2018-11-02');
    expect((await look('市财政局')).queries.length).toBeGreaterThan(10);
    expect((await look('市委办')).queries.length).toBeLessThan(4);
    expect((await of.ofUnit({ unitId: plan.unitId('市委办'), within: '1 = 1' }, ALL_TIME))[0]!.place).toEqual(
      { place: 1, of: 4 },
    );
    await rank('2018-11-05');
    expect((await look('市委办')).queries.length).toBeGreaterThan(10);
    t.clock.set('2018-12-03T01:00:03Z');
    expect((await look('市委办')).queries.length).toBeGreaterThan(10);
  });

  it('of a plan that has ended are in the scorecard, and no longer on the unit’s page', async () => {
    const lines = () => t.get(UnitStanding).linesOf(plan.unitId('市委办'), '1 = 1', (key) => key);
    expect(await lines()).toHaveLength(1);
    await t.db.inTransaction((tx) => tx.update(Plan, plan.planId, { endedOn: '2018-12-01' as Day }));
    expect(await lines()).toEqual([]);
    expect(
      await t.get(StandingService).ofUnit({ unitId: plan.unitId('市委办'), within: '1 = 1' }, ALL_TIME),
    ).toHaveLength(1);
  });

  it('are the first preset until a supervisor chooses, and every choice is on record', async () => {
    const scoring = t.get(ScoringService);
    expect((await scoring.rulesOf(supervisor, plan.planId)).rules.preset).toBe('plain');
    await scoring.choose(supervisor, plan.planId, { preset: 'gentle' });
    expect(await told('市住建局')).toEqual([`late:deadline:${id(ZJJ)} -0.5`]);
    await scoring.choose(supervisor, plan.planId, { preset: 'own', late: -3 });
    expect(await told('市住建局')).toEqual([`late:deadline:${id(ZJJ)} -3`]);
    const trail = await rows<{ verb: string; after: string }>(
      t.db.read,
      `SELECT verb, after FROM audit_entries WHERE verb = 'choose-scoring' ORDER BY id`,
    );
    expect(trail).toHaveLength(2);
    expect(JSON.parse(trail[1]!.after)).toEqual({ preset: 'own', late: -3, returned: -2 });
  });

  it('never pay for a fault, and are chosen by supervisors only', async () => {
    const scoring = t.get(ScoringService);
    await expect(scoring.choose(supervisor, plan.planId, { preset: 'own', late: 1 })).rejects.toMatchObject({
      code: 'points-out-of-bounds',
      fields: { late: 'points-out-of-bounds' },
    });
    await expect(scoring.choose(verifier, plan.planId, { preset: 'gentle' })).rejects.toThrow(NotAllowed);
  });

  it('are read by whoever has a part in the plan, and by nobody else', async () => {
    const scoring = t.get(ScoringService);
    const own = await reporterOf('市住建局');
    expect((await scoring.rulesOf(own, plan.planId)).rules.preset).toBe('plain');
    const other = await aPlan(t.db)
      .titled('另一方案')
      .withTask({ leads: ['市教育局'] })
      .insert();
    await expect(scoring.rulesOf(own, other.planId)).rejects.toThrow(NotFound);
  });
});

describe('an objection', () => {
  const key = () => `late:deadline:${id(CZJ)}`;
  const against = (eventKey = key()) => ({ planId: plan.planId, eventKey, reason: '已在19日以传真报送。' });

  it('upheld strikes that point and nothing else', async () => {
    const objections = t.get(ObjectionsService);
    const before = (await scores()).get('市财政局')!.score.points;
    const made = await objections.object(await reporterOf('市财政局'), plan.unitId('市财政局'), against());
    await objections.decide(supervisor, made, { outcome: 'approved', remark: '经核实，传真属实。' });
    const after = (await scores()).get('市财政局')!.score;
    expect(after.points).toBe(before + 1);
    expect(after.events.filter((event) => event.struck).map((event) => event.key)).toEqual([key()]);
    const verbs = await rows<{ verb: string }>(
      t.db.read,
      `SELECT verb FROM audit_entries WHERE noun = 'objection' ORDER BY id`,
    );
    expect(verbs.map((one) => one.verb)).toEqual(['object', 'decide']);
  });

  it('refused changes nothing, and cannot be made or decided twice', async () => {
    const objections = t.get(ObjectionsService);
    const reporter = await reporterOf('市财政局');
    const unitId = plan.unitId('市财政局');
    const made = await objections.object(reporter, unitId, against());
    await expect(objections.object(reporter, unitId, against())).rejects.toMatchObject({
      code: 'objection-stands',
    });
    await objections.decide(supervisor, made, { outcome: 'refused', remark: '未见传真记录。' });
    await expect(
      objections.decide(supervisor, made, { outcome: 'approved', remark: '改。' }),
    ).rejects.toMatchObject({ code: 'objection-decided' });
    expect((await scores()).get('市财政局')!.score.points).toBe(-2);
  });

  it('is made by the unit itself, against an event that is there and costs something', async () => {
    const objections = t.get(ObjectionsService);
    const reporter = await reporterOf('市财政局');
    const unitId = plan.unitId('市财政局');
    await expect(objections.object(reporter, plan.unitId('市委办'), against())).rejects.toThrow(NotFound);
    await expect(objections.object(supervisor, unitId, against())).rejects.toThrow(NotFound);
    await expect(
      objections.object(reporter, unitId, against(`late:deadline:${id(ZJJ)}`)),
    ).rejects.toMatchObject({
      code: 'score-event-unknown',
    });
    const ban = await reporterOf('市委办');
    await expect(
      objections.object(ban, plan.unitId('市委办'), against(`on-time:deadline:${id(BAN)}`)),
    ).rejects.toMatchObject({ code: 'score-event-costs-nothing' });
    await expect(objections.object(reporter, unitId, { ...against(), reason: ' ' })).rejects.toThrow(Refusal);
  });

  it('of the department itself is decided by somebody outside, never by its own people', async () => {
    const objections = t.get(ObjectionsService);
    const unitId = plan.unitId('市委组织部');
    const made = await objections.object(supervisor, unitId, against(`late:deadline:${id(ZZB)}`));
    const answer = { outcome: 'approved' as const, remark: '同意。' };
    await expect(objections.decide(supervisor, made, answer)).rejects.toMatchObject({
      code: 'objection-of-own-unit',
    });
    const homeless = { ...supervisor, unitIds: [plan.unitId('市委办')] };
    await expect(objections.decide(homeless, made, answer)).rejects.toMatchObject({
      code: 'objection-of-department',
    });
    await expect(objections.decide(await reporterOf('市委办'), made, answer)).rejects.toThrow(NotAllowed);
    await objections.decide(verifier, made, answer);
    expect((await scores()).get('市委组织部')!.score.points).toBe(0);
  });
});
