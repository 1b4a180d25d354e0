/**
 * A server that refuses our name or our sender refuses every mail: sending stops, for all processes of
 * this database, and no mail loses an attempt. It is tried again now and then, and after every start.
 */
import type { Reader, Tx } from '../platform/database.js';
import { changedRows, row } from '../platform/sql.js';
import type { MessageReason } from './messages.js';
import { plusMinutes } from './retries.js';

export interface DeliveryHold {
  since: string;
  until: string;
  reason: MessageReason;
  answer: string;
}

const NAME = 'deliveryHold';
const HOLD_MINUTES = 15;

export async function readHold(reader: Reader): Promise<DeliveryHold | null> {
  const found = await row<{ value: string }>(reader, `SELECT "value" FROM "settings" WHERE "name" = :name`, {
    name: NAME,
  });
  return found ? (JSON.parse(found.value) as DeliveryHold) : null;
}

/** A hold that ends later than one can was set by a clock that has since jumped back. */
export function isHeld(hold: DeliveryHold | null, now: string): boolean {
  return hold !== null && hold.until > now && hold.until <= plusMinutes(now, HOLD_MINUTES);
}

export async function hold(tx: Tx, now: string, why: Pick<DeliveryHold, 'reason' | 'answer'>): Promise<void> {
  const earlier = await readHold(tx);
  const value: DeliveryHold = {
    since: earlier?.since ?? now,
    until: plusMinutes(now, HOLD_MINUTES),
    reason: why.reason,
    answer: why.answer,
  };
  await changedRows(
    tx,
    `INSERT INTO "settings" ("name", "value") VALUES (:name, :value)
     ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value" RETURNING "name"`,
    { name: NAME, value: JSON.stringify(value) },
  );
}

export async function release(tx: Tx): Promise<void> {
  await changedRows(tx, `DELETE FROM "settings" WHERE "name" = :name RETURNING "name"`, { name: NAME });
}
