/** The cookie of a session, and where somebody goes who has just got one. */
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.js';
import { seeOther, type Answer } from '../web/answer.js';
import { cookieName, isSecure, setCookie } from '../web/cookies.js';
import { localPath, type SessionAwaits } from '../web/request.js';
import { SESSION_COOKIE } from './identities.js';
import { STEP_PATHS, type SignedIn } from './steps.js';

export function giveSession(reply: FastifyReply, config: Config, { token }: { token: string }): void {
  setCookie(reply, cookieName(config, SESSION_COOKIE), token, { isSecure: isSecure(config) });
}

export function takeSession(reply: FastifyReply, config: Config): void {
  setCookie(reply, cookieName(config, SESSION_COOKIE), '', { isSecure: isSecure(config), maxAge: 0 });
}

/** Signing in leads back to the page asked for, never to a form of signing in. */
export function pageAskedFor(next: unknown): string {
  const path = localPath(next);
  return path && !/^\/sign-(in|out)/.test(path) ? path : '/';
}

/** The step that is next, which keeps the page asked for in mind, or that page. */
export function pathAfter(awaits: SessionAwaits | null, next: unknown): string {
  const page = pageAskedFor(next);
  if (!awaits) return page;
  return page === '/' ? STEP_PATHS[awaits] : `${STEP_PATHS[awaits]}?next=${encodeURIComponent(page)}`;
}

export function onwards(reply: FastifyReply, config: Config, signedIn: SignedIn, next: unknown): Answer {
  giveSession(reply, config, signedIn);
  return seeOther(pathAfter(signedIn.awaits, next));
}
