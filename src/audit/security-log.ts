/**
 * The security log 安全日志: sign-ins, refusals, uses of links and tokens, changes of settings. Kept apart from the
 * audit trail, which holds what became of the work, and read by auditors. Kept 400 days, then deleted.
 *
 * Nothing personal and nothing secret stands in it: people by their key, mailboxes not at all.
 */
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { SecurityEventKind } from './security-event-kinds.js';
import { SecurityEvent } from './security-event.entity.js';

export interface SecurityEventGiven {
  kind: SecurityEventKind;
  personId?: number | null;
  subject?: string | null;
  /** where the request came from */
  address?: string | null;
  details?: Record<string, string | number>;
}

/** Inside the transaction that does it, or in one of its own where the answer is a refusal. */
export async function noteSecurity(tx: Tx, clock: Clock, given: SecurityEventGiven): Promise<void> {
  const { kind, personId = null, subject = null, address = null, details = {} } = given;
  await tx.insert(SecurityEvent, { at: clock.now(), kind, personId, subject, address, details });
}
