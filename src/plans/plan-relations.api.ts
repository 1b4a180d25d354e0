import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Put } from '@nestjs/common';
import { Database } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { PlanRelationsDto } from './plan-answers.dto.js';
import { PlanRelationDto } from './plan.dto.js';
import { relatedPlans } from './plan-relations.js';
import { PlanRelationsService } from './plan-relations.service.js';

@Controller('api/v1/plans/:id')
export class PlanRelationsController {
  constructor(
    private readonly db: Database,
    private readonly relations: PlanRelationsService,
  ) {}

  /** Says of a draft that it stands alone, adds to an issued plan or replaces it; done when it is issued. */
  @Put('relation')
  @HttpCode(204)
  @For('supervisor')
  async set(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanRelationDto,
  ): Promise<void> {
    await this.relations.set(viewer, planId, dto);
  }

  /** The plans it adds to or replaces, and those that add to it or replaced it. */
  @Get('relations')
  @For('supervisor', 'leader', 'verifier', 'auditor')
  show(@Param('id', ParseIntPipe) planId: number): Promise<PlanRelationsDto> {
    return relatedPlans(this.db.read, planId);
  }
}
