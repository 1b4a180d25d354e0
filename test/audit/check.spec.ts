/** The trail checks itself every night, remembers its head, and raises an alarm (promise R13). */
import { AuditCheck } from '../../src/audit/audit-check.service.js';
import { record } from '../../src/audit/audit.js';
import { day } from '../../src/rules/day.js';
import { SOMEBODY, unguarded } from '../support/audit-trail.js';
import { testApp, type TestApp } from '../support/app.js';

let t: TestApp;
beforeEach(async () => {
  t = await testApp({ now: '2018-11-05T00:00:00Z' });
});
afterEach(() => t.close());

const write = (count: number) =>
  t.db.inTransaction(async (tx) => {
    for (let i = 0; i < count; i += 1)
      await record(tx, t.clock, SOMEBODY, {
        verb: 'correct',
        noun: 'task',
        id: i,
        after: { title: `题${i}` },
      });
  });
const tamper = (statement: string) =>
  t.db.inTransaction(async (tx) => {
    for (const one of [...unguarded.off, statement, ...unguarded.on]) await tx.query(one);
  });
const run = (on: string) => t.get(AuditCheck).run(day(on));
const health = async () => {
  const answer = await t.inject({ method: 'GET', url: '/health/ready' });
  return answer.json<{ checks: Record<string, string> }>().checks['audit'];
};

it('reads only what came since the last check, and all of it on the first of a month', async () => {
  await write(5);
  const first = await run('2018-11-05');
  await write(3);
  expect(await run('2018-11-06')).toEqual({ checked: 3, faults: 0 });
  expect(await run('2018-11-06')).toEqual({ checked: 0, faults: 0 });
  expect(await run('2018-12-01')).toEqual({ checked: first.checked + 3, faults: 0 });
  expect(await health()).toBe('ok');
});

it('says so when an end that it has seen is gone, though the rest is whole', async () => {
  await write(5);
  await run('2018-11-05');
  const { head } = (await t.get(AuditCheck).last())!;
  await tamper(`DELETE FROM audit_entries WHERE id = ${head.id}`);
  expect(await run('2018-11-06')).toEqual({ checked: 0, faults: 1 });
  expect(await health()).toBe(`the trail is broken at entry ${head.id} (head-missing)`);
});

it('does not forget a fault that lies before what it checks day by day', async () => {
  await write(5);
  await run('2018-11-05');
  const { head } = (await t.get(AuditCheck).last())!;
  await tamper(`UPDATE audit_entries SET verb = 'x' WHERE id = ${head.id - 2}`);
  expect(await run('2018-11-06')).toEqual({ checked: 0, faults: 0 });
  expect((await run('2018-12-01')).faults).toBe(1);
  expect((await run('2018-12-02')).faults).toBe(1);
  expect(await health()).toBe(`the trail is broken at entry ${head.id - 2} (changed)`);
});

it('is not ready while nothing guards the trail', async () => {
  await t.db.inTransaction(async (tx) => {
    for (const one of unguarded.off) await tx.query(one);
  });
  expect(await health()).toMatch(/no trigger/);
});
