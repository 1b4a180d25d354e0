/** /account/second-factor: setting it up, new recovery codes, doing without it where that is allowed. */
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import type { Answer } from '../web/answer.js';
import { For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { AccountDesk, sessionOf } from './account.desk.js';
import { ConfirmDto, OwnSecondFactorDto } from './account.dto.js';
import { CodesService } from './codes.service.js';
import { PasswordsService } from './passwords.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { giveSession } from './session-cookie.js';

@Controller('account/second-factor')
@For('signed-in')
export class SecondFactorPages {
  constructor(
    private readonly desk: AccountDesk,
    private readonly config: Config,
    private readonly codes: CodesService,
    private readonly passwords: PasswordsService,
    private readonly secondFactor: SecondFactorService,
  ) {}

  @Get()
  @Page()
  state(@Req() request: WebRequest): Promise<string> {
    return this.desk.drawSecondFactor(request);
  }

  @Get('setup')
  @Page()
  setUpForm(@Req() request: WebRequest): Promise<string> {
    return this.desk.drawSetUp(request);
  }

  /** The codes stand on the answer itself, and nowhere else. */
  @Post('setup')
  @Page()
  @RedrawWith('redrawSetUp')
  async setUp(
    @Req() request: WebRequest,
    @Body() { password, ...given }: OwnSecondFactorDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.confirm(request, password);
    const set = await this.codes.setUp(sessionOf(request), given, request.ip);
    giveSession(reply, this.config, set);
    return this.desk.drawCodes(request, set);
  }

  redrawSetUp(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawSetUp(request, refused);
  }

  @Post('recovery-codes')
  @Page()
  @RedrawWith('redraw')
  async renew(@Req() request: WebRequest, @Body() { password }: ConfirmDto): Promise<string> {
    const { csrfToken, holder } = sessionOf(request);
    await this.confirm(request, password);
    const codes = await this.secondFactor.renewRecoveryCodes(holder, request.ip);
    return this.desk.drawCodes(request, { csrfToken, codes });
  }

  @Post('removal')
  @Page()
  @RedrawWith('redraw')
  async remove(@Req() request: WebRequest, @Body() { password }: ConfirmDto): Promise<Answer> {
    await this.confirm(request, password);
    await this.secondFactor.remove(sessionOf(request).holder, request.ip);
    return seeOther('/account?done=second-factor-removed');
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawSecondFactor(request, refused);
  }

  /** Whoever finds a browser left open does not know the password. @throws Refusal */
  private confirm(request: WebRequest, password: string | undefined): Promise<void> {
    return this.passwords.confirm(sessionOf(request).holder.personId!, password, request.ip);
  }
}
