/** Counts what a page reads: queries that grow with the rows are slow long before anybody notices. */
import type { Database } from '../../src/platform/database.js';

export interface Reads {
  queries: string[];
  rows: number;
}

/** Everything read by SQL while `work` runs, outside transactions. */
export async function readsOf(db: Database, work: () => Promise<unknown>): Promise<Reads> {
  const reader = db.read;
  const { query } = reader;
  const seen: Reads = { queries: [], rows: 0 };
  const counting = async (sql: string, values?: unknown[]) => {
    const found: unknown = await query.call(reader, sql, values);
    seen.queries.push(sql);
    seen.rows += Array.isArray(found) ? found.length : 0;
    return found;
  };
  Object.assign(reader, { query: counting });
  try {
    await work();
  } finally {
    Object.assign(reader, { query });
  }
  return seen;
}
