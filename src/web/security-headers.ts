/**
 * What every answer tells the browser. Nothing is upgraded to https and nothing demands it unless BASE_URL
 * is https: offices serve this on plain HTTP under a host name of their own.
 */
import { SetMetadata } from '@nestjs/common';
import type { Config } from '../platform/config.js';

const PAGE_POLICY = {
  'default-src': "'none'",
  'style-src': "'self'",
  'script-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/** What may be looser where the content asks for it; everything else stays as on every page. */
const LOOSER = {
  /** A mail as it would render: its own inline styles, no script, no outside request, shown in our frame. */
  'mail-preview': {
    'style-src': "'unsafe-inline'",
    'script-src': "'none'",
    'connect-src': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'self'",
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
  },
  /** Swagger UI sets styles from its script. */
  'api-docs': { 'style-src': "'self' 'unsafe-inline'" },
};

export const POLICY_KEY = 'content-policy';

/** On a handler: another content security policy than the pages'. */
export const ContentPolicy = (name: keyof typeof LOOSER) =>
  SetMetadata(POLICY_KEY, contentPolicy(LOOSER[name]));

export function contentPolicy(changes: Record<string, string> = {}): string {
  return Object.entries({ ...PAGE_POLICY, ...changes })
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
}

export function securityHeaders(config: Pick<Config, 'baseUrl'>): Record<string, string> {
  const headers: Record<string, string> = {
    'content-security-policy': contentPolicy(),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  if (config.baseUrl.startsWith('https:')) headers['strict-transport-security'] = 'max-age=31536000';
  return headers;
}
