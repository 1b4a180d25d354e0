import { Body, Controller, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ReceiptDto } from './progress-answers.dto.js';
import { RefinementDto } from './refinement.dto.js';
import { RefinementsService } from './refinements.service.js';
import { TargetAnswerDto, TargetDto } from './targets.dto.js';
import { TargetsService } from './targets.service.js';

@Controller('api/v1')
export class RefinementsController {
  constructor(
    private readonly refinements: RefinementsService,
    private readonly targets: TargetsService,
  ) {}

  /** 细化方案 of the viewer's own unit, by rows: refused as a whole, with every row and column that is wrong. */
  @Post('deadlines/:id/refinement')
  @For('report')
  handIn(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) deadlineId: number,
    @Body() dto: RefinementDto,
  ): Promise<ReceiptDto> {
    return this.refinements.handIn(viewer, { deadlineId }, dto);
  }

  /** The same where none is owed: for a sub-task that the unit leads, to the third level. */
  @Post('tasks/:id/refinement')
  @For('report')
  refine(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: RefinementDto,
  ): Promise<ReceiptDto> {
    return this.refinements.handIn(viewer, { taskId }, dto);
  }

  /** Adds a target figure to an issued task. */
  @Post('tasks/:id/targets')
  @For('steer-tasks')
  addTarget(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: TargetDto,
  ): Promise<TargetAnswerDto> {
    return this.targets.add(viewer, taskId, dto);
  }

  /** Corrects a target figure; what was reported against it stays. */
  @Post('targets/:id/correction')
  @For('steer-tasks')
  correctTarget(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) targetId: number,
    @Body() dto: TargetDto,
  ): Promise<TargetAnswerDto> {
    return this.targets.correct(viewer, targetId, dto);
  }
}
