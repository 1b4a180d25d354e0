/** A submission once acknowledged must survive a power cut: the database's own settings are asked. */
import type { DataSource } from 'typeorm';

/** @throws Error with a sentence when the database does not promise durable, checked writes */
export async function assertDurable(source: DataSource): Promise<void> {
  const faults =
    source.options.type === 'postgres' ? await postgresFaults(source) : await sqliteFaults(source);
  if (faults.length) throw new Error(`The database is not safe to serve from: ${faults.join('; ')}.`);
}

async function sqliteFaults(source: DataSource): Promise<string[]> {
  const ask = async (pragma: string) =>
    Object.values((await source.query<object[]>(`PRAGMA ${pragma}`))[0]!)[0];
  const faults: string[] = [];
  if ((await ask('synchronous')) !== 2) faults.push('synchronous is not FULL');
  if ((await ask('journal_mode')) !== 'wal') faults.push('the journal is not WAL');
  if ((await ask('foreign_keys')) !== 1) faults.push('foreign keys are off');
  return faults;
}

async function postgresFaults(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string; setting: string }[]>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  return rows.filter((row) => row.setting === 'off').map((row) => `${row.name} is off`);
}
