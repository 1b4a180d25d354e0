/** Several servers on one database, and transactions that come to nothing: one chain. */
import { verifyTrail } from '../../src/audit/verify.js';
import { TestTrail } from '../support/audit-trail.js';

let trail: TestTrail;
beforeEach(async () => (trail = await TestTrail.open()));
afterEach(() => trail.close());

it('servers that write at once continue one chain', async () => {
  const servers = [trail.db, await trail.anotherDatabase(), await trail.anotherDatabase()];
  const writing = Array.from({ length: 60 }, (_, i) => trail.write(1 + (i % 3), servers[i % 3]));
  await Promise.all(writing);
  expect(await verifyTrail(trail.db.read)).toMatchObject({ rows: 120, head: { id: 120 }, fault: null });
});

it('a transaction that is rolled back leaves neither entry nor gap', async () => {
  await trail.write(2);
  const failing = trail.db.inTransaction(async (tx) => {
    await trail.entry(tx, 3);
    await trail.entry(tx, 4);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await trail.write(2);
  expect((await trail.entries()).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect((await verifyTrail(trail.db.read)).fault).toBeNull();
});

it('half a character in a name does not break the chain', async () => {
  const { record } = await import('../../src/audit/audit.js');
  const viewer = { personId: null, name: '甲\ud800', roles: [], unitIds: [], door: 'page' as const };
  await trail.db.inTransaction((tx) =>
    record(tx, trail.clock, viewer, { verb: 'v', noun: 'n', id: '\udfff', after: { text: '\ud800"' } }),
  );
  expect((await verifyTrail(trail.db.read)).fault).toBeNull();
});
