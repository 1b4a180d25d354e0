/** How links end, wherever it happens: told in the trail and in the security log. */
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { endLinks, type LinksWhere } from './links.queries.js';

/** @returns how many were still standing */
export async function revokeLinks(
  tx: Tx,
  { clock, viewer }: { clock: Clock; viewer: Viewer },
  where: LinksWhere,
  reason: string,
): Promise<number> {
  const now = clock.now();
  const ended = await endLinks(tx, where, { now, reason });
  for (const { id, unitId } of ended) {
    const change = { before: { revokedAt: null }, after: { unitId, revokedAt: now, reason } };
    await record(tx, clock, viewer, { verb: 'revoke', noun: 'link', id, ...change });
    const { personId } = viewer;
    await noteSecurity(tx, clock, { kind: 'link-revoked', personId, subject: `link:${id}` });
  }
  return ended.length;
}

/** Those that set a password: what they were sent for has happened, or must not happen by them any more. */
export async function revokePasswordLinks(
  tx: Tx,
  by: { clock: Clock; viewer: Viewer },
  personId: number,
  reason: string,
): Promise<void> {
  for (const purpose of ['invitation', 'password'] as const)
    await revokeLinks(tx, by, { personId, purpose }, reason);
}
