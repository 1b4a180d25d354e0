/** The token of a form before there is a session stands in a cookie too: only our own page can know it. */
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.js';
import { cookieName, cookieOf, isSecure, setCookie } from '../web/cookies.js';
import type { WebRequest } from '../web/request.js';
import { FORM_COOKIE } from './identities.js';
import { newSecret } from './secrets.js';

export function formToken(config: Config, request: WebRequest, reply: FastifyReply): string {
  const name = cookieName(config, FORM_COOKIE);
  const known = cookieOf(request, name);
  if (known && /^[\w-]{43}$/.test(known)) return known;
  const token = newSecret();
  setCookie(reply, name, token, { isSecure: isSecure(config) });
  return token;
}
