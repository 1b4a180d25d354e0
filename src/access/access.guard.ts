/**
 * Stands before every handler: says who is asking, keeps strangers' forms out, and denies what `@For` does
 * not allow.
 */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { NotAllowed } from '../platform/refusal.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { refuseForeignOrigin, requireToken, takeToken } from '../web/csrf.js';
import { FOR_KEY, type Admitted } from '../web/for.js';
import { changesNothing, isApi, type WebRequest } from '../web/request.js';
import { POLICY_KEY } from '../web/security-headers.js';
import { UPLOADS_KEY } from '../web/uploads.js';
import { tokenIdentity } from './identity.queries.js';
import { secretHash } from './secrets.js';
import { SessionsService } from './sessions.service.js';

export const SESSION_COOKIE = 'duban';
/** Holds the token of a form shown before anybody is signed in. */
export const FORM_COOKIE = 'duban-form';

interface Door {
  admitted: Admitted[];
  takesFiles: boolean;
  policy: string | undefined;
}

@Injectable()
export class AccessGuard implements CanActivate {
  /** Metadata never changes: looked up once per handler. */
  private readonly doors = new Map<object, Door>();

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<WebRequest>();
    const door = this.doorOf(context);
    if (door.policy) void http.getResponse<FastifyReply>().header('content-security-policy', door.policy);
    if (isApi(request)) await this.identifyProgram(request);
    else await this.identifyPerson(request);
    this.admit(request, door);
    if (!isApi(request) && !changesNothing(request)) this.checkForm(request, door);
    return true;
  }

  private doorOf(context: ExecutionContext): Door {
    const handler = context.getHandler();
    let door = this.doors.get(handler);
    if (!door) {
      const read = (key: string): unknown =>
        Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, context.getClass());
      door = {
        admitted: (read(FOR_KEY) ?? []) as Admitted[],
        takesFiles: read(UPLOADS_KEY) !== undefined,
        policy: read(POLICY_KEY) as string | undefined,
      };
      this.doors.set(handler, door);
    }
    return door;
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
    request.viewer = await tokenIdentity(this.db.read, {
      hash: secretHash(token),
      today: this.clock.today(),
    });
    if (!request.viewer) throw new NotAllowed('not-signed-in');
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

  private admit(request: WebRequest, { admitted }: Door): void {
    if (admitted.includes('anyone')) return;
    const { viewer } = request;
    if (!viewer) throw new NotAllowed('not-signed-in');
    if (admitted.includes('signed-in')) return;
    if (!viewer.roles.some((role) => admitted.includes(role))) throw new NotAllowed('role-needed');
  }

  private checkForm(request: WebRequest, { takesFiles, admitted }: Door): void {
    refuseForeignOrigin(request, this.config);
    if (takesFiles && request.isMultipart()) {
      request.formTokenPending = true;
      return;
    }
    const ownForm = admitted.includes('anyone')
      ? cookieOf(request, cookieName(this.config, FORM_COOKIE))
      : null;
    requireToken(takeToken(request), [request.session?.csrfToken, ownForm]);
  }
}
