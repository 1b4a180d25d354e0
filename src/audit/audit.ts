/**
 * The trail: one row for every change of every noun, written in the same transaction as the change.
 * The hash chain over it comes with the next issue; the rows are complete from the first day.
 */
import { insertRow, type Tx } from '../platform/database.js';
import type { Clock } from '../platform/clock.js';
import type { Viewer } from '../rules/permissions.js';
import { AuditEntry } from './audit-entry.entity.js';

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
  const { before, after } = differing(change.before ?? null, change.after ?? null);
  await insertRow(tx, AuditEntry, {
    at: clock.now(),
    onDay: clock.today(),
    personId: viewer.personId,
    personName: viewer.name,
    door: viewer.door,
    verb: change.verb,
    noun: change.noun,
    nounId: String(change.id),
    planId: change.planId ?? null,
    before,
    after,
  });
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
