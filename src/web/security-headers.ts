/**
 * What every answer tells the browser. Nothing is upgraded to https and nothing demands it unless BASE_URL
 * is https: offices serve this on plain HTTP under a host name of their own.
 */
import { randomBytes } from 'node:crypto';
import { SetMetadata } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.js';

/** A script runs only where the page named it with this answer's nonce; nothing stands inline. */
const PAGE_POLICY = {
  'default-src': "'none'",
  'style-src': "'self'",
  'script-src': "'nonce-{nonce}'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/** What may be looser where the content asks for it; everything else stays as on every page. */
const LOOSER = {
  page: {},
  /** A mail as it would render: its own inline styles, no script, no outside request, shown in our frame. */
  'mail-preview': {
    'style-src': "'unsafe-inline'",
    'script-src': "'none'",
    'img-src': 'data:',
    'connect-src': "'none'",
    'frame-src': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'self'",
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
  },
  /** Swagger UI sets styles from its script and carries its icons in its style sheet. */
  'api-docs': { 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data:" },
};
export type PolicyName = keyof typeof LOOSER;

export const POLICY_KEY = 'content-policy';

/** On a handler: another content security policy than the pages'. */
export const ContentPolicy = (name: PolicyName) => SetMetadata(POLICY_KEY, name);

/** 128 bits, new for every answer. */
export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

export function contentPolicy(nonce: string, name: PolicyName = 'page'): string {
  return Object.entries({ ...PAGE_POLICY, ...LOOSER[name] })
    .map(([directive, value]) => `${directive} ${value.replace('{nonce}', nonce)}`)
    .join('; ');
}

/** The headers of a handler that carries `@ContentPolicy`. */
export function setPolicy(reply: FastifyReply, nonce: string, name: PolicyName): void {
  void reply.header('content-security-policy', contentPolicy(nonce, name));
  if (name === 'mail-preview') void reply.header('x-frame-options', 'SAMEORIGIN');
}

const UNUSED = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb'];

/** The same for every answer; the policy, with its nonce, comes beside them. */
export function securityHeaders(config: Pick<Config, 'baseUrl'>): Record<string, string> {
  const headers: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': UNUSED.map((feature) => `${feature}=()`).join(', '),
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  if (config.baseUrl.startsWith('https:')) {
    headers['strict-transport-security'] = 'max-age=31536000';
    // On plain HTTP a browser ignores it and complains.
    headers['cross-origin-opener-policy'] = 'same-origin';
  }
  return headers;
}
