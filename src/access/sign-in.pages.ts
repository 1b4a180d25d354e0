import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import { cookieName, cookieOf, isSecure, setCookie } from '../web/cookies.js';
import { For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import type { Answer } from '../web/answer.js';
import { Page, Pages } from '../web/pages.js';
import { localPath, type WebRequest } from '../web/request.js';
import { FORM_COOKIE, SESSION_COOKIE } from './identities.js';
import { newSecret } from './secrets.js';
import { SignInDto } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** Signing in leads back to the page asked for, never to the form itself. */
function pageAskedFor(next: unknown): string {
  const path = localPath(next);
  return path && !/^\/sign-(in|out)/.test(path) ? path : '/';
}

@Controller()
export class SignInPages {
  constructor(
    private readonly pages: Pages,
    private readonly config: Config,
    private readonly signIns: SignInService,
  ) {}

  @Get('sign-in')
  @For('anyone')
  @Page()
  form(
    @Req() request: WebRequest,
    @Query('next') next: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | Answer {
    if (request.viewer) return seeOther(pageAskedFor(next));
    return this.pages.render(request, 'access/sign-in', {
      next: pageAskedFor(next),
      csrf: this.formToken(request, reply),
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
    const { token } = await this.signIns.signIn(loginName, password, request.ip);
    setCookie(reply, cookieName(this.config, SESSION_COOKIE), token, { isSecure: isSecure(this.config) });
    return seeOther(pageAskedFor(next));
  }

  draw(request: WebRequest, refused: RefusedForm): string {
    return this.pages.render(request, 'access/sign-in', {
      refused,
      next: pageAskedFor(refused.values['next']),
      csrf: cookieOf(request, cookieName(this.config, FORM_COOKIE)),
    });
  }

  @Post('sign-out')
  @For('signed-in')
  async signOut(
    @Req() request: WebRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    await this.signIns.signOut(request.viewer!, request.session!.tokenHash);
    setCookie(reply, cookieName(this.config, SESSION_COOKIE), '', {
      isSecure: isSecure(this.config),
      maxAge: 0,
    });
    return seeOther('/sign-in');
  }

  /** The token of a form before there is a session stands in a cookie too: only our own page can know it. */
  private formToken(request: WebRequest, reply: FastifyReply): string {
    const name = cookieName(this.config, FORM_COOKIE);
    const known = cookieOf(request, name);
    if (known && /^[\w-]{43}$/.test(known)) return known;
    const token = newSecret();
    setCookie(reply, name, token, { isSecure: isSecure(this.config) });
    return token;
  }
}
