/** Signing in by an identity provider, at both ends: the sealed ticket that goes out, and the session that is opened. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import type { ProviderClaims } from './identity-provider.js';
import type { Found } from './oidc-people.js';
import { SignInSteps, type SignedIn } from './steps.js';
import type { Visitor } from './visitor.js';

@Injectable()
export class OidcDoors {
  constructor(
    private readonly keys: Keys,
    private readonly steps: SignInSteps,
  ) {}

  seal(text: string): string {
    return this.keys.seal('oidc', 'sign-in', text);
  }

  unseal(sealed: string): string | null {
    return this.keys.unseal('oidc', 'sign-in', sealed);
  }

  open(tx: Tx, { person }: Found, { isStrong }: ProviderClaims, visitor: Visitor): Promise<SignedIn> {
    return this.steps.begin(tx, person, visitor, { isStrong });
  }
}
