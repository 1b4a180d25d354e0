/**
 * Nobody else's page may post our forms: where the request comes from is looked at first, then the token
 * that only our own page could have put in.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Config } from '../platform/config.js';
import { NotAllowed } from '../platform/refusal.js';
import type { WebRequest } from './request.js';

/** The field every form carries; `{{> csrf}}` prints it. */
export const TOKEN_FIELD = '_csrf';

/** The field that tells one drawing of a page from another: the same form sent twice is taken once. */
export const ONCE_FIELD = '_once';
const LONGEST_ONCE = 64;

/**
 * Chrome sends no Sec-Fetch-Site on plain HTTP outside localhost, so Origin is asked too. It is held against
 * the Host of the same request: a browser lets no page choose that one.
 * @throws NotAllowed when the request says it comes from elsewhere
 */
export function refuseForeignOrigin(request: WebRequest, config: Config): void {
  const site = request.headers['sec-fetch-site'];
  if (site && site !== 'same-origin' && site !== 'none') throw new NotAllowed('form-expired');
  const { origin, host } = request.headers;
  if (origin !== undefined && !isOurs(origin, host, config)) throw new NotAllowed('form-expired');
}

function isOurs(origin: string, host: string | undefined, config: Config): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  const asked = `${from.protocol}//${host}`;
  if (URL.canParse(asked) && new URL(asked).host === from.host) return true;
  return from.origin === new URL(config.baseUrl).origin;
}

/** Takes the token, and the drawing's number, out of the body, so that no DTO need know them. */
export function takeToken(request: WebRequest): string | null {
  const body = request.body as Record<string, unknown> | null | undefined;
  if (!body || typeof body !== 'object') return null;
  const token = body[TOKEN_FIELD];
  delete body[TOKEN_FIELD];
  const once = body[ONCE_FIELD];
  delete body[ONCE_FIELD];
  request.once = typeof once === 'string' && once.length <= LONGEST_ONCE ? once : null;
  return typeof token === 'string' ? token : null;
}

/** @param expected the session's token, or that of a form before signing in. @throws NotAllowed */
export function requireToken(given: string | null, expected: (string | null | undefined)[]): void {
  if (given === null || !expected.some((token) => token && isSame(given, token))) {
    throw new NotAllowed('form-expired');
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
