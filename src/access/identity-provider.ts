/**
 * The identity provider people may sign in by: OpenID Connect, authorization code with PKCE. Its library is loaded,
 * and the provider asked what it is, by the first who signs in so and not by the start of the server.
 */
import { Injectable } from '@nestjs/common';
import type * as OpenId from 'openid-client';
import { Config } from '../platform/config.js';
import type { OidcSettings } from '../platform/config-oidc.js';

/** Seconds to wait for one answer of the provider: whoever waits longer signs in by password. */
const PATIENCE = 4;
export const CALLBACK_PATH = '/sign-in/oidc/callback';

/** What must come back as it was sent. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

export interface ProviderClaims {
  issuer: string;
  subject: string;
  /** Lower case. */
  email: string | null;
  isEmailVerified: boolean;
  /** The provider says that it asked for more than a password. */
  isStrong: boolean;
}

/** It did not answer, or not in time. */
export class ProviderUnreachable extends Error {}
/** It answered, and what it said does not hold. */
export class ProviderRefused extends Error {}

type Known = { library: typeof OpenId; configuration: OpenId.Configuration };
type Told = Record<string, unknown>;

@Injectable()
export class IdentityProvider {
  private known: Promise<Known> | null = null;

  constructor(private readonly config: Config) {}

  get settings(): OidcSettings | null {
    return this.config.oidc;
  }

  /** Where to send somebody to sign in, and what must come back. @throws ProviderUnreachable */
  async begin(): Promise<{ url: string; checks: Checks }> {
    const { library, configuration } = await this.ready();
    const checks = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: library.randomPKCECodeVerifier(),
    };
    const url = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.config.baseUrl + CALLBACK_PATH,
      scope: 'openid email',
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, checks };
  }

  /** @param query as the provider sent the browser back. @throws ProviderUnreachable, ProviderRefused */
  async finish(query: string, { state, nonce, verifier }: Checks): Promise<ProviderClaims> {
    const { library, configuration } = await this.ready();
    try {
      const tokens = await library.authorizationCodeGrant(
        configuration,
        new URL(`${this.config.baseUrl}${CALLBACK_PATH}?${query}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      );
      const claims = tokens.claims()!;
      const told: Told =
        claims['email'] === undefined
          ? await library.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : claims;
      return claimsOf(claims, told);
    } catch (error) {
      throw isUnreachable(error) ? new ProviderUnreachable() : new ProviderRefused(codeOf(error));
    }
  }

  /** Where the provider ends its own session; null where it offers nothing. @throws ProviderUnreachable */
  async signOutUrl(): Promise<string | null> {
    const { library, configuration } = await this.ready();
    if (!configuration.serverMetadata().end_session_endpoint) return null;
    return library.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: `${this.config.baseUrl}/sign-in`,
    }).href;
  }

  private ready(): Promise<Known> {
    this.known ??= this.discover().catch(() => {
      // Asked anew by the next who comes.
      this.known = null;
      throw new ProviderUnreachable();
    });
    return this.known;
  }

  private async discover(): Promise<Known> {
    const library = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.settings!;
    const url = new URL(issuer);
    const plain = url.protocol === 'http:' ? [library.allowInsecureRequests] : [];
    const authentication = library.ClientSecretBasic(clientSecret);
    const configuration = await library.discovery(url, clientId, undefined, authentication, {
      execute: [...plain, library.enableNonRepudiationChecks],
      timeout: PATIENCE,
    });
    return { library, configuration };
  }
}

/** Values of `amr` (RFC 8176) that say more than `pwd`. */
const STRONG_METHODS: unknown[] = ['mfa', 'otp', 'hwk', 'sc', 'fpt', 'face', 'pop'];
/** Values of `acr` that say so, as a whole: what only holds such a word may say the opposite. */
const STRONG_CONTEXTS: unknown[] = [
  ...['mfa', 'phr', 'phrh', 'https://refeds.org/profile/mfa'],
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
];

/** @returns whether more than a password was asked for, as far as the provider says in so many words */
export function saysStrong({ amr, acr }: Told): boolean {
  const methods: unknown[] = Array.isArray(amr) ? amr : [];
  return methods.some((one) => STRONG_METHODS.includes(one)) || STRONG_CONTEXTS.includes(acr);
}

function claimsOf(claims: OpenId.IDToken, { email, email_verified: isVerified }: Told): ProviderClaims {
  const { iss, sub } = claims;
  return {
    issuer: iss,
    subject: sub,
    email: typeof email === 'string' ? email.trim().toLowerCase() : null,
    isEmailVerified: isVerified === true,
    isStrong: saysStrong({ ...claims }),
  };
}

/** No connection, no answer in time, or one that says the provider itself is in trouble. */
function isUnreachable(error: unknown): boolean {
  const { code, status, name } = error as { code?: unknown; status?: unknown; name?: unknown };
  return (
    (error instanceof Error && error.message === 'fetch failed') ||
    name === 'TimeoutError' ||
    code === 'OAUTH_TIMEOUT' ||
    Number(status ?? 0) >= 500
  );
}

/** For the security log: what the library calls it, never what was sent. */
function codeOf(error: unknown): string {
  const { error: said, code } = error as { error?: unknown; code?: unknown };
  const text = typeof said === 'string' ? said : typeof code === 'string' ? code : 'failed';
  return /^\w{1,60}$/.test(text) ? text : 'failed';
}
