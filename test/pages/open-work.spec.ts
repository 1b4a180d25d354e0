import { openWork, OPEN_LISTS, countsByUnit } from '../../src/desk/open-work.queries.js';
import { day, addDays, type Day } from '../../src/rules/day.js';
import { cutoffs, deadlineStateBy, type DeadlineFacts } from '../../src/rules/deadline-state.js';
import { workingCalendar } from '../../src/rules/working-days.js';
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { databaseKind } from '../support/postgres.js';
import type { Reader } from '../../src/platform/database.js';

const NO_FILTER = { unitId: null, planId: null, q: '' };
const calendar = workingCalendar([], [2019]);
const LIST_OF_STATE: Record<string, string> = {
  overdue: 'overdue',
  'due-today': 'due-soon',
  'due-soon': 'due-soon',
  'not-due': 'not-due',
  pending: 'pending',
};

describe('the lists of open work', () => {
  let t: TestApp;
  const facts = new Map<number, DeadlineFacts>();

  beforeAll(async () => {
    t = await testApp();
    const plan = aPlan(t.db).issuedOn('2019-05-01');
    const wished: DeadlineFacts[] = [];
    for (let offset = -12; offset <= 12; offset += 1)
      wished.push(...around(addDays(day('2019-06-14'), offset)));
    wished.forEach((deadline) => plan.withTask({ leads: ['甲局'], deadlines: [{ ...deadline }] }));
    const { deadlineIds } = await plan.insert();
    deadlineIds.forEach((id, i) => facts.set(id, wished[i]!));
  });
  afterAll(() => t.close());

  it('agree with the predicate on every day around, whatever happened to a deadline', async () => {
    for (const today of ['2019-06-07', '2019-06-08', '2019-06-14', '2019-06-16', '2019-06-24'] as Day[]) {
      const by = cutoffs(calendar, today);
      const expected: Record<string, number[]> = { overdue: [], 'due-soon': [], pending: [], 'not-due': [] };
      for (const [id, deadline] of facts) {
        const list = LIST_OF_STATE[deadlineStateBy(deadline, by)];
        if (list) expected[list]!.push(id);
      }
      for (const list of OPEN_LISTS) {
        const page = await openWork(t.db.read, list, by, { filter: NO_FILTER, limit: 1000 });
        const found = page.rows.map((row) => row.id).sort((a, b) => a - b);
        expect({ today, list, found }).toEqual({ today, list, found: expected[list] });
      }
      const [counts] = await countsByUnit(t.db.read, by);
      expect([counts!.overdue, counts!.dueSoon, counts!.pending, counts!.notDue]).toEqual(
        OPEN_LISTS.map((list) => expected[list]!.length),
      );
    }
  });
});

describe('the cost of a list', () => {
  let t: TestApp;
  const by = cutoffs(calendar, day('2019-06-14'));

  beforeAll(async () => {
    t = await testApp();
    const plan = aPlan(t.db).issuedOn('2019-05-01');
    for (let i = 0; i < 400; i += 1) {
      const dueOn = addDays(day('2019-05-20'), i % 60);
      const pendingSince = i % 5 === 0 ? '2019-05-10' : null;
      plan.withTask({
        leads: [`${i % 9}局`],
        deadlines: [{ dueOn, pendingSince, metOn: i % 4 === 1 ? '2019-05-12' : null }],
      });
    }
    await plan.insert();
    await t.db.inTransaction((tx) => tx.query('ANALYZE'));
  });
  afterAll(() => t.close());

  it.each(['overdue', 'due-soon', 'pending', 'not-due'] as const)(
    'grows with its page, not with the table: “%s” is read from an index in its order',
    async (list) => {
      const explained = await explain(t, (read) => openWork(read, list, by, { filter: NO_FILTER }));
      expect(explained).toContain(list === 'pending' ? 'deadlines_pending' : 'deadlines_open');
      expect(explained).not.toMatch(
        /SCAN d(?! USING INDEX deadlines_)|Seq Scan on deadlines|USE TEMP B-TREE FOR ORDER BY/,
      );
    },
  );
});

/** The plan the database makes of a query; PostgreSQL would read so small a table whole. */
async function explain(t: TestApp, ask: (read: Reader) => Promise<unknown>): Promise<string> {
  const asked: [string, unknown[]][] = [];
  const spy = {
    connection: t.db.read.connection,
    query: (...query: [string, unknown[]]) => (asked.push(query), []),
  };
  await ask(spy as unknown as Reader);
  const [text, values] = asked[0]!;
  const isPostgres = databaseKind() === 'postgres';
  return t.db.inTransaction(async (tx) => {
    if (isPostgres) await tx.query('SET LOCAL enable_seqscan = off');
    const lines: object[] = await tx.query(`EXPLAIN ${isPostgres ? '' : 'QUERY PLAN '}${text}`, values);
    return lines.map((line) => Object.values(line).join(' ')).join('\n');
  });
}

function around(dueOn: Day): DeadlineFacts[] {
  const plain: DeadlineFacts = {
    dueOn,
    reworkOn: null,
    pendingSince: null,
    metOn: null,
    waivedOn: null,
    openedOn: day('2019-05-01'),
  };
  return [
    plain,
    { ...plain, reworkOn: addDays(dueOn, 3) },
    { ...plain, pendingSince: addDays(dueOn, -1) },
    { ...plain, metOn: addDays(dueOn, 1) },
    { ...plain, waivedOn: dueOn },
    { ...plain, openedOn: day('2019-06-15') },
    { ...plain, openedOn: null },
  ];
}
