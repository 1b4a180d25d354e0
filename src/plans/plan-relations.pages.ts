import { Body, Controller, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import type { WebRequest } from '../web/request.js';
import { DraftPages } from './drafts.views.js';
import { PlanRelationDto } from './plan.dto.js';
import { PlanRelationsService } from './plan-relations.service.js';

@Controller('plans/:id/relation')
export class PlanRelationPages {
  constructor(
    private readonly relations: PlanRelationsService,
    private readonly views: DraftPages,
  ) {}

  @Post()
  @For('draft-plans')
  @RedrawWith('drawDraft')
  async set(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanRelationDto,
  ) {
    await this.relations.set(viewer, planId, dto);
    return seeOther(`/plans/${planId}/draft#relation`);
  }

  drawDraft(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { id } = request.params as { id: string };
    return this.views.draft(request, Number(id), refused);
  }
}
