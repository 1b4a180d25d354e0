/**
 * Whatever several people do at once, allowed or not, in whatever order: every refusal has a code, and what must hold
 * of the rows holds after each batch.
 */
import fc from 'fast-check';
import { testApp, type TestApp } from '../support/app.js';
import { issueHaimen } from '../support/haimen.js';
import { brokenInvariants } from '../support/invariants.js';
import { TRIES, tryOnce, type Draw } from '../support/random-moves.js';

const PLAY = 300_000;
const [RUNS, BATCHES, AT_ONCE] = [Number(process.env['RANDOM_RUNS'] ?? 5), 25, 4];

const draw = fc.record({ a: fc.nat(9999), b: fc.nat(9999), c: fc.nat(9999) });
/** The daily work is tried more often than what turns everything over. */
const OFTEN: Record<string, number> = { submit: 5, verify: 5, receive: 2, days: 2, finish: 3, extend: 2 };
const what = fc.constantFrom(
  ...Object.keys(TRIES).flatMap((name) => Array<string>(OFTEN[name] ?? 1).fill(name)),
);
const batches = fc.array(fc.array(fc.tuple(what, draw), { minLength: 1, maxLength: AT_ONCE }), {
  ...{ minLength: 10, maxLength: BATCHES },
  size: 'max',
});

/** How each attempt ended, over all runs: a test that never gets through tests nothing. */
const ended = new Map<string, number>();

async function play(t: TestApp, moves: [string, Draw][][]): Promise<void> {
  const h = await issueHaimen(t);
  for (const batch of moves) {
    const outcomes = await Promise.all(batch.map(([name, drawn]) => tryOnce({ t, h }, name, drawn)));
    batch.forEach(([name], i) => {
      const key = `${name}: ${outcomes[i]}`;
      ended.set(key, (ended.get(key) ?? 0) + 1);
    });
    expect({
      after: batch.map(([name], i) => `${name}: ${outcomes[i]}`),
      broken: await brokenInvariants(t),
    }).toEqual({
      after: expect.anything() as unknown,
      broken: [],
    });
  }
}

it(
  'leaves every rule of the rows whole',
  async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (moves) => {
        const t = await testApp({ now: '2018-11-02T02:00:00Z' });
        try {
          await play(t, moves);
        } finally {
          await t.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    const counts = [...ended.values()].reduce((sum, count) => sum + count, 0);
    const done = [...ended].reduce((sum, [key, count]) => sum + (key.endsWith(': done') ? count : 0), 0);
    expect(done).toBeGreaterThan(counts / 5);
    if (process.env['RANDOM_SHOW']) console.error([...ended].sort().join('\n'));
  },
  PLAY,
);
