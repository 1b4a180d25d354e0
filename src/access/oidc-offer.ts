/** The way to the identity provider on the sign-in page, where there is one. */
import type { Config } from '../platform/config.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import type { WebRequest } from '../web/request.js';
import { PROVIDER_COOKIE } from './oidc.pages.js';

export interface OidcOffer {
  /** null: in words of ours */
  name: string | null;
  href: string;
  /** After signing out here: still signed in there. */
  isSignedInThere: boolean;
}

export function oidcOffer(config: Config, request: WebRequest, next: string): OidcOffer | null {
  if (!config.oidc) return null;
  return {
    name: config.oidc.name,
    href: next === '/' ? '/sign-in/oidc' : `/sign-in/oidc?next=${encodeURIComponent(next)}`,
    isSignedInThere: cookieOf(request, cookieName(config, PROVIDER_COOKIE)) !== null,
  };
}
