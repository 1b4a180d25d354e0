/** /administration/systems: programs that ask the API in their own name, and their tokens. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Viewer } from '../rules/permissions.js';
import { scopesFor } from '../rules/token-terms.js';
import { JurisdictionsService } from '../units/jurisdictions.service.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { SYSTEM_ROLES, SystemsService } from './systems.service.js';
import { NewSystemDto, NewSystemTokenDto } from './token.dto.js';
import { tokenForm, tokenViews } from './token.view.js';
import { TokensService } from './tokens.service.js';

@Controller()
@For('keep-people')
export class SystemsPages {
  constructor(
    private readonly clock: Clock,
    private readonly systems: SystemsService,
    private readonly tokens: TokensService,
    private readonly jurisdictions: JurisdictionsService,
    private readonly pages: Pages,
  ) {}

  @Get('administration/systems')
  @Page()
  list(@Req() request: WebRequest): Promise<string> {
    return this.drawList(request);
  }

  @Post('administration/systems')
  @RedrawWith('drawList')
  async enter(@CurrentViewer() viewer: Viewer, @Body() dto: NewSystemDto): Promise<Answer> {
    const { jurisdictionId = null, ...given } = dto;
    return seeOther(`/systems/${await this.systems.enter(viewer, { ...given, jurisdictionId })}`);
  }

  @Get('systems/:id')
  @Page()
  one(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.drawOne(request, id);
  }

  @Post('systems/:id/tokens')
  @Page()
  @RedrawWith('redrawOne')
  async make(
    @Req() request: WebRequest,
    @Param('id') id: number,
    @Body() dto: NewSystemTokenDto,
  ): Promise<string> {
    const token = await this.tokens.makeForSystem(request.viewer!, id, dto, request.ip);
    return this.pages.render(request, 'access/token-made', { ...dto, token, back: `/systems/${id}` });
  }

  @Post('systems/:id/ending')
  @RedrawWith('redrawOne')
  async end(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<Answer> {
    await this.systems.end(viewer, id);
    return seeOther('/administration/systems');
  }

  async drawList(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const viewer = request.viewer!;
    const values = refused?.values ?? {};
    const ticked = [values['roles'] ?? []].flat();
    const places = (await this.jurisdictions.list(viewer)).filter(({ endedOn }) => endedOn === null);
    return this.pages.render(request, 'administration/systems', {
      refused,
      values,
      systems: (await this.systems.list(viewer)).map((system) => ({
        ...system,
        roleWords: this.roleWords(request, system.roles),
      })),
      roles: SYSTEM_ROLES.map((value) => ({
        value,
        word: this.roleWords(request, [value]),
        hint: this.pages.say(request, `people.hint-${value}`),
        isHeld: ticked.includes(value),
      })),
      everywhere: !viewer.area,
      hasPlaces: places.length > 0,
      jurisdictions: places.map(({ id, name }) => ({
        id,
        name,
        isChosen: String(id) === values['jurisdictionId'],
      })),
    });
  }

  redrawOne(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawOne(request, Number((request.params as { id: string }).id), refused);
  }

  private async drawOne(request: WebRequest, id: number, refused?: RefusedForm): Promise<string> {
    const viewer = request.viewer!;
    const system = await this.systems.one(viewer, id);
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const tokens = await this.tokens.ofSystem(viewer, id);
    return this.pages.render(request, 'administration/system', {
      refused,
      system: { ...system, roleWords: this.roleWords(request, system.roles) },
      isHere: system.leftOn === null,
      ...tokenViews(tokens, { say, timeZone: this.clock.timeZone }),
      ...tokenForm(scopesFor({ ...viewer, roles: system.roles }), {
        ...{ say, refused, today: this.clock.today() },
      }),
      withLimit: true,
      makeAt: `/systems/${id}/tokens`,
      revokeAt: '/tokens',
    });
  }

  private roleWords(request: WebRequest, roles: string[]): string {
    return roles.map((role) => this.pages.say(request, `trailValue.roles-${role}`)).join('、');
  }
}
