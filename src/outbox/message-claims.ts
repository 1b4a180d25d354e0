/**
 * Who may send a message now. A claim is a lease with an epoch: a worker that overslept its lease finds
 * another epoch and changes nothing. Everything here runs inside the caller's transaction.
 */
import type { Reader, Tx } from '../platform/database.js';
import { changedRows, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { MessageReason, MessageState, StoredMail } from './messages.js';
import { latestPossibleAttempt } from './retries.js';

export interface ClaimedMail extends StoredMail {
  attempts: number;
  leaseEpoch: number;
  createdAt: string;
}

export interface ClaimTimes {
  now: string;
  today: Day;
  /** ISO UTC: until when the claimed ones are ours */
  leaseUntil: string;
}

export interface Lease {
  id: number;
  leaseEpoch: number;
}

export interface Mark extends Lease {
  state: MessageState;
  reason: MessageReason | null;
  serverAnswer: string | null;
  sentAt: string | null;
  /** null: as it was */
  nextAttemptAt: string | null;
  /** −1 gives back an attempt that was not made */
  attempts: 0 | -1;
}

/** Not yet tried is always due: an instant written before the clock jumped back must not hold it. */
const DUE = `"state" = 'pending'
  AND ("attempts" = 0 OR "nextAttemptAt" <= :now OR "nextAttemptAt" > :latest)`;
const PAST_ITS_DAY = `"state" = 'pending' AND "expiresOn" < :today`;
/** Expired by a clock that has since jumped back. */
const NOT_PAST_AFTER_ALL = `"state" = 'expired' AND "expiresOn" >= :today`;

/** Looks without writing, so that an idle minute costs one read. */
export async function isAnythingDue(reader: Reader, now: string, today: Day): Promise<boolean> {
  const found = await row(
    reader,
    `SELECT "id" FROM "messages" WHERE (${DUE}) OR (${PAST_ITS_DAY}) OR (${NOT_PAST_AFTER_ALL}) LIMIT 1`,
    { now, today, latest: latestPossibleAttempt(now) },
  );
  return found !== null;
}

/** @param latest no lease can reach further: one that does was given by a clock that has since jumped back */
export function leasesOver(reader: Reader, now: string, latest: string): Promise<Lease[]> {
  return rows(
    reader,
    `SELECT "id", "leaseEpoch" FROM "messages"
     WHERE "state" = 'sending' AND ("leaseUntil" <= :now OR "leaseUntil" > :latest)`,
    { now, latest },
  );
}

/** Makes abandoned ones due again, unless their worker or another came first. */
export async function takeBack(tx: Tx, abandoned: Lease[]): Promise<void> {
  for (const { id, leaseEpoch } of abandoned) {
    await changedRows(
      tx,
      `UPDATE "messages" SET "state" = 'pending', "leaseUntil" = NULL, "leaseEpoch" = "leaseEpoch" + 1
       WHERE "id" = :id AND "leaseEpoch" = :leaseEpoch AND "state" = 'sending' RETURNING "id"`,
      { id, leaseEpoch },
    );
  }
}

/** @returns how many will not be sent because their day is over */
export async function expire(tx: Tx, today: Day): Promise<number> {
  await changedRows(
    tx,
    `UPDATE "messages" SET "state" = 'pending', "reason" = NULL WHERE ${NOT_PAST_AFTER_ALL} RETURNING "id"`,
    { today },
  );
  const expired = await changedRows(
    tx,
    `UPDATE "messages" SET "state" = 'expired', "reason" = 'day-passed' WHERE ${PAST_ITS_DAY} RETURNING "id"`,
    { today },
  );
  return expired.length;
}

/** The one claim: a conditional UPDATE whose changed rows are ours until the lease ends. */
export async function claim(tx: Tx, times: ClaimTimes, limit: number): Promise<ClaimedMail[]> {
  const claimed = await changedRows<ClaimedMail & { headers: string; calendar: string | null }>(
    tx,
    `UPDATE "messages" SET "state" = 'sending', "attempts" = "attempts" + 1,
       "leaseEpoch" = "leaseEpoch" + 1, "leaseUntil" = :leaseUntil
     WHERE "id" IN (SELECT "id" FROM "messages" WHERE ${DUE} ORDER BY "nextAttemptAt", "id" LIMIT :limit)
       AND "state" = 'pending'
     RETURNING "id", "fromName", "fromAddress", "toName", "toAddress", "subject", "text", "html", "calendar",
       "headers", "messageId", "boundary", "datedAt", "attempts", "leaseEpoch", "createdAt"`,
    { now: times.now, latest: latestPossibleAttempt(times.now), leaseUntil: times.leaseUntil, limit },
  );
  return claimed.map(readMail).sort((a, b) => a.id - b.id);
}

/** @returns whether the lease was still ours */
export async function mark(tx: Tx, given: Mark): Promise<boolean> {
  const changed = await changedRows(
    tx,
    `UPDATE "messages" SET "state" = :state, "reason" = :reason, "serverAnswer" = :serverAnswer,
       "sentAt" = :sentAt, "leaseUntil" = NULL, "attempts" = "attempts" + :attempts,
       "nextAttemptAt" = COALESCE(:nextAttemptAt, "nextAttemptAt")
     WHERE "id" = :id AND "leaseEpoch" = :leaseEpoch AND "state" = 'sending' RETURNING "id"`,
    { ...given },
  );
  return changed.length === 1;
}

/** JSON columns come back from plain SQL as text. */
export function readMail<M extends { headers: unknown; calendar: unknown }>(stored: M): M & StoredMail {
  const { headers, calendar } = stored as { headers: string; calendar: string | null };
  const parsed = {
    headers: JSON.parse(headers) as StoredMail['headers'],
    calendar: calendar === null ? null : (JSON.parse(calendar) as StoredMail['calendar']),
  };
  return { ...stored, ...parsed } as unknown as M & StoredMail;
}
