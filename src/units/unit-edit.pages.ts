import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UnitPlaceForm } from './jurisdiction-form.dto.js';
import { GroupsService } from './groups.service.js';
import { JurisdictionsService } from './jurisdictions.service.js';
import { UnitForm } from './unit-form.js';
import { EndingDto, GroupMembersDto, UnitAliasDto, UnitDto } from './unit.dto.js';
import { listedNames } from './unit.view.js';
import { UnitNamesService } from './unit-names.service.js';
import { UnitsService } from './units.service.js';

@Controller('units/:id')
export class UnitEditPages {
  constructor(
    private readonly form: UnitForm,
    private readonly units: UnitsService,
    private readonly names: UnitNamesService,
    private readonly groups: GroupsService,
    private readonly jurisdictions: JurisdictionsService,
  ) {}

  @Get('edit')
  @For('keep-units')
  @Page()
  edit(@Req() request: WebRequest, @Param('id') _unitId: number): Promise<string> {
    return this.form.drawEdit(request);
  }

  @Post()
  @For('keep-units')
  @RedrawWith('drawEdit')
  async change(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: UnitDto,
  ): Promise<Answer> {
    await this.units.change(viewer, unitId, dto);
    return changed(unitId);
  }

  /** Into another jurisdiction, or into the topmost one. */
  @Post('jurisdiction')
  @For('keep-settings')
  @RedrawWith('drawEdit')
  async place(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: UnitPlaceForm,
  ): Promise<Answer> {
    await this.jurisdictions.place(viewer, unitId, dto.jurisdictionId ?? null);
    return changed(unitId, 'jurisdiction');
  }

  @Post('ending')
  @For('keep-units')
  @RedrawWith('drawEdit')
  async end(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: EndingDto,
  ): Promise<Answer> {
    await this.units.end(viewer, unitId, dto.endsOn as Day | undefined);
    return changed(unitId);
  }

  @Post('names')
  @For('keep-units')
  @RedrawWith('drawEdit')
  async addName(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: UnitAliasDto,
  ): Promise<Answer> {
    await this.names.add(viewer, unitId, dto.alias, dto.aliasKind);
    return changed(unitId, 'names');
  }

  @Post('names/:nameId/removal')
  @For('keep-units')
  async removeName(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Param('nameId') nameId: number,
  ): Promise<Answer> {
    await this.names.remove(viewer, unitId, nameId);
    return changed(unitId, 'names');
  }

  @Post('members')
  @For('keep-units')
  @RedrawWith('drawEdit')
  async addMembers(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: GroupMembersDto,
  ): Promise<Answer> {
    await this.groups.addMembers(viewer, unitId, listedNames(dto.members), dto.fromOn as Day | undefined);
    return changed(unitId, 'members');
  }

  @Post('members/:memberId/ending')
  @For('keep-units')
  @RedrawWith('drawEdit')
  async endMembership(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Param('memberId') memberId: number,
  ): Promise<Answer> {
    await this.groups.endMembership(viewer, unitId, memberId);
    return changed(unitId, 'members');
  }

  drawEdit(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.form.drawEdit(request, refused);
  }
}

function changed(unitId: number, part = ''): Answer {
  return seeOther(`/units/${unitId}/edit?saved${part && `#${part}`}`);
}
