/**
 * Watches every transaction of a database: whatever row it changes must be told by an entry of the trail written in
 * the same transaction, about that row or about what it belongs to. Knows tables, not features: what is added later
 * is watched too.
 */
import type { Database, Tx } from '../../src/platform/database.js';

/** What need not be told, and why. */
export const UNTOLD: Record<string, string> = {
  audit_entries: 'is the trail',
  personal_values: 'is part of the trail',
  messages: 'is told by what put it there; its delivery is its own record',
  notices: 'is itself a ledger of who was told what',
  job_runs: 'is itself the record of what ran',
  sessions: 'comes and goes with every visit; signing in and out is told as a change of the person',
  sign_in_failures: 'counts guesses at a password',
  security_events: 'is itself the record of who came to the door',
  links: 'is told by the mail it rides in; that it was taken back is told as a change of the link',
  idempotent_answers: 'is told by what was done under the key',
  attachments: 'is told by the submission it came with',
  light_snapshots: 'is computed by a job of every month from what is told',
  claim_tellings: 'is told as a change of its task',
};
/** Rows of `settings` that the product remembers for itself. */
const OWN_SETTINGS = ['installedOn', 'auditCheck', 'deliveryHold'];

type Row = Record<string, unknown>;
type Snapshot = Map<string, Map<string, Row>>;

export interface Untold {
  table: string;
  row: Row;
  entries: string[];
}

/** @returns what was changed without a word, filled while the database is used */
export function watchTrail(db: Database): Untold[] {
  const untold: Untold[] = [];
  const original = db.inTransaction.bind(db);
  db.inTransaction = <T>(work: (tx: Tx) => Promise<T>) => {
    if (isCalledByTest()) return original(work);
    return original(async (tx) => {
      const before = await snapshot(tx);
      const last = await lastEntry(tx);
      const value = await work(tx);
      const told = await entriesAfter(tx, last);
      const after = await snapshot(tx);
      const references = new Set(told.flatMap((entry) => referencesOfEntry(entry, [after, before])));
      for (const { table, row } of changes(before, after))
        if (!referencesOfRow(table, row, [after, before]).some((one) => references.has(one)))
          untold.push({ table, row, entries: [...references] });
      return value;
    });
  };
  return untold;
}

/** A test that makes what it needs tells nobody. */
function isCalledByTest(): boolean {
  const caller =
    new Error()
      .stack!.split('\n')
      .slice(2)
      .find((line) => !line.includes('audit-watch')) ?? '';
  return /[\\/]test[\\/]/.test(caller);
}

async function snapshot(tx: Tx): Promise<Snapshot> {
  const tables: Snapshot = new Map();
  for (const { tableName, primaryColumns } of tx.connection.entityMetadatas) {
    if (tableName in UNTOLD) continue;
    const found = await tx.query<Row[]>(`SELECT * FROM "${tableName}"`);
    const keyOf = (row: Row) => primaryColumns.map(({ databaseName }) => row[databaseName]).join();
    tables.set(tableName, new Map(found.map((row) => [keyOf(row), row])));
  }
  return tables;
}

/** Rows that are new, gone or different; of a changed one as it is now. */
function changes(before: Snapshot, after: Snapshot): { table: string; row: Row }[] {
  const found: { table: string; row: Row }[] = [];
  for (const [table, now] of after) {
    const then = before.get(table)!;
    for (const [key, row] of now) {
      const old = then.get(key);
      if (!old || JSON.stringify(old) !== JSON.stringify(row)) found.push({ table, row });
    }
    for (const [key, row] of then) if (!now.has(key)) found.push({ table, row });
  }
  return found.filter(({ table, row }) => !isOwn(table, row));
}

function isOwn(table: string, row: Row): boolean {
  if (table === 'settings') return OWN_SETTINGS.includes(String(row['name']));
  // A rule's proposal for a draft is nobody's obligation yet; what a person sets in it is told.
  return (
    table === 'deadlines' &&
    row['openedOn'] === null &&
    ['rule', 'calendar', 'document'].includes(String(row['source']))
  );
}

