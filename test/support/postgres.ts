/**
 * A database for one test file: of the kind its Jest project asks for, or the one named. It is a copy of a
 * migrated template (see databases.mjs), so it is empty, complete and ready in milliseconds.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface TestDatabase {
  /** As in DATABASE_URL. */
  url: string;
  /** An empty folder beside it, for DATA_DIR. */
  folder: string;
  /** Close what uses it first. */
  drop(): Promise<void>;
}

/** `sqlite` or `postgres`: which half of the suite this is. */
export function databaseKind(): DatabaseKind {
  const kind = process.env.TEST_DATABASE;
  if (kind === 'sqlite' || kind === 'postgres') return kind;
  throw new Error('This Jest project has no database: see the folders in jest.config.js.');
}

export async function createTestDatabase(kind = databaseKind()): Promise<TestDatabase> {
  const folder = mkdtempSync(join(provided('TEST_FOLDER'), 'database-'));
  const made = kind === 'sqlite' ? copyFile(folder) : await copyDatabase();
  return {
    url: made.url,
    folder,
    drop: async () => {
      await made.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without a table, as on a first start. */
export async function createEmptyDatabase(kind = databaseKind()): Promise<TestDatabase> {
  const folder = mkdtempSync(join(provided('TEST_FOLDER'), 'database-'));
  const made =
    kind === 'sqlite'
      ? { url: `sqlite:${join(folder, 'duban.sqlite')}`, drop: () => Promise.resolve() }
      : await copyDatabase('template1');
  return {
    url: made.url,
    folder,
    drop: async () => {
      await made.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function copyFile(folder: string) {
  const file = join(folder, 'duban.sqlite');
  copyFileSync(provided('TEST_SQLITE_TEMPLATE'), file);
  return { url: `sqlite:${file}`, drop: () => Promise.resolve() };
}

async function copyDatabase(template = 'duban_template') {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(provided('TEST_POSTGRES_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: provided('TEST_POSTGRES_URL') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function provided(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this Jest project does not prepare that database.`);
  return value;
}
