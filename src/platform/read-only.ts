/** A look at a database as it stands: without migrating it, and without asking whether it may be served from. */
import type { PostgresTarget, SqliteTarget } from './config.js';
import { readingDataSource } from './data-sources.js';
import type { Reader } from './database.js';

export async function readOnly<T>(
  target: SqliteTarget | PostgresTarget,
  look: (read: Reader) => Promise<T>,
): Promise<T> {
  const source = await readingDataSource(target, { entities: [], migrations: [] }).initialize();
  try {
    return await look(source.manager);
  } finally {
    await source.destroy();
  }
}
