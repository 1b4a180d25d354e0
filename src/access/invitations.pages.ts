/** Inviting by mail, and the page an invitation opens: GET changes nothing, however often a scanner fetches it. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config.js';
import type { Answer } from '../web/answer.js';
import { cookieName, cookieOf } from '../web/cookies.js';
import { For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { formToken } from './form-token.js';
import { FORM_COOKIE } from './identities.js';
import { InvitationUse, type Invited } from './invitation-use.service.js';
import { onwards } from './session-cookie.js';
import { visitorOf } from './visitor.js';

class InvitationDto {
  @IsOptional() @IsString() @MaxLength(64) loginName?: string;
  @IsString() @MaxLength(200) newPassword: string;
  @IsString() @MaxLength(200) newPasswordAgain: string;
}

@Controller('invitations/:segment')
@For('anyone')
export class InvitationPages {
  constructor(
    private readonly pages: Pages,
    private readonly config: Config,
    private readonly use: InvitationUse,
  ) {}

  @Get()
  @Page()
  async show(@Req() request: WebRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.draw(request, formToken(this.config, request, reply));
  }

  @Post()
  @Page()
  @RedrawWith('redraw')
  async accept(
    @Req() request: WebRequest,
    @Param('segment') segment: string,
    @Body() dto: InvitationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    return onwards(reply, this.config, await this.use.use(segment, dto, visitorOf(request)), '/');
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, cookieOf(request, cookieName(this.config, FORM_COOKIE)) ?? '', refused);
  }

  private async draw(request: WebRequest, csrf: string, refused?: RefusedForm): Promise<string> {
    const { segment } = request.params as { segment: string };
    const held = await this.use.holderOf(segment);
    return this.pages.render(request, 'access/invitation', {
      ...{ refused, segment, isOver: held === null },
      csrf: request.session?.csrfToken ?? csrf,
      ...(held && shown(held.person, refused)),
    });
  }
}

function shown({ name, email, loginName }: Invited, refused?: RefusedForm) {
  const proposed = loginName ?? email?.slice(0, email.indexOf('@'));
  return { name, hasLogin: loginName !== null, loginName: refused?.values['loginName'] ?? proposed };
}
