/** The audit trail keeps what keeps it: a rebuilt SQLite table loses its triggers, and nobody would notice. */
import type { DataSource } from 'typeorm';

const SQLITE_TRIGGERS = ['audit_entries_no_update', 'audit_entries_no_delete', 'audit_entries_no_replace'];
const POSTGRES_TRIGGERS = ['audit_entries_no_change'];
const CHAIN_COLUMNS = ['previousHash', 'hash'];

/** @returns what is missing, in words */
export async function trailFaults(source: DataSource): Promise<string[]> {
  const isPostgres = source.options.type === 'postgres';
  const triggers = await (isPostgres ? postgresTriggers(source) : sqliteTriggers(source));
  const columns = await (isPostgres ? postgresColumns(source) : sqliteColumns(source));
  return [
    ...CHAIN_COLUMNS.filter((name) => !columns.includes(name)).map((name) => `no column ${name}`),
    ...(isPostgres ? POSTGRES_TRIGGERS : SQLITE_TRIGGERS)
      .filter((name) => !triggers.includes(name))
      .map((name) => `no trigger ${name}`),
  ];
}

/** @throws Error with a sentence when the trail could be changed without a trace */
export async function assertTrailGuarded(source: DataSource): Promise<void> {
  const faults = await trailFaults(source);
  if (faults.length)
    throw new Error(`The audit trail is not guarded: ${faults.join(', ')} on audit_entries.`);
}

function names(found: { name: string }[]): string[] {
  return found.map(({ name }) => name);
}

async function sqliteTriggers(source: DataSource): Promise<string[]> {
  return names(
    await source.query(
      `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'`,
    ),
  );
}

async function sqliteColumns(source: DataSource): Promise<string[]> {
  return names(await source.query(`SELECT name FROM pragma_table_info('audit_entries')`));
}

/** O and A fire for everybody; D is disabled, R only fires on a replica. */
async function postgresTriggers(source: DataSource): Promise<string[]> {
  return names(
    await source.query(
      `SELECT tgname AS name FROM pg_trigger WHERE tgrelid = to_regclass('audit_entries') AND tgenabled IN ('O', 'A')`,
    ),
  );
}

async function postgresColumns(source: DataSource): Promise<string[]> {
  return names(
    await source.query(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass('audit_entries') AND NOT attisdropped`,
    ),
  );
}
