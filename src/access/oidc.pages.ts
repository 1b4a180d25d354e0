/** /sign-in/oidc: to the identity provider and back. */
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import { NotFound } from '../platform/refusal.js';
import { Answer } from '../web/answer.js';
import { cookieName, cookieOf, isSecure, setCookie } from '../web/cookies.js';
import { For } from '../web/for.js';
import { seeOther } from '../web/forms.js';
import { HTML, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { IdentityProvider, ProviderUnreachable } from './identity-provider.js';
import { LONGEST_MINUTES, OidcFailure, OidcService, type OidcFault } from './oidc.service.js';
import { onwards, pageAskedFor } from './session-cookie.js';
import { visitorOf } from './visitor.js';

/** What must come back from the provider, sealed. */
const TICKET_COOKIE = 'duban-oidc';
/** This browser is signed in at the provider too, by us. */
export const PROVIDER_COOKIE = 'duban-provider';
/** A cookie holds no more. */
const LONGEST_NEXT = 500;
const STATUS: Record<OidcFault, number> = {
  unreachable: 503,
  expired: 400,
  refused: 403,
  unknown: 403,
  'mail-unverified': 403,
};

@Controller('sign-in/oidc')
@For('anyone')
export class OidcPages {
  constructor(
    private readonly config: Config,
    private readonly provider: IdentityProvider,
    private readonly oidc: OidcService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async begin(
    @Req() request: WebRequest,
    @Query('next') asked: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    this.refuseWithout();
    const next = pageAskedFor(asked);
    try {
      const { url, ticket } = await this.oidc.begin(next.length > LONGEST_NEXT ? '/' : next);
      this.put(reply, TICKET_COOKIE, ticket, LONGEST_MINUTES * 60);
      return seeOther(url);
    } catch (error) {
      return this.failed(request, error);
    }
  }

  @Get('callback')
  async comeBack(
    @Req() request: WebRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    this.refuseWithout();
    const ticket = cookieOf(request, cookieName(this.config, TICKET_COOKIE));
    this.put(reply, TICKET_COOKIE, '', 0);
    try {
      const query = request.url.split('?')[1] ?? '';
      const { signedIn, next } = await this.oidc.finish(query, ticket, visitorOf(request));
      this.put(reply, PROVIDER_COOKIE, '1');
      return onwards(reply, this.config, signedIn, next);
    } catch (error) {
      return this.failed(request, error);
    }
  }

  /** From the sign-in page, after signing out here: the provider would let the next person at this screen in again. */
  @Get('sign-out')
  async signOut(@Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    this.refuseWithout();
    this.put(reply, PROVIDER_COOKIE, '', 0);
    const url = await this.provider.signOutUrl().catch((error: unknown) => {
      if (error instanceof ProviderUnreachable) return null;
      throw error;
    });
    return seeOther(url ?? '/sign-in');
  }

  private refuseWithout(): void {
    if (!this.provider.settings) throw new NotFound('page');
  }

  private put(reply: FastifyReply, name: string, value: string, maxAge?: number): void {
    setCookie(reply, cookieName(this.config, name), value, {
      isSecure: isSecure(this.config),
      ...(maxAge !== undefined && { maxAge }),
    });
  }

  private failed(request: WebRequest, error: unknown): Answer {
    if (!(error instanceof OidcFailure)) throw error;
    const html = this.pages.render(request, 'access/oidc-failed', {
      message: this.pages.say(request, `oidc.${error.fault}`),
    });
    return new Answer(STATUS[error.fault], { 'content-type': HTML }, html);
  }
}
