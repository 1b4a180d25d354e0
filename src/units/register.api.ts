import { Body, Controller, Delete, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ContactDto, ContactEndingDto } from './contact.dto.js';
import { ContactsService } from './contacts.service.js';
import { GroupsService } from './groups.service.js';
import { EnteredDto } from './unit-answers.dto.js';
import { GroupMembersDto, UnitDto } from './unit.dto.js';
import { listedNames } from './unit.view.js';
import { UnitsService } from './units.service.js';

/** Keeping the register: units, who belongs to a group, who answers for a unit. */
@Controller('api/v1')
export class RegisterController {
  constructor(
    private readonly units: UnitsService,
    private readonly groups: GroupsService,
    private readonly contacts: ContactsService,
  ) {}

  /** Enters a unit or a group. */
  @Post('units')
  @For('keep-units')
  async unit(@CurrentViewer() viewer: Viewer, @Body() dto: UnitDto): Promise<EnteredDto> {
    return { id: await this.units.create(viewer, dto) };
  }

  /** Adds members to a group, by name. */
  @Post('units/:id/members')
  @For('keep-units')
  @HttpCode(204)
  async members(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) groupId: number,
    @Body() dto: GroupMembersDto,
  ): Promise<void> {
    await this.groups.addMembers(viewer, groupId, listedNames(dto.members), dto.fromOn as Day | undefined);
  }

  /** Names a person who answers for the unit from today on. */
  @Post('units/:id/contacts')
  @For('keep-contacts')
  async contact(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) unitId: number,
    @Body() { name, address, phone, isHead }: ContactDto,
  ): Promise<EnteredDto> {
    const given = { unitId, name, address: address ?? null, phone: phone ?? null, isHead };
    return { id: await this.contacts.enter(viewer, given) };
  }

  /** Ends a contact: from that day on the unit is no longer written to this person. */
  @Delete('contacts/:id')
  @For('keep-contacts')
  @HttpCode(204)
  async end(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) contactId: number,
    @Body() dto: ContactEndingDto,
  ): Promise<void> {
    await this.contacts.end(viewer, contactId, dto.endsOn as Day | undefined);
  }
}
