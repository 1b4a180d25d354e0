import { CalendarService } from '../../src/calendar/calendar.service.js';
import { STATES } from '../../src/reports/choices.js';
import type { Day } from '../../src/rules/day.js';
import { deadlineState, type DeadlineFacts, type DeadlineState } from '../../src/rules/deadline-state.js';
import { aProgram, type Program } from '../support/api.js';
import { aPlan, type InsertedPlan, type WishedDeadline } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

const TODAY = '2018-11-23' as Day;

interface Row extends DeadlineFacts {
  id: number;
  unitId: number;
  state: DeadlineState;
  period: string;
}

/** Every combination of the facts a state is made from, around today and the edges of "soon". */
function everyState(): WishedDeadline[] {
  const choices = {
    dueOn: ['2018-11-22', TODAY, '2018-11-26', '2018-12-04', '2018-12-05'],
    reworkOn: [null, '2018-12-04'],
    pendingSince: [null, '2018-11-23'],
    metOn: [null, '2018-11-21', '2018-12-05'],
    waivedOn: [null, '2018-11-22'],
    openedOn: [null, '2018-11-02', '2018-11-24'],
  };
  let grid: Record<string, string | null>[] = [{}];
  for (const [field, values] of Object.entries(choices)) {
    grid = grid.flatMap((facts) => values.map((value) => ({ ...facts, [field]: value })));
  }
  return grid.map((facts, i) => ({ ...facts, period: `p${i}` }) as WishedDeadline);
}

describe('GET /api/v1/deadlines', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let other: InsertedPlan;
  let supervisor: Program;
  let reporter: Program;

  beforeAll(async () => {
    t = await testApp({ now: `${TODAY}T01:00:00Z` });
    plan = await aPlan(t.db)
      .withTask({ leads: ['市委办'], deadlines: everyState() })
      .insert();
    other = await aPlan(t.db)
      .withTask({
        leads: ['市财政局'],
        deadlines: [{ dueOn: '2018-11-20' }, { dueOn: '2018-12-31', period: '2018' }],
      })
      .insert();
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    await aPerson(t, { loginName: 'lianluo', unitIds: [other.unitId('市财政局')] });
    [supervisor, reporter] = [await aProgram(t, 'ducha'), await aProgram(t, 'lianluo')];
  });
  afterAll(() => t.close());

  it('finds by each state exactly what the rule says is in it', async () => {
    const calendar = await t.get(CalendarService).working();
    const { items: whole } = await supervisor.all<Row>('/deadlines?limit=200');
    expect(whole).toHaveLength(plan.deadlineIds.length + 2);
    const found: number[] = [];
    for (const state of STATES) {
      const { items } = await supervisor.all<Row>(`/deadlines?limit=200&state=${state}`);
      expect(items.length).toBeGreaterThan(0);
      expect(items.map((row) => row.state)).toEqual(items.map(() => state));
      expect(items.map((row) => deadlineState(row, calendar, TODAY))).toEqual(items.map(() => state));
      found.push(...items.map((row) => row.id));
    }
    expect(found.sort((a, b) => a - b)).toEqual(whole.map((row) => row.id));
  });

  it('goes by id, so that a page stays where it is when days move', async () => {
    const { items, pages } = await supervisor.all<Row>('/deadlines?limit=150');
    expect(items.map((row) => row.id)).toEqual(
      [...plan.deadlineIds, ...other.deadlineIds].sort((a, b) => a - b),
    );
    expect(pages).toBe(Math.ceil(items.length / 150));
  });

  it('can be asked for a unit or a plan', async () => {
    const ofUnit = await supervisor.all<Row>(`/deadlines?unit=${other.unitId('市财政局')}`);
    const ofPlan = await supervisor.all<Row>(`/deadlines?plan=${other.planId}`);
    expect(ofUnit.items.map((row) => row.id)).toEqual(other.deadlineIds);
    expect(ofPlan.items).toEqual(ofUnit.items);
  });

  it("shows a reporter its own units' and nothing else", async () => {
    const { items } = await reporter.all<Row>('/deadlines?limit=200');
    expect(items.map((row) => row.id)).toEqual(other.deadlineIds);
    const foreign = await reporter.get<{ items: Row[] }>(`/deadlines?unit=${plan.unitId('市委办')}`);
    expect(foreign.body).toEqual({ items: [], next: null });
  });

  it.each([
    ['state', 'late', 'field-not-a-choice'],
    ['unit', 'x', 'field-not-a-number'],
    ['after', '2018-11-20~3', 'field-not-a-number'],
    ['limit', '0', 'field-not-a-number'],
  ])('answers 422 for %s=%s', async (field, value, code) => {
    const { status, body } = await supervisor.get(`/deadlines?${field}=${value}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ fields: { [field]: { code } } });
  });
});
