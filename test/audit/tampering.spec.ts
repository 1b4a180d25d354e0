/** Any tampering at all: whatever an intruder does to some entries, the check finds it. */
import fc from 'fast-check';
import { headBefore, verifyTrail } from '../../src/audit/verify.js';
import { TestTrail } from '../support/audit-trail.js';

const ENTRIES = 8;
const id = fc.integer({ min: 1, max: ENTRIES });
const text = fc.string({ minLength: 1, unit: fc.constantFrom(...'ab"\',[]{}:\\ 甲乙0') });
const TEXTS = [
  'at',
  'onDay',
  'personName',
  'door',
  'verb',
  'noun',
  'nounId',
  'before',
  'after',
  'hash',
  'previousHash',
];
const BEHIND = 'SELECT max(id) + 1 FROM audit_entries';
const quoted = (given: string) => `'${given.replaceAll("'", "''")}'`;

const tampering = fc.oneof(
  fc
    .record({ id, column: fc.constantFrom(...TEXTS), text })
    .map(({ id, column, text }) => [
      `UPDATE audit_entries SET "${column}" = ${quoted(text)} WHERE id = ${id}`,
    ]),
  fc
    .record({ id, column: fc.constantFrom('personId', 'planId'), value: fc.integer({ min: 4, max: 99 }) })
    .map(({ id, column, value }) => [`UPDATE audit_entries SET "${column}" = ${value} WHERE id = ${id}`]),
  id.map((id) => [`DELETE FROM audit_entries WHERE id = ${id}`]),
  fc
    .tuple(id, id)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => [
      `UPDATE audit_entries SET id = 999 WHERE id = ${a}`,
      `UPDATE audit_entries SET id = ${a} WHERE id = ${b}`,
      `UPDATE audit_entries SET id = ${b} WHERE id = 999`,
    ]),
  id.map((id) => [`UPDATE audit_entries SET id = (${BEHIND}) WHERE id = ${id}`]),
  id.map((id) => [
    `INSERT INTO audit_entries (id, at, "onDay", "personId", "personName", door, verb, noun, "nounId", "planId", before, after,
       "previousHash", hash)
     SELECT (${BEHIND}), at, "onDay", "personId", "personName", door, verb, noun, "nounId", "planId", before, after,
       "previousHash", hash FROM audit_entries WHERE id = ${id}`,
  ]),
);

it('random tampering is always found by whoever noted the head', async () => {
  const trail = await TestTrail.open();
  try {
    await trail.write(ENTRIES);
    const noted = await headBefore(trail.db.read, ENTRIES + 1);
    const before = JSON.stringify(await trail.entries());
    await trail.tamper();
    const check = (read: Parameters<typeof verifyTrail>[0]) => verifyTrail(read, { noted: [noted] });
    expect((await check(trail.db.read)).fault).toBeNull();
    await fc.assert(
      fc.asyncProperty(fc.array(tampering, { minLength: 1, maxLength: 4 }), async (steps) => {
        const undone = new Error('undone');
        await trail.db
          .inTransaction(async (tx) => {
            for (const statement of steps.flat()) await tx.query(statement);
            const after = JSON.stringify(await tx.query('SELECT * FROM audit_entries ORDER BY id'));
            const { fault } = await check(tx);
            expect(fault === null).toBe(after === before);
            throw undone;
          })
          .catch((error: unknown) => {
            if (error !== undone) throw error;
          });
      }),
      { numRuns: 300 },
    );
  } finally {
    await trail.close();
  }
});
