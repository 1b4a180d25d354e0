/**
 * Stands before every handler: says who is asking, lets their roles count only where they hold, keeps strangers'
 * forms out, and denies what the table of `rules/permissions` does not allow.
 */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { NotAllowed, NotFound } from '../platform/refusal.js';
import { admits, PERMISSIONS, withoutArea, type Scope, type Viewer } from '../rules/permissions.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { refuseForeignOrigin, requireToken, takeToken } from '../web/csrf.js';
import { FOR_KEY, type Admitted } from '../web/for.js';
import { changesNothing, isApi, type RequestToken, type WebRequest } from '../web/request.js';
import { POLICY_KEY, setPolicy, type PolicyName } from '../web/security-headers.js';
import { UPLOADS_KEY } from '../web/uploads.js';
import { FORM_COOKIE, Identities } from './identities.js';
import { isOfLink } from './link-matters.queries.js';
import { liesWithin } from './places.queries.js';
import { SIGN_OUT_PATH, STEP_PATHS } from './steps.js';

/** `/l/:link/deadlines/:id`: where in an address below a link the word stands that says what it is about. */
const LINKED_COLLECTION = 3;

interface Door {
  /** null: nobody */
  admitted: Admitted | null;
  takesFiles: boolean;
  policy: PolicyName | undefined;
}

@Injectable()
export class AccessGuard implements CanActivate {
  /** Metadata never changes: looked up once per handler. */
  private readonly doors = new Map<object, Door>();

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly identities: Identities,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<WebRequest>();
    const door = this.doorOf(context);
    if (door.policy) setPolicy(http.getResponse<FastifyReply>(), request.nonce, door.policy);
    await this.identities.identify(request, http.getResponse<FastifyReply>());
    const isElsewhere = await this.limit(request);
    this.admit(request, door, isElsewhere);
    if (!isApi(request) && !changesNothing(request)) this.checkForm(request, door);
    if (request.viewer?.link && !changesNothing(request)) await this.identities.noteUse(request);
    return true;
  }

  private doorOf(context: ExecutionContext): Door {
    const handler = context.getHandler();
    let door = this.doors.get(handler);
    if (!door) {
      const read = (key: string): unknown =>
        Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, context.getClass());
      door = {
        admitted: (read(FOR_KEY) ?? null) as Admitted | null,
        takesFiles: read(UPLOADS_KEY) !== undefined,
        policy: read(POLICY_KEY) as PolicyName | undefined,
      };
      this.doors.set(handler, door);
    }
    return door;
  }

  /** Before a matter of another jurisdiction a person has no role but to serve their own unit. @returns whether it is one */
  private async limit(request: WebRequest): Promise<boolean> {
    const { viewer } = request;
    const { id } = request.params as { id?: string };
    if (!viewer || id === undefined) return false;
    if (viewer.link) await this.refuseOthers(request, viewer, id);
    return viewer.area ? this.isElsewhere(request, viewer, id) : false;
  }

  private async isElsewhere(request: WebRequest, viewer: Viewer, id: string): Promise<boolean> {
    const path = (request.routeOptions.url ?? '').replace(/^\/api\/v1/, '');
    const collection = path.split('/')[1] ?? '';
    const matter = { collection, id: parseInt(id), on: this.clock.today() };
    const isHere = await liesWithin(this.db.read, viewer, matter);
    if (!isHere) request.viewer = withoutArea(viewer);
    return !isHere;
  }

  /** A mail's link opens its unit's own matters, whatever the handler would look at. @throws NotFound */
  private async refuseOthers(
    { routeOptions }: WebRequest,
    { link, unitIds }: Viewer,
    id: string,
  ): Promise<void> {
    const collection = routeOptions.url?.split('/')[LINKED_COLLECTION] ?? '';
    const bound = { unitId: unitIds[0]!, jurisdictionId: link!.jurisdictionId };
    const isOwn =
      /^\d{1,10}$/.test(id) && (await isOfLink(this.db.read, { collection, id: Number(id) }, bound));
    if (!isOwn) throw new NotFound('page', true);
  }

  private admit(request: WebRequest, { admitted }: Door, isElsewhere: boolean): void {
    const { viewer, token } = request;
    if (admitted === 'anyone') return;
    if (admitted === 'signing-in') return admitToStep(request);
    if (!viewer) throw new NotAllowed('not-signed-in');
    if (admitted === 'signed-in') return;
    if (admitted === null) throw new NotAllowed('role-needed');
    if (!admits(admitted, viewer))
      throw isElsewhere ? new NotFound('page', true) : new NotAllowed('role-needed');
    requireScope(token, PERMISSIONS[admitted].scope);
  }

  private checkForm(request: WebRequest, { takesFiles, admitted }: Door): void {
    refuseForeignOrigin(request, this.config);
    if (takesFiles && request.isMultipart()) {
      request.formTokenPending = true;
      return;
    }
    const ownForm = admitted === 'anyone' ? cookieOf(request, cookieName(this.config, FORM_COOKIE)) : null;
    requireToken(takeToken(request), [request.session?.csrfToken, ownForm]);
  }
}

/** The step its session awaits opens to a person, and the way out; whoever is elsewhere is sent to sign in. */
function admitToStep(request: WebRequest): void {
  const { session } = request;
  const { url } = request.routeOptions;
  const isOpen = session && (url === SIGN_OUT_PATH || (session.awaits && url === STEP_PATHS[session.awaits]));
  if (!isOpen) throw new NotAllowed('not-signed-in');
  request.viewer = session.holder;
}

function requireScope(token: RequestToken | null, scope: Scope): void {
  if (token?.scopes && !token.scopes.includes(scope)) throw new NotAllowed('scope-needed');
}
