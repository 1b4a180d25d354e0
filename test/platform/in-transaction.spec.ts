import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { writingDataSource } from '../../src/platform/data-sources.js';
import { Database, insertOnce, type Tx } from '../../src/platform/database.js';
import { MIGRATIONS } from '../../src/platform/migrate.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { JobRun } from '../../src/jobs/job-run.entity.js';
import type { Day } from '../../src/rules/day.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await createTestDatabase();
  db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
});
afterEach(async () => {
  await db.onApplicationShutdown();
  await database.drop();
});

const names = async () =>
  (
    await rows<{ name: string }>(db.read, `SELECT name FROM settings WHERE name LIKE 'unit-%' ORDER BY name`)
  ).map((one) => one.name);
const pause = () => new Promise((resolve) => setImmediate(resolve));

/** Two rows with pauses between; every fifth throws after the first. */
async function twoRows(tx: Tx, i: number): Promise<void> {
  await tx.insert(Setting, { name: `unit-${i}-a`, value: i });
  await pause();
  if (i % 5 === 0) throw new Error('the fifth');
  await tx.insert(Setting, { name: `unit-${i}-b`, value: i });
}

describe('fifty units writing at once, every fifth throwing', () => {
  it('leave exactly the rows of those that were fulfilled, and nobody reads a row that was taken back', async () => {
    const seen = new Set<string>();
    let reading = true;
    const reader = (async () => {
      while (reading) {
        for (const name of await names()) seen.add(name);
        await pause();
      }
    })();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => db.inTransaction((tx) => twoRows(tx, i))),
    );
    reading = false;
    await reader;
    const fulfilled = results.flatMap((result, i) =>
      result.status === 'fulfilled' ? [`unit-${i}-a`, `unit-${i}-b`] : [],
    );
    expect(await names()).toEqual(fulfilled.sort());
    expect([...seen].filter((name) => !fulfilled.includes(name))).toEqual([]);
  });

  it('lose rows on the bare library’s single connection, which is why the queue is there', async () => {
    const bare = await writingDataSource(readConfig({ DATABASE_URL: database.url }).database, {
      entities: ENTITIES,
      migrations: MIGRATIONS,
    }).initialize();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => bare.transaction((tx) => twoRows(tx, i))),
    );
    const fulfilled = results.flatMap((result, i) =>
      result.status === 'fulfilled' ? [`unit-${i}-a`, `unit-${i}-b`] : [],
    );
    const kept = await names();
    await bare.destroy();
    const isSafe =
      results.some((result) => result.status === 'fulfilled') &&
      JSON.stringify(kept) === JSON.stringify(fulfilled.sort());
    // PostgreSQL gives each transaction a connection of its own; SQLite's single one is where rows are lost.
    expect(isSafe).toBe(bare.options.type === 'postgres');
  });
});

describe('inTransaction', () => {
  it('refuses to be nested and says what to do instead', async () => {
    await expect(db.inTransaction(() => db.inTransaction(async () => 1))).rejects.toThrow(/pass its tx on/);
  });

  it('hands out a tx that is dead afterwards', async () => {
    let kept: Tx | undefined;
    await db.inTransaction(async (tx) => {
      kept = tx;
    });
    expect(() => kept!.query('SELECT 1')).toThrow(/has ended/);
  });

  it('goes on with the next one after a failure', async () => {
    const failed = db.inTransaction(() => Promise.reject(new Error('no')));
    const next = db.inTransaction((tx) => tx.insert(Setting, { name: 'unit-next', value: 1 }));
    await expect(failed).rejects.toThrow('no');
    await next;
    expect(await names()).toEqual(['unit-next']);
  });

  it('is the only way to write: the reading connection refuses', async () => {
    await expect(db.read.insert(Setting, { name: 'unit-x', value: 1 })).rejects.toThrow(/read-?only/i);
  });

  it('waits for another process that holds the database, without blocking this one', async () => {
    const other = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
    let free: () => void = () => undefined;
    const held = other.inTransaction(() => new Promise<void>((resolve) => (free = resolve)));
    await pause();
    const mine = db.inTransaction((tx) => tx.insert(Setting, { name: 'unit-mine', value: 1 }));
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    setTimeout(() => free(), 250);
    await Promise.all([held, mine]);
    clearInterval(timer);
    await other.onApplicationShutdown();
    expect(ticks).toBeGreaterThan(3);
    expect(await names()).toEqual(['unit-mine']);
  });
});

describe('insertOnce', () => {
  const run: Partial<JobRun> = {
    ...{ job: 'morning-reminders', day: '2018-11-05' as Day, state: 'done', startedAt: '', leaseEpoch: 0 },
    ...{ attempts: 0, counts: { messages: 3 } },
  };

  it('gives the id of a new row and null for a key that stands already', async () => {
    const first = await db.inTransaction((tx) => insertOnce(tx, JobRun, run, 'job, day'));
    const second = await db.inTransaction((tx) => insertOnce(tx, JobRun, run, 'job, day'));
    expect([typeof first, second]).toEqual(['number', null]);
    const stored = await db.read.findOneByOrFail(JobRun, { id: first! });
    expect(stored.counts).toEqual({ messages: 3 });
  });
});
