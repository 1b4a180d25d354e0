import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { afterOf } from '../units/unit.view.js';
import { CurrentViewer, For } from '../web/for.js';
import { peopleList, personRecord } from './people.queries.js';
import { GivenPasswordDto, PeopleListDto, PersonDetailsDto, PersonEnteredDto } from './person-answers.dto.js';
import { PersonKeeping } from './person-keeping.service.js';
import { AccountDto, NewPersonDto, PeopleQuery, PersonFactsDto, PersonRolesDto } from './person.dto.js';
import { personDetailsJson, personJson } from './person.view.js';

const PAGE = 50;

/** People, as administrators keep them. */
@Controller('api/v1/people')
@For('keep-people')
export class PeopleController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keeping: PersonKeeping,
  ) {}

  /** In the order they were entered; `q` searches names, mailboxes, login names and units. */
  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Query() query: PeopleQuery): Promise<PeopleListDto> {
    const found = await peopleList(this.db.read, viewer, {
      q: query.q ?? '',
      role: query.role || null,
      jurisdictionId: query.jurisdiction ?? null,
      isLeft: query.state === 'left',
      isInvited: query.state === 'invited',
      on: this.clock.today(),
      after: afterOf(query.after),
      limit: PAGE + 1,
    });
    const items = found.slice(0, PAGE).map(personJson);
    return { items, next: found.length > PAGE ? String(items.at(-1)!.id) : null };
  }

  /** One person with contacts. */
  @Get(':id')
  async show(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<PersonDetailsDto> {
    const when = { on: this.clock.today(), now: this.clock.now() };
    return personDetailsJson(await personRecord(this.db.read, viewer, personId, when));
  }

  /** Somebody new, without roles and without an account. */
  @Post()
  async enter(@CurrentViewer() viewer: Viewer, @Body() dto: NewPersonDto): Promise<PersonEnteredDto> {
    const { jurisdictionId = null } = dto;
    return { id: await this.keeping.enter(viewer, { ...factsOf(dto), jurisdictionId }) };
  }

  /** Name, duty mailbox and office phone; what is left away is taken away. */
  @Patch(':id')
  @HttpCode(204)
  async change(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() dto: PersonFactsDto,
  ): Promise<void> {
    await this.keeping.change(viewer, personId, factsOf(dto));
  }

  /** Gives an account; the password is answered once. */
  @Post(':id/account')
  async open(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() { loginName, ...dto }: AccountDto,
  ): Promise<GivenPasswordDto> {
    const password = await this.keeping.openAccount(viewer, personId, loginName, rolesOf(dto));
    return { loginName, password };
  }

  /** All roles and where they hold, in place of those before. */
  @Put(':id/roles')
  @HttpCode(204)
  async roles(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() dto: PersonRolesDto,
  ): Promise<void> {
    await this.keeping.changeRoles(viewer, personId, rolesOf(dto));
  }

  /** From today on no longer here: contacts, sessions, tokens and links end at once. */
  @Post(':id/leaving')
  @HttpCode(204)
  async leave(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<void> {
    await this.keeping.leave(viewer, personId);
  }

  @Post(':id/return')
  @HttpCode(204)
  async comeBack(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<void> {
    await this.keeping.comeBack(viewer, personId);
  }

  /** Another password, answered once; signs the person out everywhere. */
  @Post(':id/password')
  async password(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<GivenPasswordDto> {
    return this.keeping.resetPassword(viewer, personId);
  }
}

export function factsOf({ name, address, phone }: PersonFactsDto) {
  return { name, address: address ?? null, phone: phone ?? null };
}

export function rolesOf({ roles, jurisdictionId }: PersonRolesDto) {
  return { roles: roles ?? [], jurisdictionId: jurisdictionId ?? null };
}
