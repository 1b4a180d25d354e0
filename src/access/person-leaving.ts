/** What opens doors for a person, closed at once: sessions, tokens, links; and the units they answer for. */
import { IsNull } from 'typeorm';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { changedRows, rows } from '../platform/sql.js';
import { laterOf, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { Contact } from '../units/contact.entity.js';
import type { ContactsService } from '../units/contacts.service.js';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';

export interface Closing {
  tx: Tx;
  clock: Clock;
  viewer: Viewer;
  personId: number;
}

export async function endContacts(
  { tx, clock, viewer, personId }: Closing,
  contacts: ContactsService,
): Promise<void> {
  const today = clock.today();
  const open = await tx.findBy(Contact, { personId });
  for (const { id, fromOn, untilOn } of open) {
    if (untilOn === null || untilOn > today)
      await contacts.endIn(tx, viewer, id, laterOf(fromOn as Day, today));
  }
}

export async function closeDoors(closing: Closing, reason: string): Promise<void> {
  await endSessions(closing);
  await revokeTokens(closing);
  await revokeLinks(closing, reason);
}

/** @returns how many browsers were signed in */
export async function endSessions({ tx, clock, viewer, personId }: Closing): Promise<number> {
  const sessions = await tx.countBy(Session, { personId });
  await tx.delete(Session, { personId });
  if (!sessions) return 0;
  await record(tx, clock, viewer, {
    verb: 'end-sessions',
    noun: 'person',
    id: personId,
    after: { sessions },
  });
  await noteSecurity(tx, clock, {
    kind: 'session-ended',
    personId: viewer.personId,
    subject: `person:${personId}`,
    details: { sessions },
  });
  return sessions;
}

async function revokeTokens({ tx, clock, viewer, personId }: Closing): Promise<void> {
  const revokedAt = clock.now();
  for (const { id } of await tx.findBy(ApiToken, { personId, revokedAt: IsNull() })) {
    await tx.update(ApiToken, { id }, { revokedAt });
    await record(tx, clock, viewer, { verb: 'revoke', noun: 'token', id, after: { revokedAt } });
    await noteSecurity(tx, clock, {
      kind: 'token-revoked',
      personId: viewer.personId,
      subject: `token:${id}`,
    });
  }
}

/** Those sent to the person, and those sent to their mailbox before anybody knew whose it is. */
async function revokeLinks({ tx, clock, viewer, personId }: Closing, reason: string): Promise<void> {
  const open = await rows<{ id: number }>(
    tx,
    `SELECT l.id FROM links l WHERE l."revokedAt" IS NULL
       AND (l."personId" = :personId OR l.address = (SELECT p.email FROM people p WHERE p.id = :personId))`,
    { personId },
  );
  if (!open.length) return;
  await changedRows(
    tx,
    `UPDATE links SET "revokedAt" = :now, "revokedReason" = :reason WHERE id IN (:...ids) RETURNING id`,
    { now: clock.now(), reason, ids: open.map(({ id }) => id) },
  );
  for (const { id } of open) {
    await noteSecurity(tx, clock, { kind: 'link-revoked', personId: viewer.personId, subject: `link:${id}` });
  }
}
