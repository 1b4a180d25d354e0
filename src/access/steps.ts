/**
 * Signing in may take several steps: a code beside the password, a new password instead of a given one, setting up
 * the second factor where it is demanded. A session that awaits one of them opens that page and nothing else.
 *
 * Example: an administrator whose password was reset and who has no second factor yet goes by way of
 * `new-password` and `second-factor-setup`.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import type { RequestSession, SessionAwaits } from '../web/request.js';
import { SessionsService, type OpenedSession } from './sessions.service.js';
import type { Visitor } from './visitor.js';

const ORDER: SessionAwaits[] = ['second-factor', 'new-password', 'second-factor-setup'];

/** Where a session goes that awaits something. */
export const STEP_PATHS: Record<SessionAwaits, string> = {
  'second-factor': '/sign-in/second-factor',
  'new-password': '/sign-in/new-password',
  'second-factor-setup': '/sign-in/second-factor-setup',
};

/** Open to whoever has a session, whatever it awaits. */
export const SIGN_OUT_PATH = '/sign-out';

/** A session for the cookie, and the page it goes on with. */
export interface SignedIn extends OpenedSession {
  awaits: SessionAwaits | null;
}

interface Comer {
  id: number;
  name: string;
}

interface Told {
  by?: string;
  awaits?: string;
}

interface Standing {
  hasSecondFactor: boolean;
  needsSecondFactor: boolean;
  hasGivenPassword: boolean;
}

@Injectable()
export class SignInSteps {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Who it is, is proven, by a password or by an identity provider: opens a session, which may await more.
   * @param provider no password of ours was typed, so none need be changed here; whoever has a second factor, or must
   *   have one, is asked for it unless the provider says that it asked for one
   */
  async begin(
    tx: Tx,
    person: Comer,
    visitor: Visitor,
    provider: { isStrong: boolean } | null = null,
  ): Promise<SignedIn> {
    await this.sessions.forgetEnded(tx);
    const awaits = provider?.isStrong ? null : await this.after(tx, person.id, null, provider !== null);
    const opened = await this.sessions.open(tx, person.id, { ...visitor, awaits });
    await this.tell(tx, person, visitor.address, {
      ...(provider && { by: 'oidc' }),
      ...(awaits && { awaits }),
    });
    return { ...opened, awaits };
  }

  /**
   * This step is behind the person. A factor that was set up ends every other session, also those that await one.
   * @throws NotAllowed where the session went on, or ended, meanwhile
   */
  async pass(tx: Tx, session: RequestSession, step: SessionAwaits, address: string): Promise<SignedIn> {
    const { personId, name } = session.holder;
    if (step === 'second-factor-setup') await this.sessions.closeAll(tx, personId!, session.tokenHash);
    const awaits = await this.after(tx, personId!, step);
    const opened = await this.sessions.renew(tx, session.tokenHash, { awaited: step, awaits });
    await this.tell(tx, { id: personId!, name }, address, { ...(awaits && { awaits }) });
    return { ...opened, awaits };
  }

  /** A secret of the person changed: every other session ends, this one goes on under a new token. */
  async goOn(tx: Tx, { holder, tokenHash }: RequestSession): Promise<SignedIn> {
    await this.sessions.closeAll(tx, holder.personId!, tokenHash);
    return { ...(await this.sessions.renew(tx, tokenHash, { awaited: null, awaits: null })), awaits: null };
  }

  /**
   * What a session still awaits.
   * @param passed the last step that is behind the person; null: only the password is, or an identity provider's word
   * @param isByProvider no password of ours was typed, so none need be changed
   */
  async after(
    tx: Tx,
    personId: number,
    passed: SessionAwaits | null,
    isByProvider = false,
  ): Promise<SessionAwaits | null> {
    const standing = await this.standingOf(tx, personId);
    const ahead = ORDER.slice(passed === null ? 0 : ORDER.indexOf(passed) + 1);
    return (
      ahead.find((step) => isAwaited(step, standing) && !(isByProvider && step === 'new-password')) ?? null
    );
  }

  /** @returns whether this person may not be without a second factor */
  isDemandedOf(roles: readonly string[]): boolean {
    const rule = this.config.secondFactor;
    return rule === 'everyone' || (rule === 'administrators' && roles.includes('administrator'));
  }

  /** In the trail once the person is in; in the security log at each step. */
  private async tell(tx: Tx, { id, name }: Comer, address: string, details: Told): Promise<void> {
    await noteSecurity(tx, this.clock, { kind: 'signed-in', personId: id, address, details: { ...details } });
    if (details.awaits) return;
    const viewer: Viewer = { personId: id, name, roles: [], unitIds: [], door: 'page' };
    await record(tx, this.clock, viewer, { verb: 'sign-in', noun: 'person', id });
  }

  private async standingOf(tx: Tx, personId: number): Promise<Standing> {
    const person = await row<{
      totpFromAt: string | null;
      passwordGivenAt: string | null;
      roles: string | null;
    }>(
      tx,
      `SELECT p."totpFromAt", p."passwordGivenAt",
         (SELECT string_agg(r.role, ',') FROM person_roles r WHERE r."personId" = p.id) AS roles
       FROM people p WHERE p.id = :personId`,
      { personId },
    );
    return {
      hasSecondFactor: person?.totpFromAt != null,
      needsSecondFactor: this.isDemandedOf(person?.roles?.split(',') ?? []),
      hasGivenPassword: person?.passwordGivenAt != null,
    };
  }
}

function isAwaited(step: SessionAwaits, standing: Standing): boolean {
  if (step === 'second-factor') return standing.hasSecondFactor;
  if (step === 'new-password') return standing.hasGivenPassword;
  return standing.needsSecondFactor && !standing.hasSecondFactor;
}