interface Entry {
  id: number;
  noun: string;
  nounId: string;
  before: string | null;
  after: string | null;
}

async function lastEntry(tx: Tx): Promise<number> {
  const [found] = await tx.query<{ id: number | null }[]>('SELECT max(id) AS id FROM audit_entries');
  return found?.id ?? 0;
}

function entriesAfter(tx: Tx, id: number): Promise<Entry[]> {
  return tx.query(`SELECT id, noun, "nounId", before, after FROM audit_entries WHERE id > ${id}`);
}

/** What an entry is about, and what its fields point at: `task:5`, `unit:7`. */
function referencesOfEntry({ noun, nounId, before, after }: Entry, snapshots: Snapshot[]): string[] {
  const fields = [before, after].flatMap((json) => (json ? Object.entries(JSON.parse(json) as Row) : []));
  // An entry about a duty tells what becomes of the deadlines of its task.
  const task = noun === 'duty' ? pointers(Object.entries(rowOf(`duty:${nounId}`, snapshots))) : [];
  return [`${noun}:${nounId}`, noun.startsWith('calendar') ? 'calendar:' : '', ...pointers(fields), ...task];
}

/** A row itself, what it belongs to, and what that belongs to. */
function referencesOfRow(table: string, row: Row, snapshots: Snapshot[]): string[] {
  if (table.startsWith('calendar') || String(row['name']).startsWith('calendar.')) return ['calendar:'];
  const ofUnit = OF_A_UNIT.includes(table) ? [`unit:${String(row['unitId'])}`] : [];
  const parents = pointers(Object.entries(row));
  const theirs = parents.flatMap((parent) => pointers(Object.entries(rowOf(parent, snapshots))));
  return [`${singular(table)}:${String(row['id'] ?? row['name'])}`, ...ofUnit, ...parents, ...theirs];
}

function rowOf(reference: string, snapshots: Snapshot[]): Row {
  const [noun, id] = reference.split(':');
  for (const tables of snapshots)
    for (const [table, rows] of tables) if (singular(table) === noun) return rows.get(id!) ?? {};
  return {};
}

function pointers(fields: [string, unknown][]): string[] {
  return fields.flatMap(([name, value]) => {
    if (LISTS_OF_DEADLINES.includes(name) && Array.isArray(value)) return value.map((id) => `deadline:${id}`);
    const noun = /^([a-z][A-Za-z]*)Ids?$/.exec(name)?.[1];
    if (!noun || value === null || NOT_PARENTS.includes(noun)) return [];
    return [value].flat().map((id) => `${ALIASES[noun] ?? dashed(noun)}:${String(id)}`);
  });
}

/** Who did something is no word about what was done, and most things are of some unit. */
const NOT_PARENTS =
  'createdBy submittedBy verifiedBy askedBy decidedBy signedBy enteredBy urgedBy sentBy madeBy toldBy startedBy endedBy verifierUnit supervisorUnit unit noun'.split(
    ' ',
  );
/** What a unit itself is made of. */
const OF_A_UNIT = ['unit_names', 'unit_aliases', 'unit_changes', 'group_members', 'contacts'];
const LISTS_OF_DEADLINES = ['opened', 'waived', 'held', 'deadlines'];
const ALIASES: Record<string, string> = { notice: 'supervision-notice', group: 'unit' };

function singular(table: string): string {
  const noun = table
    .replaceAll('_', '-')
    .replace(/ies$/, 'y')
    .replace(/(?<!s)s$/, '');
  return IRREGULAR[noun] ?? noun;
}
const IRREGULAR: Record<string, string> = {
  people: 'person',
  'unit-aliase': 'unit-alias',
  'api-token': 'token',
};

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
