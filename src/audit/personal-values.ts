/**
 * Names, mailboxes and phones in the trail. An entry is hashed and never changed, a person's data must be erasable:
 * so an entry holds `⟦p:17⟧` in such a place, and what stands behind the number can be taken out while the chain stays
 * whole. Entries written before this was so hold what they hold.
 *
 * Example: 联络员甲 enters 联络员乙; the entry says `⟦p:1⟧` did, and `name: ⟦p:2⟧`.
 */
import { insertRow, type Reader, type Tx } from '../platform/database.js';
import { holds, row, rows } from '../platform/sql.js';
import { PersonalValue } from './personal-value.entity.js';

type Fields = Record<string, unknown> | null;

/** Wherever they stand. */
const ALWAYS = [
  'email',
  'phone',
  'loginName',
  'contactName',
  'leaderName',
  'leaderInCharge',
  'givenBy',
  'address',
];
/** Where a `name` is a person's and not a unit's. */
const NAMED = ['person', 'digest-recipient'];
const PLACE = /^⟦p:(\d{1,10})⟧$/;

export interface PersonalEntry {
  personId: number | null;
  personName: string;
  before: string | null;
  after: string | null;
}

/** What this transaction looked up already. */
const known = new WeakMap<Tx, Map<string, string>>();
/** What stood in the database before any transaction that asks: people act far more often than they are renamed. */
const committed = new WeakMap<object, Map<string, number>>();
const MOST_COMMITTED = 5000;

/** @returns what stands in the entry in place of the value */
export async function setApart(tx: Tx, personId: number, value: string): Promise<string> {
  const met = known.get(tx) ?? new Map<string, string>();
  known.set(tx, met);
  const key = `${personId}\n${value}`;
  const place = met.get(key) ?? `⟦p:${await idOf(tx, personId, value)}⟧`;
  met.set(key, place);
  return place;
}

/** Before or after of a change, its personal fields set apart. */
export async function withoutPersonal(
  tx: Tx,
  { noun, id }: { noun: string; id: number | string },
  fields: Fields,
): Promise<Fields> {
  if (!fields) return null;
  const kept = { ...fields };
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value !== 'string' || !value || !isPersonal(noun, field)) continue;
    kept[field] = await setApart(tx, noun === 'person' ? Number(id) : 0, value);
  }
  return kept;
}

export function isPersonal(noun: string, field: string): boolean {
  return ALWAYS.includes(field) || (field === 'name' && NAMED.includes(noun));
}

/** The entries as people read them; what was erased is empty. */
export async function withPersonal<Entry extends PersonalEntry>(
  read: Reader,
  entries: Entry[],
): Promise<Entry[]> {
  const ids = new Set(entries.flatMap((entry) => placesIn(entry)));
  if (!ids.size) return entries;
  const found = await rows<{ id: number; value: string | null }>(
    read,
    'SELECT id, value FROM personal_values WHERE id IN (:...ids)',
    { ids: [...ids] },
  );
  const values = new Map(found.map(({ id, value }) => [id, value ?? '']));
  const filled = (text: string) => values.get(idIn(text) ?? 0) ?? text;
  const inJson = (json: string | null) => json && filledJson(json, filled);
  return entries.map((entry) => ({
    ...entry,
    personName: entry.personId === null ? entry.personName : filled(entry.personName),
    before: inJson(entry.before),
    after: inJson(entry.after),
  }));
}

/** A condition on `"personName"` for the parameter `person`, a pattern. */
export const NAME_HOLDS = `(${holds('"personName"', 'person')} OR "personName" IN
  (SELECT '⟦p:' || CAST(v.id AS text) || '⟧' FROM personal_values v WHERE ${holds('v.value', 'person')}))`;

/** Takes out what the trail says of a person: theirs, and the same words where nobody knew whose they are. */
export async function erasePersonal(tx: Tx, personId: number, words: string[]): Promise<void> {
  await tx.update(PersonalValue, { personId }, { value: null });
  for (const value of words) await tx.update(PersonalValue, { personId: 0, value }, { value: null });
}

async function idOf(tx: Tx, personId: number, value: string): Promise<number> {
  const standing = committedOf(tx);
  const key = `${personId}\n${value}`;
  const before = standing.get(key);
  if (before !== undefined) return before;
  const found = await row<{ id: number }>(
    tx,
    'SELECT id FROM personal_values WHERE "personId" = :personId AND value = :value',
    { personId, value },
  );
  if (!found) return insertRow(tx, PersonalValue, { personId, value });
  // A name nobody's (0) may be erased and given again; a person's own is never given to another.
  if (personId > 0) standing.set(key, found.id);
  return found.id;
}

function committedOf({ connection }: Tx): Map<string, number> {
  const standing = committed.get(connection) ?? new Map<string, number>();
  if (standing.size > MOST_COMMITTED) standing.clear();
  committed.set(connection, standing);
  return standing;
}

function placesIn({ personName, before, after }: PersonalEntry): number[] {
  const texts = [
    personName,
    ...[before, after].flatMap((json) => [...(json?.matchAll(/"(⟦p:\d{1,10}⟧)"/g) ?? [])].map((m) => m[1]!)),
  ];
  return texts.map(idIn).filter((id) => id !== null);
}

function idIn(text: string): number | null {
  const match = PLACE.exec(text);
  return match && Number(match[1]);
}

function filledJson(json: string, filled: (text: string) => string): string {
  const fields = JSON.parse(json) as Record<string, unknown>;
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' && isPersonal('person', name) ? filled(value) : value,
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}
