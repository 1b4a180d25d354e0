/**
 * The trail: one row for every change of every noun, written in the same transaction as the change, each a link of
 * one chain. Ids follow each other without a gap: a transaction holds the only writer of its database, so the next
 * id is known, and hashed, before the row is written, which then is never touched again.
 */
import { rows } from '../platform/sql.js';
import type { Tx } from '../platform/database.js';
import type { Clock } from '../platform/clock.js';
import type { Viewer } from '../rules/permissions.js';
import { setApart, withoutPersonal } from './personal-values.js';
import { CHAIN_COLUMNS, hashOf, NO_ENTRY, type ChainedEntry, type Head } from './chain.js';

export interface Change {
  /** A domain verb in its past sense is not needed: `issue`, `submit`, `correct`. */
  verb: string;
  /** The table's singular: `plan`, `task`, `deadline`. */
  noun: string;
  id: number | string;
  planId?: number | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** Records what `viewer` did. Of before and after only the fields that differ are kept. */
export async function record(tx: Tx, clock: Clock, viewer: Viewer, change: Change): Promise<void> {
  const now = { at: clock.now(), onDay: clock.today() };
  const told = await personalApart(tx, viewer, change);
  const previous = heads.get(tx) ?? (await headOf(tx));
  const entry = entryOf(now, told.viewer, told.change, previous);
  await insert(tx, entry);
  heads.set(tx, { id: entry.id, hash: entry.hash });
}

async function personalApart(
  tx: Tx,
  viewer: Viewer,
  change: Change,
): Promise<{ viewer: Viewer; change: Change }> {
  const { personId } = viewer;
  const name = asStored(viewer.name);
  const { before, after } = differing(change.before ?? null, change.after ?? null);
  return {
    viewer: personId === null ? viewer : { ...viewer, name: await setApart(tx, personId, name) },
    change: {
      ...change,
      before: await withoutPersonal(tx, change, before),
      after: await withoutPersonal(tx, change, after),
    },
  };
}

/** What this transaction wrote last: only it can know, and it ends with the transaction. */
const heads = new WeakMap<Tx, Head>();

/** The newest entry. */
export async function headOf(from: Tx): Promise<Head> {
  const found = await rows<{ id: number; hash: string | null }>(
    from,
    'SELECT id, hash FROM audit_entries ORDER BY id DESC LIMIT 1',
  );
  // A row written past the service has no hash; the check finds it, and nobody's work stops for it.
  return found[0] ? { id: found[0].id, hash: found[0].hash ?? '' } : NO_ENTRY;
}

type Sealed = ChainedEntry & { hash: string };

function entryOf(
  now: Pick<ChainedEntry, 'at' | 'onDay'>,
  viewer: Viewer,
  change: Change,
  previous: Head,
): Sealed {
  const { before = null, after = null } = change;
  const entry = {
    id: previous.id + 1,
    ...now,
    personId: viewer.personId,
    personName: asStored(viewer.name),
    door: viewer.door,
    verb: change.verb,
    noun: change.noun,
    nounId: asStored(String(change.id)),
    planId: change.planId ?? (change.noun === 'plan' ? Number(change.id) : null),
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
  };
  return { ...entry, previousHash: previous.hash, hash: hashOf(entry, previous.hash) };
}

/** Half a character of UTF-16 comes back from a database as another; JSON escapes it by itself. */
function asStored(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Column by column as the chain lists them; the statement is the same each time, so it is prepared once. */
async function insert(tx: Tx, entry: Sealed): Promise<void> {
  const { id, at, onDay, personId, personName, door, verb, noun, nounId, planId, before, after } = entry;
  const values = [
    ...[id, at, onDay, personId, personName, door, verb, noun, nounId, planId, before, after],
    ...[entry.previousHash, entry.hash],
  ];
  const places = values.map((_, i) => tx.connection.driver.createParameter('value', i));
  await tx.query(`INSERT INTO audit_entries (${CHAIN_COLUMNS}) VALUES (${places.join(', ')})`, values);
}

type Fields = Record<string, unknown> | null;

function differing(before: Fields, after: Fields): { before: Fields; after: Fields } {
  if (!before || !after) return { before, after };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const pick = (fields: Record<string, unknown>) =>
    Object.fromEntries(changed.map((key) => [key, fields[key]]));
  return { before: pick(before), after: pick(after) };
}
