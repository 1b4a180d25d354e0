/** Who is asking: by the cookie of a session, or by a program's token. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { NotAllowed } from '../platform/refusal.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { changesNothing, isApi, type WebRequest } from '../web/request.js';
import { tokenIdentity } from './identity.queries.js';
import { secretHash } from './secrets.js';
import { SessionsService } from './sessions.service.js';

export const SESSION_COOKIE = 'duban';
/** Holds the token of a form shown before anybody is signed in. */
export const FORM_COOKIE = 'duban-form';

@Injectable()
export class Identities {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  /** Puts the viewer, and the session or the token they came with, on the request. @throws NotAllowed */
  async identify(request: WebRequest): Promise<void> {
    if (isApi(request)) await this.identifyProgram(request);
    else await this.identifyPerson(request);
  }

  /** A cookie may read by the API, as the address bar does, but never change anything there. */
  private async identifyProgram(request: WebRequest): Promise<void> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (changesNothing(request)) await this.identifyPerson(request);
      if (request.viewer) request.viewer.door = 'api';
      return;
    }
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new NotAllowed('not-signed-in');
    const question = { hash: secretHash(token), today: this.clock.today() };
    const found = await tokenIdentity(this.db.read, question);
    if (!found) throw new NotAllowed('not-signed-in');
    request.viewer = found.viewer;
    request.token = found.token;
  }

  private async identifyPerson(request: WebRequest): Promise<void> {
    const token = cookieOf(request, cookieName(this.config, SESSION_COOKIE));
    if (!token) return;
    const tokenHash = secretHash(token);
    const found = await this.sessions.find(tokenHash);
    if (!found) return;
    request.viewer = found.viewer;
    request.session = { csrfToken: found.csrfToken, lastSeenAt: found.lastSeenAt, tokenHash };
  }
}
