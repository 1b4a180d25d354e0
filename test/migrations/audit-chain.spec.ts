/** Installations that have run for years get the chain too: over all that stands, and down and up again. */
import type { DataSource } from 'typeorm';
import { verifyTrail } from '../../src/audit/verify.js';
import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { writingDataSource } from '../../src/platform/data-sources.js';
import { MIGRATIONS } from '../../src/platform/migrate.js';
import { trailFaults } from '../../src/platform/trail-guard.js';
import { createTestDatabase } from '../support/postgres.js';

const ENTRIES = 1203;
const CHAIN = MIGRATIONS.findIndex(({ name }) => name.startsWith('AuditChain'));

async function writeUnchained(source: DataSource): Promise<void> {
  const entries = Array.from({ length: ENTRIES }, (_, i) => {
    const before = i % 2 ? 'NULL' : `'{"title":"旧${i} ''\\""}'`;
    return `('2018-11-02T01:00:00.000Z', '2018-11-02', ${i % 5 || 'NULL'}, '甲', 'page', 'correct', 'task', '${i}', NULL, ${before}, '{}')`;
  });
  await source.query(`INSERT INTO audit_entries (at, "onDay", "personId", "personName", door, verb, noun, "nounId",
    "planId", before, after) VALUES ${entries.join(', ')}`);
}

const contents = (source: DataSource) =>
  source.query<object[]>('SELECT id, at, "personId", "nounId", before, after FROM audit_entries ORDER BY id');

it('entries from before the chain become its first links, and it goes down and up with them', async () => {
  const database = await createTestDatabase();
  const source = await writingDataSource(readConfig({ DATABASE_URL: database.url }).database, {
    entities: ENTITIES,
    migrations: MIGRATIONS,
  }).initialize();
  try {
    const undo = MIGRATIONS.length - CHAIN;
    for (let i = 0; i < undo; i += 1) await source.undoLastMigration();
    await writeUnchained(source);
    await source.query("DELETE FROM audit_entries WHERE \"nounId\" IN ('7', '600')");
    const before = await contents(source);

    await source.runMigrations();
    const first = await verifyTrail(source.manager);
    expect(first).toMatchObject({ rows: ENTRIES - 2, fault: null });
    expect(await contents(source)).toEqual(before);

    for (let i = 0; i < undo; i += 1) await source.undoLastMigration();
    expect(await trailFaults(source)).toContain('no column hash');
    await source.runMigrations();
    expect(await verifyTrail(source.manager)).toEqual(first);
    expect(await trailFaults(source)).toEqual([]);
  } finally {
    await source.destroy();
    await database.drop();
  }
});
