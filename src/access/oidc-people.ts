/** Whom an identity provider speaks of: by its key of them, or before the first time by the duty mailbox it verified. */
import type { Tx } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { Person } from '../units/person.entity.js';
import type { ProviderClaims } from './identity-provider.js';

/** Why somebody is not let in; only the security log tells them all apart. */
export type OidcReason = 'unknown' | 'mail-unverified' | 'bound-to-another' | 'left' | 'no-roles';
export type Found = { person: Person; isNew: boolean };

export async function personBehind(tx: Tx, claims: ProviderClaims, today: Day): Promise<Found | OidcReason> {
  const bound = await tx.findOneBy(Person, { signsInAs: keyAt(claims) });
  const person = bound ?? (await byMailbox(tx, claims));
  if (typeof person === 'string') return person;
  if (person.erasedOn !== null || (person.leftOn !== null && person.leftOn <= today)) return 'left';
  return (await hasRoles(tx, person.id)) ? { person, isNew: !bound } : 'no-roles';
}

/** As `people.signsInAs` holds it. */
export function keyAt({ issuer, subject }: ProviderClaims): string {
  return `${issuer} ${subject}`;
}

async function byMailbox(tx: Tx, { email, isEmailVerified }: ProviderClaims): Promise<Person | OidcReason> {
  if (!email) return 'unknown';
  if (!isEmailVerified) return 'mail-unverified';
  const person = await tx.findOneBy(Person, { email });
  if (!person || person.kind === 'system') return 'unknown';
  return person.signsInAs === null ? person : 'bound-to-another';
}

async function hasRoles(tx: Tx, personId: number): Promise<boolean> {
  return (
    (await row(tx, 'SELECT id FROM person_roles WHERE "personId" = :personId LIMIT 1', { personId })) !== null
  );
}
