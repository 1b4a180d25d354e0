import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { writingDataSource } from '../../src/platform/data-sources.js';
import { MIGRATIONS, migrate } from '../../src/platform/migrate.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
afterEach(() => database.drop());

const open = () =>
  writingDataSource(readConfig({ DATABASE_URL: database.url }).database, {
    entities: ENTITIES,
    migrations: MIGRATIONS,
  }).initialize();

describe('the migrations', () => {
  it('make exactly the tables the entities describe', async () => {
    database = await createTestDatabase();
    const source = await open();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map((one) => one.query)).toEqual([]);
  });

  it('run once from empty, and find nothing to do the second time', async () => {
    database = await createEmptyDatabase();
    expect(await migrate(database.url)).toBe(MIGRATIONS.length);
    expect(await migrate(database.url)).toBe(0);
  });

  it('run once when five instances start together', async () => {
    database = await createEmptyDatabase();
    const ran = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
    expect(ran.reduce((sum, one) => sum + one, 0)).toBe(MIGRATIONS.length);
  });

  it('go down and up again', async () => {
    database = await createTestDatabase();
    const source = await open();
    for (const _ of MIGRATIONS) await source.undoLastMigration();
    expect(await source.runMigrations()).toHaveLength(MIGRATIONS.length);
    await source.destroy();
  });
});
