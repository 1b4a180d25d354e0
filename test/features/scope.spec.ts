/**
 * Whatever somebody asks who is nobody, serves another unit, or works in another jurisdiction, in whatever order: no
 * row of the first jurisdiction changes, nothing new hangs on one, and no answer says what only the first's rows hold.
 */
import fc from 'fast-check';
import { testApp, type TestApp } from '../support/app.js';
import { drawn, Strangers, type Answered, type Drawn } from '../support/scope-asking.js';
import { dumpOf, harmed, type Dump } from '../support/scope-rows.js';
import { MARKER, scopeWorld, type ScopeWorld } from '../support/scope-world.js';

const PLAY = 300_000;
const [RUNS, REQUESTS] = [Number(process.env['RANDOM_RUNS'] ?? 4), 160];
const NOW = '2018-11-20T02:00:00.000Z';

interface Play {
  t: TestApp;
  world: ScopeWorld;
  strangers: Strangers;
  known: Dump;
}

async function play(moves: (play: Play) => Promise<void>): Promise<void> {
  const t = await testApp({ now: NOW });
  try {
    const world = await scopeWorld(t);
    await moves({ t, world, strangers: new Strangers(t, world), known: await dumpOf(t.db) });
  } finally {
    await t.close();
  }
}

const leaks = ({ text }: Answered): boolean => text.toLowerCase().includes(MARKER.toLowerCase());

async function found({ t, world, strangers, known }: Play, asked: Drawn[]): Promise<string[]> {
  const faults: string[] = [];
  for (const one of asked) {
    const answer = await strangers.ask(one);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (leaks(answer)) faults.push(`${answer.what} told ${around(answer.text)}`);
    if (answer.status >= 500) faults.push(`${answer.what} failed: ${answer.text.slice(0, 300)}`);
  }
  return [...faults, ...harmed(world.before, known, await dumpOf(t.db), MARKER)];
}

function around(text: string): string {
  const place = text.toLowerCase().indexOf(MARKER.toLowerCase());
  return text.slice(Math.max(0, place - 80), place + 60).replace(/\s+/g, ' ');
}

/** How often each was answered, over all runs: a test in which nothing gets through tests nothing. */
const statuses = new Map<number, number>();

it(
  'a sequence of strangers’ requests changes and tells nothing',
  async () => {
    const sequences = fc.array(drawn, { minLength: REQUESTS / 2, maxLength: REQUESTS, size: 'max' });
    await fc.assert(
      fc.asyncProperty(sequences, (asked) =>
        play(async (one) => expect(await found(one, asked)).toEqual([])),
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    const done = [200, 201, 204, 303].reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0);
    expect(done).toBeGreaterThan(RUNS * 5);
  },
  PLAY,
);
