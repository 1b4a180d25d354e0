/** Draws the pages under /account. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotAllowed } from '../platform/refusal.js';
import { dayInZone, timeInZone } from '../rules/day.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { RequestSession, WebRequest } from '../web/request.js';
import { ownAccount, type OwnAccount } from './account.queries.js';
import { OwnSessions } from './own-sessions.js';
import { offerView } from './second-factor-view.js';
import { SecondFactorService } from './second-factor.service.js';

/** Fewer, and it is time for a new sheet. */
const FEW_CODES = 3;

@Injectable()
export class AccountDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly sessions: OwnSessions,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /** @param done what was just done, said once on top; left away: nothing */
  async drawAccount(request: WebRequest, done?: string): Promise<string> {
    const account = await this.accountOf(request);
    const roles = request.viewer!.roles.map((role) => this.pages.say(request, `trailValue.roles-${role}`));
    const { since } = await this.secondFactor.stateOf(request.viewer!);
    const sentence = done && this.pages.knows(request, `account.done-${done}`);
    return this.pages.render(request, 'access/account', {
      ...account,
      roles: roles.join('、'),
      units: account.unitNames.join('、'),
      hasSecondFactor: since !== null,
      done: sentence ? this.pages.say(request, `account.done-${done}`) : null,
    });
  }

  async drawPassword(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const { hasPassword } = await this.accountOf(request);
    return this.pages.render(request, 'access/password', { refused, hasPassword });
  }

  async drawSessions(request: WebRequest): Promise<string> {
    const open = await this.sessions.list(sessionOf(request));
    return this.pages.render(request, 'access/sessions', {
      rows: open.map((one) => ({
        ...one,
        since: this.local(one.createdAt),
        lastSeen: this.local(one.lastSeenAt),
      })),
    });
  }

  async drawSecondFactor(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const { since, recoveryCodesLeft, isDemanded } = await this.secondFactor.stateOf(request.viewer!);
    const { hasPassword } = await this.accountOf(request);
    return this.pages.render(request, 'access/second-factor', {
      ...{ refused, hasPassword, isDemanded, recoveryCodesLeft },
      since: since && this.local(since),
      areFew: recoveryCodesLeft < FEW_CODES,
    });
  }

  async drawSetUp(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const known = refused?.values['offer'];
    const { holder, tokenHash } = sessionOf(request);
    const offer = await this.secondFactor.offer(
      holder,
      tokenHash,
      typeof known === 'string' ? known : undefined,
    );
    const { since } = await this.secondFactor.stateOf(holder);
    const { hasPassword } = await this.accountOf(request);
    return this.pages.render(request, 'access/second-factor-setup', {
      ...{ refused, hasPassword, isReplacing: since !== null },
      ...(await offerView(offer)),
      action: '/account/second-factor/setup',
    });
  }

  /** @param onwards left away: back to the second factor */
  drawCodes(
    request: WebRequest,
    { codes, csrfToken, onwards }: { codes: string[]; csrfToken: string; onwards?: string },
  ): string {
    return this.pages.render(request, 'access/recovery-codes', {
      codes,
      csrf: csrfToken,
      onwards: onwards ?? '/account/second-factor',
    });
  }

  private async accountOf(request: WebRequest): Promise<OwnAccount> {
    const account = await ownAccount(this.db.read, request.viewer!);
    if (!account) throw new NotAllowed('person-needed');
    return account;
  }

  private local(instant: string): string {
    const { timeZone } = this.clock;
    return `${dayInZone(instant, timeZone)} ${timeInZone(instant, timeZone)}`;
  }
}

/** A page of one's own account is nothing a program or a link has. @throws NotAllowed */
export function sessionOf(request: WebRequest): RequestSession {
  if (!request.session) throw new NotAllowed('not-signed-in');
  return request.session;
}
