/** /account: what a person sees of themselves, their password, and where they are signed in. */
import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import type { Answer } from '../web/answer.js';
import { For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { AccountDesk, sessionOf } from './account.desk.js';
import { ChangePasswordDto, SessionEndingDto } from './account.dto.js';
import { OwnSessions } from './own-sessions.js';
import { PasswordsService } from './passwords.service.js';
import { giveSession, takeSession } from './session-cookie.js';

@Controller('account')
@For('signed-in')
export class AccountPages {
  constructor(
    private readonly desk: AccountDesk,
    private readonly config: Config,
    private readonly passwords: PasswordsService,
    private readonly sessions: OwnSessions,
  ) {}

  @Get()
  @Page()
  account(@Req() request: WebRequest, @Query('done') done?: string): Promise<string> {
    return this.desk.drawAccount(request, done);
  }

  @Get('password')
  @Page()
  password(@Req() request: WebRequest): Promise<string> {
    return this.desk.drawPassword(request);
  }

  @Post('password')
  @Page()
  @RedrawWith('redrawPassword')
  async changePassword(
    @Req() request: WebRequest,
    @Body() wish: ChangePasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    giveSession(reply, this.config, await this.passwords.change(sessionOf(request), wish, request.ip));
    return seeOther('/account?done=password');
  }

  redrawPassword(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawPassword(request, refused);
  }

  @Get('sessions')
  @Page()
  list(@Req() request: WebRequest): Promise<string> {
    return this.desk.drawSessions(request);
  }

  @Post('sessions/ending')
  async endOne(@Req() request: WebRequest, @Body() { session }: SessionEndingDto): Promise<Answer> {
    await this.sessions.end(sessionOf(request), session, request.ip);
    return seeOther('/account/sessions');
  }

  @Post('sessions/endings')
  async endAll(@Req() request: WebRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    await this.sessions.endAll(sessionOf(request), request.ip);
    takeSession(reply, this.config);
    return seeOther('/sign-in');
  }
}
