/**
 * The two connections of an instance: one that writes and one that cannot. TypeORM's SQLite driver
 * hands every caller the same connection, so a read on the writing one would see uncommitted rows.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresTarget, SqliteTarget } from './config.js';

/** TypeORM keeps the first hundred and forgets the oldest, however often it is used. */
const STATEMENTS_KEPT = 1000;

/** Milliseconds SQLite may block the event loop on a lock; beyond that the caller retries politely. */
const BUSY_TIMEOUT = 10;

/** TypeORM begins DEFERRED; two such transactions can both read and then fail to write. */
class ImmediateSqlite extends Sqlite {
  override prepare<P extends unknown[] | object = unknown[], R = unknown>(sql: string) {
    return super.prepare<P, R>(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql);
  }
}

export interface DataSourceParts {
  entities: NonNullable<DataSourceOptions['entities']>;
  migrations: NonNullable<DataSourceOptions['migrations']>;
}

export function writingDataSource(target: SqliteTarget | PostgresTarget, parts: DataSourceParts): DataSource {
  return target.kind === 'sqlite' ? sqlite(target, parts, false) : postgres(target, parts, false);
}

/** Open it only after migrating: it must find the file and the tables. */
export function readingDataSource(target: SqliteTarget | PostgresTarget, parts: DataSourceParts): DataSource {
  return target.kind === 'sqlite' ? sqlite(target, parts, true) : postgres(target, parts, true);
}

function sqlite(target: SqliteTarget, parts: DataSourceParts, readonly: boolean): DataSource {
  if (!readonly) mkdirSync(dirname(target.file), { recursive: true });
  const source = new DataSource({
    type: 'better-sqlite3',
    database: target.file,
    driver: ImmediateSqlite,
    readonly,
    fileMustExist: readonly,
    timeout: BUSY_TIMEOUT,
    statementCacheSize: STATEMENTS_KEPT,
    ...(readonly ? {} : { enableWAL: true }),
    prepareDatabase: (db: Sqlite.Database) => {
      if (!readonly) db.pragma('synchronous = FULL');
    },
    entities: parts.entities,
    migrations: parts.migrations,
    migrationsTransactionMode: 'all',
    synchronize: false,
  });
  bindNumbers(source);
  return source;
}

/**
 * TypeORM writes numbers into SQLite's text, so that every id is another statement to prepare; a bigint it
 * binds, and SQLite takes it for the integer it is.
 */
function bindNumbers({ driver }: DataSource): void {
  const escape = driver.escapeQueryWithParameters.bind(driver);
  driver.escapeQueryWithParameters = (sql, parameters) => {
    const bound: Record<string, unknown> = {};
    for (const name in parameters) {
      const value: unknown = parameters[name];
      bound[name] = Number.isSafeInteger(value) ? BigInt(value as number) : value;
    }
    return escape(sql, bound);
  };
}

function postgres(target: PostgresTarget, parts: DataSourceParts, readonly: boolean): DataSource {
  return new DataSource({
    type: 'postgres',
    url: target.url,
    parseInt8: true,
    entities: parts.entities,
    migrations: parts.migrations,
    migrationsTransactionMode: 'all',
    synchronize: false,
    extra: {
      max: readonly ? 8 : 4,
      options: readonly ? '-c default_transaction_read_only=on' : undefined,
    },
  });
}

/** Marks the asynchronous call tree of a running transaction, so that a nested one can be refused. */
export const runningTransaction = new AsyncLocalStorage<true>();
