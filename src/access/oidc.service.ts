/**
 * Signing in by an identity provider. Nobody gets an account by it: a person is found by the duty mailbox the provider
 * has verified, and bound to the provider's key of them from then on, so that a mailbox changed there opens nobody
 * else's account here.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce, type Tx } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { Person } from '../units/person.entity.js';
import { noteFailure } from './failures.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';
import {
  IdentityProvider,
  ProviderRefused,
  ProviderUnreachable,
  type Checks,
  type ProviderClaims,
} from './identity-provider.js';
import { later } from './instants.js';
import { OidcDoors } from './oidc-doors.js';
import { keyAt, personBehind, type Found } from './oidc-people.js';
import { secretHash } from './secrets.js';
import type { SignedIn } from './steps.js';
import type { Visitor } from './visitor.js';

export const LONGEST_MINUTES = 10;

/** What a page says to somebody who did not get in. */
export type OidcFault = 'unreachable' | 'expired' | 'refused' | 'unknown' | 'mail-unverified';

export class OidcFailure extends Error {
  constructor(readonly fault: OidcFault) {
    super(fault);
  }
}

/** What the browser keeps until it comes back, sealed. */
interface Ticket extends Checks {
  next: string;
  at: string;
}

@Injectable()
export class OidcService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly provider: IdentityProvider,
    private readonly doors: OidcDoors,
  ) {}

  /** @returns where to go, and the sealed ticket for the cookie. @throws OidcFailure unreachable */
  async begin(next: string): Promise<{ url: string; ticket: string }> {
    const { url, checks } = await this.provider.begin().catch(failed);
    const ticket: Ticket = { ...checks, next, at: this.clock.now() };
    return { url, ticket: this.doors.seal(JSON.stringify(ticket)) };
  }

  /**
   * @param query as the provider sent the browser back
   * @param sealed the ticket of the cookie. It opens once, and within ten minutes.
   * @throws OidcFailure
   */
  async finish(
    query: string,
    sealed: string | null,
    visitor: Visitor,
  ): Promise<{ signedIn: SignedIn; next: string }> {
    const ticket = this.ticketOf(sealed);
    if (ticket?.state !== new URLSearchParams(query).get('state') || !(await this.punch(ticket)))
      return this.refuse('expired', visitor, 'oidc-state');
    const claims = await this.provider.finish(query, ticket).catch((error: unknown) => {
      if (error instanceof ProviderRefused) return this.refuse('refused', visitor, `oidc-${error.message}`);
      return failed(error);
    });
    const signedIn = await this.db.inTransaction(async (tx) => {
      const found = await personBehind(tx, claims, this.clock.today());
      return typeof found === 'string' ? found : this.open(tx, found, claims, visitor);
    });
    if (typeof signedIn !== 'string') return { signedIn, next: ticket.next };
    return this.refuse(
      signedIn === 'mail-unverified' ? 'mail-unverified' : 'unknown',
      visitor,
      `oidc-${signedIn}`,
    );
  }

  private ticketOf(sealed: string | null): Ticket | null {
    const text = sealed && this.doors.unseal(sealed);
    const ticket = text ? (JSON.parse(text) as Ticket) : null;
    return ticket && later(ticket.at, LONGEST_MINUTES) > this.clock.now() ? ticket : null;
  }

  /** @returns false for one that was used, on whichever instance */
  private async punch({ state }: Ticket): Promise<boolean> {
    const once = { caller: 'oidc', key: secretHash(state), request: '', createdAt: this.clock.now() };
    const id = await this.db.inTransaction((tx) => insertOnce(tx, IdempotentAnswer, once, 'caller, key'));
    return id !== null;
  }

  private async open(tx: Tx, found: Found, claims: ProviderClaims, visitor: Visitor): Promise<SignedIn> {
    const { id, name } = found.person;
    const viewer: Viewer = { personId: id, name, roles: [], unitIds: [], door: 'page' };
    if (found.isNew) {
      await tx.update(Person, { id }, { signsInAs: keyAt(claims) });
      const after = { issuer: claims.issuer };
      await record(tx, this.clock, viewer, { verb: 'bind-provider', noun: 'person', id, after });
    }
    return this.doors.open(tx, found, claims, visitor);
  }

  private async refuse(fault: OidcFault, { address }: Visitor, reason: string): Promise<never> {
    await this.db.inTransaction((tx) => noteFailure(tx, this.clock, { personId: null, address, reason }));
    throw new OidcFailure(fault);
  }
}

function failed(error: unknown): never {
  throw error instanceof ProviderUnreachable ? new OidcFailure('unreachable') : error;
}
