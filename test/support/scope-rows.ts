/** Every row of every table, by its key; and what became of some of them. */
import type { Database } from '../../src/platform/database.js';

export type Row = Record<string, unknown>;
export type Dump = Map<string, Map<string, Row>>;

export async function dumpOf(db: Database): Promise<Dump> {
  const tables: Dump = new Map();
  for (const { tableName, primaryColumns } of db.read.connection.entityMetadatas) {
    const found = await db.read.query<Row[]>(`SELECT * FROM "${tableName}"`);
    const keyOf = (row: Row) => primaryColumns.map(({ databaseName }) => row[databaseName]).join();
    tables.set(tableName, new Map(found.map((row) => [keyOf(row), row])));
  }
  return tables;
}

/** Rows that are gone or different, and new ones that point at one of them or hold the marker. */
export function harmed(before: Dump, known: Dump, now: Dump, marker: string): string[] {
  const changed = entriesOf(before).flatMap(({ table, id, row }) => {
    const [then, after] = [row, now.get(table)!.get(id) ?? null].map((one) => JSON.stringify(one));
    return then === after ? [] : [`${table} ${id}: ${then} → ${after}`];
  });
  const isOld = (table: string, id: string) => before.get(table)!.has(id) || known.get(table)!.has(id);
  const made = entriesOf(now).filter(({ table, id, row }) => !isOld(table, id) && !isToItsUnit(table, row));
  return [...changed, ...made.flatMap(({ table, row }) => trespass(before, marker, table, row))];
}

interface Entry {
  table: string;
  id: string;
  row: Row;
}

function entriesOf(dump: Dump): Entry[] {
  return [...dump].flatMap(([table, found]) => [...found].map(([id, row]) => ({ table, id, row })));
}

function trespass(before: Dump, marker: string, table: string, row: Row): string[] {
  const text = JSON.stringify(row);
  const why =
    pointsAt(before, row) ?? (text.toLowerCase().includes(marker.toLowerCase()) ? 'by its text' : null);
  return why === null ? [] : [`new in ${table} ${why}: ${text}`];
}

/** A unit that owes in two jurisdictions tells its new contact of both. */
function isToItsUnit(table: string, row: Row): boolean {
  return table === 'messages' && row['kind'] === 'handover';
}

const TABLES: Record<string, string> = {
  planId: 'plans',
  taskId: 'tasks',
  deadlineId: 'deadlines',
  dutyId: 'duties',
  unitId: 'units',
  toUnitId: 'units',
  blockerUnitId: 'units',
  verifierUnitId: 'units',
  collectorUnitId: 'units',
  successorUnitId: 'units',
  supervisorUnitId: 'units',
  parentId: '',
  groupId: 'units',
  personId: 'people',
  contactId: 'contacts',
  submissionId: 'submissions',
  noticeId: 'supervision_notices',
  supplementsPlanId: 'plans',
  replacesPlanId: 'plans',
  jurisdictionId: 'jurisdictions',
};

function pointsAt(before: Dump, row: Row): string | null {
  for (const [column, table] of Object.entries(TABLES)) {
    const id = row[column];
    if (id != null && before.get(table)?.has(String(id as number))) return `by ${column}`;
  }
  return null;
}
