/** Signing in by an identity provider, at both ends: the sealed ticket that goes out, and the session that is opened. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import type { SessionAwaits } from '../web/request.js';
import type { Found } from './oidc-people.js';
import { SessionsService } from './sessions.service.js';
import { SignInSteps, type SignedIn } from './steps.js';
import type { Visitor } from './visitor.js';

@Injectable()
export class OidcDoors {
  constructor(
    private readonly keys: Keys,
    private readonly sessions: SessionsService,
    private readonly steps: SignInSteps,
  ) {}

  seal(text: string): string {
    return this.keys.seal('oidc', 'sign-in', text);
  }

  unseal(sealed: string): string | null {
    return this.keys.unseal('oidc', 'sign-in', sealed);
  }

  /** The second factor is ours to ask where it is demanded and the provider says nothing of one. */
  async open(tx: Tx, { person, roles }: Found, isStrong: boolean, visitor: Visitor): Promise<SignedIn> {
    await this.sessions.forgetEnded(tx);
    const isAsked = !isStrong && this.steps.isDemandedOf(roles);
    const awaits: SessionAwaits | null = isAsked ? await this.steps.after(tx, person.id, null, true) : null;
    return { ...(await this.sessions.open(tx, person.id, { ...visitor, awaits })), awaits };
  }
}
