/** /people: everybody an administrator keeps, and what may be done for one of them. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { factsOf, rolesOf } from './people.api.js';
import { PeopleDesk } from './people.desk.js';
import { PersonKeeping } from './person-keeping.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { AccountDto, NewPersonDto, PeopleQuery, PersonFactsDto, PersonRolesDto } from './person.dto.js';

@Controller('people')
@For('keep-people')
export class PeoplePages {
  constructor(
    private readonly desk: PeopleDesk,
    private readonly keeping: PersonKeeping,
    private readonly secondFactors: SecondFactorService,
  ) {}

  @Get()
  @Page()
  list(@Req() request: WebRequest, @Query() query: PeopleQuery): Promise<string> {
    return this.desk.drawList(request, query);
  }

  @Get('new')
  @Page()
  blank(@Req() request: WebRequest): Promise<string> {
    return this.desk.drawNew(request);
  }

  @Post()
  @RedrawWith('redrawNew')
  async enter(@CurrentViewer() viewer: Viewer, @Body() dto: NewPersonDto): Promise<Answer> {
    const { jurisdictionId = null } = dto;
    return saved(await this.keeping.enter(viewer, { ...factsOf(dto), jurisdictionId }));
  }

  @Get(':id')
  @Page()
  one(@Req() request: WebRequest, @Param('id') personId: number): Promise<string> {
    return this.desk.drawOne(request, personId);
  }

  @Post(':id')
  @RedrawWith('redraw')
  async change(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() dto: PersonFactsDto,
  ): Promise<Answer> {
    await this.keeping.change(viewer, personId, factsOf(dto));
    return saved(personId);
  }

  @Post(':id/roles')
  @RedrawWith('redraw')
  async roles(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() dto: PersonRolesDto,
  ): Promise<Answer> {
    await this.keeping.changeRoles(viewer, personId, rolesOf(dto));
    return saved(personId);
  }

  /** The password is on the answer itself, and nowhere else: reloading does not show it again. */
  @Post(':id/account')
  @Page()
  @RedrawWith('redraw')
  async open(
    @Req() request: WebRequest,
    @Param('id') personId: number,
    @Body() dto: AccountDto,
  ): Promise<string> {
    const { loginName, ...given } = dto;
    const password = await this.keeping.openAccount(request.viewer!, personId, loginName, rolesOf(given));
    return this.desk.drawPassword(request, personId, { loginName, password });
  }

  @Post(':id/password')
  @Page()
  @RedrawWith('redraw')
  async password(@Req() request: WebRequest, @Param('id') personId: number): Promise<string> {
    return this.desk.drawPassword(
      request,
      personId,
      await this.keeping.resetPassword(request.viewer!, personId),
    );
  }

  @Post(':id/sessions/ending')
  @RedrawWith('redraw')
  async endSessions(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.keeping.endSessions(viewer, personId);
    return saved(personId);
  }

  /** For whoever lost both the telephone and the recovery codes. */
  @Post(':id/second-factor/reset')
  @RedrawWith('redraw')
  async resetSecondFactor(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.secondFactors.reset(viewer, personId);
    return saved(personId);
  }

  @Post(':id/leaving')
  @RedrawWith('redraw')
  async leave(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.keeping.leave(viewer, personId);
    return saved(personId);
  }

  @Post(':id/return')
  @RedrawWith('redraw')
  async comeBack(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.keeping.comeBack(viewer, personId);
    return saved(personId);
  }

  redrawNew(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawNew(request, refused);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawOne(request, Number((request.params as { id: string }).id), refused);
  }
}

function saved(personId: number): Answer {
  return seeOther(`/people/${personId}?saved`);
}
