/** Reads of the mailbox: plain rows, a page at a time, the newest first. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { readMail } from './message-claims.js';
import type { MessageState, StoredMail } from './messages.js';

export interface MessageFilter {
  day: Day | null;
  state: MessageState | null;
  /** An id: only older ones. */
  before: number | null;
  limit: number;
}

export interface ListedMessage {
  id: number;
  kind: string;
  onDay: Day;
  toName: string;
  toAddress: string;
  subject: string;
  messageId: string;
  state: MessageState;
  reason: string | null;
  serverAnswer: string | null;
  attempts: number;
  nextAttemptAt: string;
  createdAt: string;
  sentAt: string | null;
}

export interface WholeMessage extends StoredMail, ListedMessage {
  expiresOn: Day | null;
}

/** Somebody who got nothing that day, and why. */
export interface SkippedNotice {
  id: number;
  kind: string;
  recipient: string;
  reason: string | null;
}

const LISTED = `"id", "kind", "onDay", "toName", "toAddress", "subject", "messageId", "state", "reason",
  "serverAnswer", "attempts", "nextAttemptAt", "createdAt", "sentAt"`;
const DAYS = `SELECT "onDay" FROM "messages" UNION ALL SELECT "onDay" FROM "notices"`;
const LARGEST_ID = 2_147_483_647;

export function listMessages(reader: Reader, filter: MessageFilter): Promise<ListedMessage[]> {
  const { day, state, before, limit } = filter;
  const conditions = [
    '"id" < :before',
    ...(day ? ['"onDay" = :day'] : []),
    ...(state ? ['"state" = :state'] : []),
  ];
  return rows(
    reader,
    `SELECT ${LISTED} FROM "messages" WHERE ${conditions.join(' AND ')} ORDER BY "id" DESC LIMIT :limit`,
    { before: before ?? LARGEST_ID, limit, ...(day ? { day } : {}), ...(state ? { state } : {}) },
  );
}

export async function wholeMessage(reader: Reader, id: number): Promise<WholeMessage | null> {
  const found = await row<WholeMessage>(reader, `SELECT * FROM "messages" WHERE "id" = :id`, { id });
  return found && readMail(found);
}

export async function countsOfDay(reader: Reader, day: Day): Promise<Map<MessageState | 'untold', number>> {
  const counted = await rows<{ state: MessageState; count: number }>(
    reader,
    `SELECT "state", COUNT(*) AS "count" FROM "messages" WHERE "onDay" = :day GROUP BY "state"`,
    { day },
  );
  const untold = await row<{ count: number }>(
    reader,
    `SELECT COUNT(*) AS "count" FROM "notices" WHERE "onDay" = :day AND "outcome" = 'skipped'`,
    { day },
  );
  return new Map([
    ...counted.map(({ state, count }) => [state, count] as const),
    ['untold', untold?.count ?? 0],
  ]);
}

/** Who got nothing on a day. @param after an id: only later ones */
export function skippedOfDay(
  reader: Reader,
  day: Day,
  after: number,
  limit: number,
): Promise<SkippedNotice[]> {
  return rows(
    reader,
    `SELECT "id", "kind", "recipient", "reason" FROM "notices"
     WHERE "onDay" = :day AND "outcome" = 'skipped' AND "id" > :after ORDER BY "id" LIMIT :limit`,
    { day, after, limit },
  );
}

/** The days before and after that have something to show; `newest` for whoever asks for none. */
export async function daysAround(
  reader: Reader,
  day: Day,
): Promise<{ previous: Day | null; next: Day | null; newest: Day | null }> {
  const found = await row<{ previous: Day | null; next: Day | null; newest: Day | null }>(
    reader,
    `SELECT (SELECT MAX("onDay") FROM (${DAYS}) AS "earlier" WHERE "onDay" < :day) AS "previous",
       (SELECT MIN("onDay") FROM (${DAYS}) AS "later" WHERE "onDay" > :day) AS "next",
       (SELECT MAX("onDay") FROM (${DAYS}) AS "all") AS "newest"`,
    { day },
  );
  return found!;
}
