/**
 * Rule (等保2.0): five failures within 15 minutes close an account for 15 minutes, whether it exists or not,
 * so that the answer tells nobody which names exist. An address that tries many names is stopped as well.
 *
 * Example: wrong at 9:00, 9:01, 9:02, 9:03 and 9:04 closes it until 9:19; what is tried meanwhile prolongs nothing.
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

/** Whoever holds one address of IPv6 holds all of its network of 64 bits. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head ? head.split(':') : [];
  const rest = tail ? tail.split(':') : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0');
  const network = [...groups, ...zeros, ...rest].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::`;
}
