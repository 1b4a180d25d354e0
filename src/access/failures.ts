/** What the security log says of a secret that was wrong. */
import { noteSecurity } from '../audit/security-log.js';
import type { SecurityEventKind } from '../audit/security-event-kinds.js';
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';

export interface Failure {
  kind?: SecurityEventKind;
  /** null: nobody has the name that was typed */
  personId: number | null;
  address: string;
  reason: string;
  /** It was the fifth. */
  isLast?: boolean;
}

/** Never with what was typed: a name typed is now and then a password in the wrong field. */
export async function noteFailure(tx: Tx, clock: Clock, failure: Failure): Promise<void> {
  const { kind = 'sign-in-failed', personId, address, reason, isLast = false } = failure;
  const about = { personId, subject: `account:${personId ?? '-'}`, address, details: { reason } };
  await noteSecurity(tx, clock, { kind, ...about });
  if (isLast) await noteSecurity(tx, clock, { kind: 'sign-in-locked', ...about });
}
