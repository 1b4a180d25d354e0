/**
 * Our cookies (session, form, language, and on the way by an identity provider its ticket and that it was used) hold
 * only letters, digits, `-` and `_`. On https their names carry the prefix
 * that binds them to this host; on plain HTTP a browser would not store such a one at all.
 */
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.js';

interface Carrying {
  headers: { cookie?: string | undefined };
}

export function cookieOf(request: Carrying, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

export interface CookieOptions {
  isSecure: boolean;
  /** seconds; left away: as long as the browser is open */
  maxAge?: number;
}

export function setCookie(reply: FastifyReply, name: string, value: string, options: CookieOptions): void {
  const age = options.maxAge === undefined ? '' : `; Max-Age=${options.maxAge}`;
  const secure = options.isSecure ? '; Secure' : '';
  void reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${secure}`);
}

export function isSecure(config: Pick<Config, 'baseUrl'>): boolean {
  return config.baseUrl.startsWith('https:');
}

/** @param name `duban`, `duban-form`, … */
export function cookieName(config: Pick<Config, 'baseUrl'>, name: string): string {
  return isSecure(config) ? `__Host-${name}` : name;
}
