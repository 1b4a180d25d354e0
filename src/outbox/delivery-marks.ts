/** What becomes of a message after an attempt, and how it is written down. */
import type { Database } from '../platform/database.js';
import type { SendOutcome } from './mailer.js';
import { mark, type ClaimedMail, type Mark } from './message-claims.js';
import { isLastAttempt, nextAttemptAt } from './retries.js';

export interface DeliveryCounts {
  sent: number;
  later: number;
  failed: number;
  expired: number;
  skipped: number;
}

export function noCounts(): DeliveryCounts {
  return { sent: 0, later: 0, failed: 0, expired: 0, skipped: 0 };
}

/** The message's next state after an attempt that ended at `now`. */
export function markOf(mail: ClaimedMail, outcome: SendOutcome, now: string): Mark {
  const { id, leaseEpoch } = mail;
  const { reason } = outcome;
  const plain = { id, leaseEpoch, reason, serverAnswer: outcome.answer || null, sentAt: null };
  switch (outcome.kind) {
    case 'sent':
      return { ...plain, state: 'sent', sentAt: now, nextAttemptAt: null, attempts: 0 };
    case 'failed':
      return { ...plain, state: 'failed', nextAttemptAt: null, attempts: 0 };
    case 'stopped':
      return { ...plain, state: 'pending', nextAttemptAt: null, attempts: -1 };
    default:
      return isLastAttempt(now, mail.createdAt)
        ? { ...plain, state: 'failed', reason: 'gave-up', nextAttemptAt: null, attempts: 0 }
        : { ...plain, state: 'pending', nextAttemptAt: nextAttemptAt(now, mail.attempts), attempts: 0 };
  }
}

/** Back to the queue as it was: claimed, but not tried. */
export function untried(mail: ClaimedMail): Mark {
  const { id, leaseEpoch } = mail;
  const blank = { reason: null, serverAnswer: null, sentAt: null, nextAttemptAt: null };
  return { id, leaseEpoch, ...blank, state: 'pending', attempts: -1 };
}

/** Kept here on purpose, by MAIL_ALLOW as it stands now. */
export function notAllowed(mail: ClaimedMail): Mark {
  return { ...untried(mail), state: 'skipped', reason: 'not-allowed' };
}

/**
 * Marks written together: what finishes while a transaction runs goes into the next one. Whoever put a
 * mark waits for its commit before the next mail, so at a crash only mails in flight can be copied.
 */
export class MarkWriter {
  private waiting: Mark[] = [];
  private next: Promise<Set<number>> | null = null;

  constructor(private readonly db: Database) {}

  /** @returns false when the lease was lost: another worker has the mail now */
  async put(given: Mark): Promise<boolean> {
    this.waiting.push(given);
    this.next ??= this.write();
    return (await this.next).has(given.id);
  }

  private write(): Promise<Set<number>> {
    const kept = new Set<number>();
    const written = this.db.inTransaction(async (tx) => {
      const marks = this.waiting.splice(0);
      this.next = null;
      for (const given of marks) if (await mark(tx, given)) kept.add(given.id);
      return kept;
    });
    return written.catch((error: unknown) => {
      this.next = null;
      throw error;
    });
  }
}
