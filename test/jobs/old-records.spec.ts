/** What is kept is kept as long as it must be, and no longer. */
import { IdempotentAnswer } from '../../src/access/idempotent-answer.entity.js';
import { SignInFailure } from '../../src/access/sign-in-failure.entity.js';
import { SessionsService } from '../../src/access/sessions.service.js';
import { noteSecurity } from '../../src/audit/security-log.js';
import { record } from '../../src/audit/audit.js';
import { OldRecords } from '../../src/jobs/old-records.service.js';
import { Runner } from '../../src/jobs/runner.js';
import { rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const DAY = day('2026-11-20');
/** By the clock of the office: midnight of the 20th. */
const MIDNIGHT = Date.parse('2026-11-19T16:00:00.000Z');
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(MIDNIGHT - hours * HOUR).toISOString();

describe('old records', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await testApp({ now: ago(0) });
    const personId = await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    const at = async (hours: number, work: (name: string) => Promise<unknown>) => {
      t.clock.set(ago(hours));
      await work(String(hours));
    };
    for (const hours of [400 * 24 + 1, 400 * 24 - 1, 1]) {
      await at(hours, (subject) =>
        t.db.inTransaction((tx) => noteSecurity(tx, t.clock, { kind: 'signed-in', subject })),
      );
      await at(hours, (nounId) =>
        t.db.inTransaction((tx) =>
          record(tx, t.clock, ADMINISTRATOR, { verb: 'sign-in', noun: 'person', id: nounId }),
        ),
      );
    }
    for (const hours of [25, 23])
      await at(hours, (subject) =>
        t.db.inTransaction((tx) => tx.insert(SignInFailure, { subject, failedAt: t.clock.now() })),
      );
    for (const hours of [49, 47])
      await at(hours, (key) =>
        t.db.inTransaction((tx) =>
          tx.insert(IdempotentAnswer, {
            ...{ caller: 'token:1', key, request: key, createdAt: t.clock.now() },
            ...{ status: 200, body: null, headers: null },
          }),
        ),
      );
    // A session lasts eight hours: the first has ended at midnight, the second has not.
    for (const hours of [9, 7])
      await at(hours, () => t.db.inTransaction((tx) => t.get(SessionsService).open(tx, personId)));
    t.clock.set(ago(-3));
  });
  afterAll(() => t.close());

  const kept = async (table: string, column: string) =>
    (await rows<Record<string, unknown>>(t.db.read, `SELECT "${column}" FROM ${table} ORDER BY 1`)).map(
      (found) => found[column],
    );

  it("go, by the night's own job, which says how many", async () => {
    const trail = await kept('audit_entries', 'id');
    const answer = await t.get(Runner).runNow(ADMINISTRATOR, 'purge-old-records', DAY);
    expect(answer).toMatchObject({
      outcome: 'done',
      counts: { securityEvents: 1, sessions: 1, signInFailures: 1, idempotentAnswers: 1 },
    });
    expect(await kept('security_events', 'subject')).toEqual(['1', String(400 * 24 - 1)]);
    expect(await kept('sign_in_failures', 'subject')).toEqual(['23']);
    expect(await kept('idempotent_answers', 'key')).toEqual(['47']);
    expect(await kept('sessions', 'createdAt')).toEqual([ago(7)]);
    expect(await kept('audit_entries', 'id')).toEqual(expect.arrayContaining(trail));
  });

  it('are not found a second time', async () => {
    expect(await t.get(OldRecords).purge(DAY)).toEqual({
      ...{ securityEvents: 0, sessions: 0, signInFailures: 0, idempotentAnswers: 0 },
    });
  });

  it('go by the thousand, some at a time', async () => {
    const line = { kind: 'refused' as const, subject: 'old' };
    t.clock.set(ago(500 * 24));
    await t.db.inTransaction(async (tx) => {
      for (let n = 0; n < 4100; n += 1) await noteSecurity(tx, t.clock, line);
    });
    const before = t.db.commits;
    expect((await t.get(OldRecords).purge(DAY))['securityEvents']).toBe(4100);
    expect(t.db.commits - before).toBe(3 + 3);
    expect(await kept('security_events', 'subject')).not.toContain('old');
  });
});
