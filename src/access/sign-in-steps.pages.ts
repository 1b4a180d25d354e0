/** /sign-in/…: what a session may still await between the password and everything else. */
import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import type { Answer } from '../web/answer.js';
import { For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { CodesService } from './codes.service.js';
import { PasswordsService } from './passwords.service.js';
import { offerView } from './second-factor-view.js';
import { SecondFactorService } from './second-factor.service.js';
import { giveSession, onwards, pageAskedFor, pathAfter } from './session-cookie.js';
import { CodeDto, NewPasswordDto, NewSecondFactorDto } from './sign-in.dto.js';

@Controller('sign-in')
@For('signing-in')
export class SignInStepsPages {
  constructor(
    private readonly pages: Pages,
    private readonly config: Config,
    private readonly codes: CodesService,
    private readonly passwords: PasswordsService,
    private readonly secondFactor: SecondFactorService,
  ) {}

  @Get('second-factor')
  @Page()
  code(@Req() request: WebRequest, @Query('next') next?: string): string {
    return this.pages.render(request, 'access/code', { next: pageAskedFor(next) });
  }

  @Post('second-factor')
  @Page()
  @RedrawWith('drawCode')
  async enter(
    @Req() request: WebRequest,
    @Body() { code, next }: CodeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return onwards(reply, this.config, await this.codes.enter(request.session!, code, request.ip), next);
  }

  drawCode(request: WebRequest, refused: RefusedForm): string {
    return this.pages.render(request, 'access/code', { refused, next: pageAskedFor(refused.values['next']) });
  }

  @Get('new-password')
  @Page()
  newPassword(@Req() request: WebRequest, @Query('next') next?: string): string {
    return this.pages.render(request, 'access/new-password', { next: pageAskedFor(next) });
  }

  @Post('new-password')
  @Page()
  @RedrawWith('drawNewPassword')
  async choose(
    @Req() request: WebRequest,
    @Body() { next, ...wish }: NewPasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const signedIn = await this.passwords.choose(request.session!, wish, request.ip);
    return onwards(reply, this.config, signedIn, next);
  }

  drawNewPassword(request: WebRequest, refused: RefusedForm): string {
    const next = pageAskedFor(refused.values['next']);
    return this.pages.render(request, 'access/new-password', { refused, next });
  }

  @Get('second-factor-setup')
  @Page()
  setUpForm(@Req() request: WebRequest, @Query('next') next?: string): Promise<string> {
    return this.drawOffer(request, { next: pageAskedFor(next) });
  }

  /** The codes stand on the answer itself, and nowhere else. */
  @Post('second-factor-setup')
  @Page()
  @RedrawWith('drawSetUp')
  async setUp(
    @Req() request: WebRequest,
    @Body() { next, ...given }: NewSecondFactorDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const signedIn = await this.codes.setUp(request.session!, given, request.ip);
    giveSession(reply, this.config, signedIn);
    return this.pages.render(request, 'access/recovery-codes', {
      csrf: signedIn.csrfToken,
      codes: signedIn.codes,
      onwards: pathAfter(signedIn.awaits, next),
    });
  }

  drawSetUp(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawOffer(request, { refused, next: pageAskedFor(refused.values['next']) });
  }

  private async drawOffer(
    request: WebRequest,
    view: { refused?: RefusedForm; next: string },
  ): Promise<string> {
    const known = view.refused?.values['offer'];
    const { holder, tokenHash } = request.session!;
    const offer = await this.secondFactor.offer(
      holder,
      tokenHash,
      typeof known === 'string' ? known : undefined,
    );
    return this.pages.render(request, 'access/second-factor-setup', {
      ...view,
      ...(await offerView(offer)),
      action: '/sign-in/second-factor-setup',
      isStep: true,
    });
  }
}
