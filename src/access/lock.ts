/**
 * Rule (等保2.0): five failures within 15 minutes close an account for 15 minutes, whether it exists or not,
 * so that the answer tells nobody which names exist. An address that tries many names is stopped as well.
 */
import { later } from './instants.js';

export const LOCK_MINUTES = 15;
export const ACCOUNT_FAILURES = 5;
/** A whole office may come from one address. */
export const ADDRESS_FAILURES = 50;

/** @param failures instants, the newest first, of at least the last 30 minutes */
export function isLocked(failures: string[], now: string, allowed = ACCOUNT_FAILURES): boolean {
  const newest = failures[0];
  const first = failures[allowed - 1];
  if (newest === undefined || first === undefined) return false;
  return later(first, LOCK_MINUTES) >= newest && later(newest, LOCK_MINUTES) > now;
}
