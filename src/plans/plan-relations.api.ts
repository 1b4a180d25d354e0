import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Patch } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { PlanRelationsDto } from './plan-answers.dto.js';
import { PlanRelationDto } from './plan.dto.js';
import { relatedPlans } from './plan-relations.js';
import { planHead } from './plans.queries.js';
import { PlanRelationsService } from './plan-relations.service.js';

@Controller('api/v1/plans/:id')
export class PlanRelationsController {
  constructor(
    private readonly db: Database,
    private readonly relations: PlanRelationsService,
  ) {}

  /** Says of a draft that it stands alone, adds to an issued plan or replaces it; done when it is issued. */
  @Patch('relation')
  @For('draft-plans')
  @HttpCode(204)
  async set(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanRelationDto,
  ): Promise<void> {
    await this.relations.set(viewer, planId, dto);
  }

  /** The plans it adds to or replaces, and those that add to it or replaced it. */
  @Get('relations')
  @For('read-plans')
  async show(@Param('id', ParseIntPipe) planId: number): Promise<PlanRelationsDto> {
    if (!(await planHead(this.db.read, planId))) throw new NotFound('plan');
    return relatedPlans(this.db.read, planId);
  }
}
