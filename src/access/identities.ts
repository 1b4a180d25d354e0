/** Who is asking: by the cookie of a session, or by a program's token. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import { NotAllowed } from '../platform/refusal.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { changesNothing, isApi, type WebRequest } from '../web/request.js';
import { isByLink, LinkIdentity } from './link-identity.js';
import { secretHash } from './secrets.js';
import { SessionsService } from './sessions.service.js';
import { TokenUses } from './token-uses.js';

export const SESSION_COOKIE = 'duban';
/** Holds the token of a form shown before anybody is signed in. */
export const FORM_COOKIE = 'duban-form';

@Injectable()
export class Identities {
  constructor(
    private readonly config: Config,
    private readonly sessions: SessionsService,
    private readonly tokenUses: TokenUses,
    private readonly links: LinkIdentity,
  ) {}

  /** Puts the viewer, and the session or the token they came with, on the request. @throws NotAllowed */
  async identify(request: WebRequest, reply: FastifyReply): Promise<void> {
    if (isByLink(request)) await this.links.identify(request);
    else if (isApi(request)) await this.identifyProgram(request, reply);
    else await this.identifyPerson(request);
  }

  /** Of what was done by a mail's link. */
  noteUse(request: WebRequest): Promise<void> {
    return this.links.noteUse(request);
  }

  /** A cookie may read by the API, as the address bar does, but never change anything there. */
  private async identifyProgram(request: WebRequest, reply: FastifyReply): Promise<void> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (changesNothing(request)) await this.identifyPerson(request);
      if (request.viewer) request.viewer.door = 'api';
      return;
    }
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new NotAllowed('not-signed-in');
    const found = await this.tokenUses.identify(token, request.ip, reply);
    request.viewer = found.viewer;
    request.token = found.token;
  }

  private async identifyPerson(request: WebRequest): Promise<void> {
    const token = cookieOf(request, cookieName(this.config, SESSION_COOKIE));
    if (!token) return;
    const tokenHash = secretHash(token);
    const found = await this.sessions.find(tokenHash);
    if (!found) return;
    const { viewer: holder, csrfToken, lastSeenAt, awaits } = found;
    request.session = { csrfToken, lastSeenAt, tokenHash, awaits, holder };
    if (awaits === null) request.viewer = holder;
  }
}
