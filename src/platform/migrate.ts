/**
 * Brings a database to the newest shape. Two instances starting at once migrate once: the second
 * waits for the lock, then finds nothing to do.
 */
import Sqlite from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';
import { readConfig, type PostgresTarget, type SqliteTarget } from './config.js';
import { writingDataSource } from './data-sources.js';
import { FirstTables1763600000000 } from './migrations/1763600000000-first-tables.js';
import { LifeOfATask1763700000000 } from './migrations/1763700000000-life-of-a-task.js';
import { AuditChain1763700100000 } from './migrations/1763700100000-audit-chain.js';
import { Access1763800000000 } from './migrations/1763800000000-access.js';

/** Oldest first. One migration is never edited after release. */
export const MIGRATIONS = [
  FirstTables1763600000000,
  LifeOfATask1763700000000,
  AuditChain1763700100000,
  Access1763800000000,
];

const MIGRATION_LOCK = 20181102;
const LOCK_WAIT = 60_000;

/** @param url as in DATABASE_URL. @returns how many migrations ran */
export async function migrate(url: string): Promise<number> {
  return migrateTarget(readConfig({ DATABASE_URL: url }).database);
}

export async function migrateTarget(target: SqliteTarget | PostgresTarget): Promise<number> {
  const source = writingDataSource(target, { entities: [], migrations: MIGRATIONS });
  await source.initialize();
  try {
    const locked = target.kind === 'sqlite' ? withFileLock(target.file, source) : withServerLock(source);
    return await locked;
  } finally {
    await source.destroy();
  }
}

async function withServerLock(source: DataSource): Promise<number> {
  const holder = source.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return (await source.runMigrations()).length;
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await holder.release();
  }
}

/** SQLite has no advisory locks: an exclusive transaction on a file beside the database is one. */
async function withFileLock(file: string, source: DataSource): Promise<number> {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Sqlite(`${file}.migration-lock`, { timeout: LOCK_WAIT });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    const ran = (await source.runMigrations()).length;
    lock.exec('COMMIT');
    return ran;
  } finally {
    lock.close();
  }
}
