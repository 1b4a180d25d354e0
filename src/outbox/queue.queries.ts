/** What waits in the outbox, and what did not go of late. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { MessageReason } from './messages.js';
import { plusMinutes } from './retries.js';

const DAYS = 30;

export interface QueueState {
  pending: number;
  /** When the one that waits longest was put in. */
  oldest: string | null;
  /** Of the last 30 days: waiting for another attempt, or failed, by reason. */
  reasons: { reason: MessageReason; count: number }[];
}

export async function queueState(from: Reader, now: string): Promise<QueueState> {
  const waiting = await row<{ pending: number; oldest: string | null }>(
    from,
    `SELECT count(*) AS pending, min("createdAt") AS oldest FROM messages WHERE state IN ('pending', 'sending')`,
  );
  const reasons = await rows<QueueState['reasons'][number]>(
    from,
    `SELECT reason, count(*) AS count FROM messages
     WHERE state IN ('pending', 'sending', 'failed') AND reason IS NOT NULL AND "createdAt" > :since
     GROUP BY reason ORDER BY count(*) DESC, reason`,
    { since: plusMinutes(now, -DAYS * 24 * 60) },
  );
  return { ...waiting!, reasons };
}
