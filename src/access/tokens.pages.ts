/** /account/tokens: one's own keys for programs. /administration/tokens: everybody's, to be looked through and ended. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Viewer } from '../rules/permissions.js';
import { scopesFor } from '../rules/token-terms.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { NewTokenDto } from './token.dto.js';
import { tokenForm, tokenViews } from './token.view.js';
import { TokensService } from './tokens.service.js';

@Controller()
export class TokensPages {
  constructor(
    private readonly clock: Clock,
    private readonly tokens: TokensService,
    private readonly pages: Pages,
  ) {}

  @Get('account/tokens')
  @For('signed-in')
  @Page()
  own(@Req() request: WebRequest): Promise<string> {
    return this.drawOwn(request);
  }

  /** The token is on the answer itself, and nowhere else. */
  @Post('account/tokens')
  @For('signed-in')
  @Page()
  @RedrawWith('drawOwn')
  async make(@Req() request: WebRequest, @Body() dto: NewTokenDto): Promise<string> {
    const token = await this.tokens.makeOwn(request.viewer!, dto, request.ip);
    return this.pages.render(request, 'access/token-made', { ...dto, token, back: '/account/tokens' });
  }

  @Post('account/tokens/:id/revocation')
  @For('signed-in')
  async revokeOwn(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
  ): Promise<Answer> {
    await this.tokens.revokeOwn(viewer, id, request.ip);
    return seeOther('/account/tokens');
  }

  @Get('administration/tokens')
  @For('keep-people')
  @Page()
  async all(@Req() request: WebRequest, @CurrentViewer() viewer: Viewer): Promise<string> {
    return this.pages.render(request, 'administration/tokens', {
      ...tokenViews(await this.tokens.all(viewer), this.speech(request)),
      withPerson: true,
      revokeAt: '/tokens',
    });
  }

  /** Whoever keeps people may end what opens doors for them; never make it. */
  @Post('tokens/:id/revocation')
  @For('keep-people')
  async revoke(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
  ): Promise<Answer> {
    await this.tokens.revoke(viewer, id, request.ip);
    return seeOther('/administration/tokens');
  }

  async drawOwn(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const viewer = request.viewer!;
    const speech = this.speech(request);
    return this.pages.render(request, 'access/tokens', {
      refused,
      ...tokenViews(await this.tokens.own(viewer), speech),
      ...tokenForm(scopesFor(viewer), { ...speech, today: this.clock.today(), refused }),
      makeAt: '/account/tokens',
      revokeAt: '/account/tokens',
    });
  }

  private speech(request: WebRequest) {
    return {
      say: (key: string, values = {}) => this.pages.say(request, key, values),
      timeZone: this.clock.timeZone,
    };
  }
}
