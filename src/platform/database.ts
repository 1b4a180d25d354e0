/**
 * The database as services see it: `inTransaction` is the only way to write, `read` the way to look.
 *
 * Transactions of one process run one after the other, first come first served, on both databases:
 * on SQLite because overlapping ones on TypeORM's single connection lose committed rows
 * (typeorm#1884, #8668), on PostgreSQL because check-then-insert is only right under one writer.
 * Between processes SQLite's BEGIN IMMEDIATE and PostgreSQL's advisory lock do the same.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager, ObjectLiteral, EntityTarget } from 'typeorm';
import { runningTransaction } from './data-sources.js';

/** What a service holds while it writes. Dead once the transaction has ended. */
export type Tx = EntityManager;
/** What queries hold: a connection that cannot write. */
export type Reader = EntityManager;

/**
 * Of a request that may be sent again: what its transactions gave back. What is kept commits with the work itself, so
 * that a second attempt after a crash takes up where the first one ended, and does nothing twice.
 */
export interface Journal {
  /** What this transaction gave back in an attempt before; null: it has not been committed. */
  recall(): { value: unknown } | null;
  keep(tx: Tx, value: unknown): Promise<void>;
}

/** Around the work of such a request. */
export const journal = new AsyncLocalStorage<Journal>();

/** One key for all writers of one database; any constant would do. */
const WRITER_LOCK = 20181122;
/** How often, and how long between (ms), a locked SQLite file is tried again: about 15 s in all. */
const BUSY_TRIES = 400;
const BUSY_PAUSE = 25;

@Injectable()
export class Database implements OnApplicationShutdown {
  private last: Promise<unknown> = Promise.resolve();
  private committed = 0;

  constructor(
    private readonly writing: DataSource,
    private readonly reading: DataSource,
  ) {}

  get kind(): 'sqlite' | 'postgres' {
    return this.writing.options.type === 'postgres' ? 'postgres' : 'sqlite';
  }

  /** How many transactions this process has committed: what was read before it rose may be out of date. */
  get commits(): number {
    return this.committed;
  }

  /** Committed data only; use it outside transactions. */
  get read(): Reader {
    return this.reading.manager;
  }

  /**
   * Runs `work` alone and commits when it resolves; when it rejects, nothing of it remains.
   * Do not await mail or HTTP inside it, and no `Promise.all` over `tx`.
   * @throws Error when called inside another transaction: hand `tx` on instead
   */
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (runningTransaction.getStore()) {
      return Promise.reject(new Error('inTransaction inside a transaction: pass its tx on instead'));
    }
    const book = journal.getStore();
    const known = book?.recall();
    if (known) return Promise.resolve(known.value as T);
    const kept = book ? (tx: Tx) => keepIn(book, tx, work) : work;
    const result = this.last.then(() => runningTransaction.run(true, () => this.once(kept)));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.writing.createQueryRunner();
    try {
      await this.begin(runner);
      const handed = closable(runner.manager);
      try {
        const value = await work(handed.manager);
        handed.close();
        await runner.commitTransaction();
        this.committed += 1;
        return value;
      } catch (error) {
        handed.close();
        await runner.rollbackTransaction();
        throw error;
      }
    } finally {
      if (this.kind === 'postgres') await runner.release();
    }
  }

  private async begin(runner: ReturnType<DataSource['createQueryRunner']>): Promise<void> {
    if (this.kind === 'postgres') {
      await runner.startTransaction();
      await runner.query('SELECT pg_advisory_xact_lock($1)', [WRITER_LOCK]);
      return;
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runner.startTransaction();
      } catch (error) {
        if (attempt === BUSY_TRIES || !isBusy(error)) throw error;
        forgetFailedBegin(runner);
        await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE));
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.last;
    if (this.reading.isInitialized) await this.reading.destroy();
    if (this.writing.isInitialized) await this.writing.destroy();
  }
}

async function keepIn<T>(book: Journal, tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const value = await work(tx);
  await book.keep(tx, value);
  return value;
}

function isBusy(error: unknown): boolean {
  return /SQLITE_BUSY|database is locked/.test(String((error as { code?: string }).code) + String(error));
}

/** TypeORM believes it is inside a transaction although BEGIN failed. */
function forgetFailedBegin(runner: object): void {
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
}

/** A manager that answers until closed: TypeORM would silently write outside the transaction. */
function closable(manager: EntityManager): { manager: EntityManager; close: () => void } {
  let open = true;
  const proxy = new Proxy(manager, {
    get(target, key) {
      if (!open) throw new Error('this transaction has ended: its tx cannot be used any more');
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { manager: proxy, close: () => (open = false) };
}

/** Inserts one row, at half the cost of the manager's own insert: for what is written all day. @returns its id */
export async function insertRow<E extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<E>,
  row: Partial<E>,
): Promise<number> {
  return (await inserted(tx, entity, row, ''))!;
}

/**
 * Inserts one row unless its unique key is taken.
 * @returns the new id, or null when a row with that key stood already
 */
export function insertOnce<E extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<E>,
  row: Partial<E>,
  key: string,
): Promise<number | null> {
  const keys = key.split(',').map((name) => `"${name.trim()}"`);
  return inserted(tx, entity, row, `ON CONFLICT (${keys.join(', ')}) DO NOTHING`);
}

async function inserted<E extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<E>,
  row: Partial<E>,
  onConflict: string,
): Promise<number | null> {
  const { driver } = tx.connection;
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const given = columns.filter((column) => column.propertyName in row && !column.isGenerated);
  const values = given.map(
    (column) =>
      driver.preparePersistentValue((row as Record<string, unknown>)[column.propertyName], column) as unknown,
  );
  const places = given.map((column, i) => driver.createParameter(column.databaseName, i));
  const names = given.map((column) => `"${column.databaseName}"`);
  const made = await tx.query<{ id: number }[]>(
    `INSERT INTO "${tableName}" (${names.join(', ')}) VALUES (${places.join(', ')}) ${onConflict} RETURNING id`,
    values,
  );
  return made[0]?.id ?? null;
}
