import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import {
  JurisdictionDto,
  JurisdictionListDto,
  JurisdictionNameDto,
  JurisdictionParentDto,
  UnitPlaceDto,
} from './jurisdiction.dto.js';
import { JurisdictionsService } from './jurisdictions.service.js';
import { EnteredDto } from './unit-answers.dto.js';

/** The parts of the house in which roles hold. */
@Controller('api/v1')
export class JurisdictionsController {
  constructor(private readonly jurisdictions: JurisdictionsService) {}

  /** Those the caller's roles reach, all at once; ended ones last. */
  @Get('jurisdictions')
  @For('keep-settings')
  async list(@CurrentViewer() viewer: Viewer): Promise<JurisdictionListDto> {
    return { items: await this.jurisdictions.list(viewer), next: null };
  }

  /** Enters a jurisdiction. */
  @Post('jurisdictions')
  @For('keep-settings')
  async create(@CurrentViewer() viewer: Viewer, @Body() dto: JurisdictionDto): Promise<EnteredDto> {
    const { name, parentId = null } = dto;
    return { id: await this.jurisdictions.create(viewer, { name, parentId }) };
  }

  /** Gives it another name. */
  @Post('jurisdictions/:id/name')
  @For('keep-settings')
  @HttpCode(204)
  async rename(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() dto: JurisdictionNameDto,
  ): Promise<void> {
    await this.jurisdictions.rename(viewer, id, dto.name);
  }

  /** Puts it below another one, with everything in it. */
  @Post('jurisdictions/:id/parent')
  @For('keep-settings')
  @HttpCode(204)
  async move(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() dto: JurisdictionParentDto,
  ): Promise<void> {
    await this.jurisdictions.move(viewer, id, dto.parentId ?? null);
  }

  /** Ends it; nothing may be left in it. */
  @Delete('jurisdictions/:id')
  @For('keep-settings')
  @HttpCode(204)
  async end(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number): Promise<void> {
    await this.jurisdictions.end(viewer, id);
  }

  /** Puts a unit into a jurisdiction. */
  @Post('units/:id/jurisdiction')
  @For('keep-settings')
  @HttpCode(204)
  async place(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) unitId: number,
    @Body() dto: UnitPlaceDto,
  ): Promise<void> {
    await this.jurisdictions.place(viewer, unitId, dto.jurisdictionId ?? null);
  }
}
