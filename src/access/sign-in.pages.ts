import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import type { Answer } from '../web/answer.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { formToken } from './form-token.js';
import { FORM_COOKIE } from './identities.js';
import { oidcOffer } from './oidc-offer.js';
import { onwards, pageAskedFor, pathAfter, takeSession } from './session-cookie.js';
import { SignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';
import { visitorOf } from './visitor.js';

@Controller()
export class SignInPages {
  constructor(
    private readonly pages: Pages,
    private readonly config: Config,
    private readonly signIns: SignInService,
  ) {}

  /** Whoever still has a step before them is led to it: every page that is not theirs yet leads here. */
  @Get('sign-in')
  @For('anyone')
  @Page()
  form(
    @Req() request: WebRequest,
    @Query('next') next: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | Answer {
    if (request.session) return seeOther(pathAfter(request.session.awaits, next));
    return this.pages.render(request, 'access/sign-in', {
      next: pageAskedFor(next),
      oidc: oidcOffer(this.config, request, pageAskedFor(next)),
      csrf: formToken(this.config, request, reply),
    });
  }

  @Post('sign-in')
  @For('anyone')
  @Page()
  @RedrawWith('draw')
  async signIn(
    @Req() request: WebRequest,
    @Body() { loginName, password, next }: SignInDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const signedIn = await this.signIns.signIn(loginName, password, visitorOf(request));
    return onwards(reply, this.config, signedIn, next);
  }

  draw(request: WebRequest, refused: RefusedForm): string {
    return this.pages.render(request, 'access/sign-in', {
      refused,
      next: pageAskedFor(refused.values['next']),
      oidc: oidcOffer(this.config, request, pageAskedFor(refused.values['next'])),
      csrf: cookieOf(request, cookieName(this.config, FORM_COOKIE)),
    });
  }

  @Post('sign-out')
  @For('signing-in')
  async signOut(
    @Req() request: WebRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    await this.signIns.signOut(request.session!, request.ip);
    takeSession(reply, this.config);
    return seeOther('/sign-in');
  }
}
