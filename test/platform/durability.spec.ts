/** Promise R2: a database that could take back what it acknowledged is not served from. */
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { assertDurable } from '../../src/platform/durability.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/postgres.js';

const REFUSAL = 'The database is not safe to serve from: ';

let database: TestDatabase;
let sources: DataSource[];

beforeEach(async () => {
  database = await createTestDatabase();
  sources = [];
});
afterEach(async () => {
  for (const source of sources) await source.destroy();
  await database.drop();
});

async function opened(source: DataSource): Promise<DataSource> {
  sources.push(await source.initialize());
  return source;
}

it('the database as Duban opens it is safe', async () => {
  const db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
  await db.onApplicationShutdown();
});

const ofSqlite = () => {
  const open = (settings: { enableWAL?: boolean; file?: string } = {}) =>
    opened(
      new DataSource({
        type: 'better-sqlite3',
        database: settings.file ?? database.url.slice('sqlite:'.length),
        enableWAL: settings.enableWAL ?? true,
      }),
    );

  it.each([
    ['synchronous = NORMAL', 'synchronous is not FULL'],
    ['synchronous = OFF', 'synchronous is not FULL'],
    ['foreign_keys = OFF', 'foreign keys are off'],
  ])('with %s', async (pragma, fault) => {
    const source = await open();
    await source.query('PRAGMA synchronous = FULL');
    await expect(assertDurable(source)).resolves.toBeUndefined();
    await source.query(`PRAGMA ${pragma}`);
    await expect(assertDurable(source)).rejects.toThrow(`${REFUSAL}${fault}.`);
  });

  it.each(['DELETE', 'MEMORY', 'OFF'])('with a journal that is no WAL: %s', async (mode) => {
    const source = await open({ enableWAL: false, file: `${database.folder}/plain.sqlite` });
    await source.query('PRAGMA synchronous = FULL');
    await source.query(`PRAGMA journal_mode = ${mode}`);
    await expect(assertDurable(source)).rejects.toThrow(`${REFUSAL}the journal is not WAL.`);
  });

  it('with all of it, in one sentence', async () => {
    const source = await open({ enableWAL: false, file: `${database.folder}/plain.sqlite` });
    await source.query('PRAGMA synchronous = NORMAL');
    await source.query('PRAGMA foreign_keys = OFF');
    await expect(assertDurable(source)).rejects.toThrow(
      `${REFUSAL}synchronous is not FULL; the journal is not WAL; foreign keys are off.`,
    );
  });
};

const ofPostgres = () => {
  const open = (options?: string) =>
    opened(new DataSource({ type: 'postgres', url: database.url, extra: { max: 1, options } }));

  it('with synchronous_commit off for this connection', async () => {
    await expect(assertDurable(await open('-c synchronous_commit=off'))).rejects.toThrow(
      `${REFUSAL}synchronous_commit is off.`,
    );
  });

  it('with synchronous_commit off for the whole database: Duban does not open it', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await (await open()).query(`ALTER DATABASE ${name} SET synchronous_commit TO off`);
    const opening = openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
    await expect(opening).rejects.toThrow(`${REFUSAL}synchronous_commit is off.`);
  });

  // Both belong to the whole server: it is made to report them, under the name the product asks by.
  it.each(['fsync', 'full_page_writes'])('with %s reported off', async (setting) => {
    const before = await open();
    await before.query('CREATE SCHEMA told');
    await before.query(
      `CREATE VIEW told.pg_settings AS SELECT name, CASE name WHEN '${setting}' THEN 'off' ELSE setting END AS setting
       FROM pg_catalog.pg_settings`,
    );
    await expect(assertDurable(before)).resolves.toBeUndefined();
    const source = await open('-c search_path=told,pg_catalog,public');
    await expect(assertDurable(source)).rejects.toThrow(`${REFUSAL}${setting} is off.`);
  });
};

if (databaseKind() === 'sqlite') describe('an SQLite connection is refused', ofSqlite);
else describe('a PostgreSQL server is refused', ofPostgres);
