import { Body, Controller, Delete, HttpCode, Param, ParseIntPipe, Patch, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { DraftsService } from './drafts.service.js';
import {
  DeadlineDayDto,
  DoubtsDto,
  DutyChoiceDto,
  placesOf,
  PlanCorrectionDto,
  TaskCorrectionDto,
} from './plan.dto.js';
import { PlansService } from './plans.service.js';

/** Correcting a draft, as its page does; once a plan is issued all of these are refused. */
@Controller('api/v1')
export class DraftsApi {
  constructor(
    private readonly drafts: DraftsService,
    private readonly plans: PlansService,
  ) {}

  /** Corrects the facts of a draft plan. */
  @Patch('plans/:id')
  @For('draft-plans')
  @HttpCode(204)
  async plan(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanCorrectionDto,
  ): Promise<void> {
    await this.drafts.correctPlan(viewer, planId, dto);
  }

  /** Gives a draft up. */
  @Delete('plans/:id')
  @For('draft-plans')
  @HttpCode(204)
  async discard(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) planId: number): Promise<void> {
    await this.plans.discard(viewer, planId);
  }

  /** Marks doubts of a draft as looked at; all of them where no places are given. */
  @Post('plans/:id/settled-doubts')
  @For('draft-plans')
  @HttpCode(204)
  async settle(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: DoubtsDto,
  ): Promise<void> {
    await this.drafts.settleDoubts(viewer, planId, placesOf(dto));
  }

  /** Corrects one task of a draft: its words, kinds and units. */
  @Patch('tasks/:id')
  @For('draft-plans')
  @HttpCode(204)
  async task(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: TaskCorrectionDto,
  ): Promise<void> {
    await this.drafts.correctTask(viewer, taskId, dto);
  }

  /** Drops what was read as a task of a draft and is none. */
  @Delete('tasks/:id')
  @For('draft-plans')
  @HttpCode(204)
  async drop(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) taskId: number): Promise<void> {
    await this.drafts.dropTask(viewer, taskId);
  }

  /** What a group's members owe, or whether a co-operating unit is asked to report, in a draft. */
  @Patch('duties/:id')
  @For('draft-plans')
  @HttpCode(204)
  async duty(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) dutyId: number,
    @Body() dto: DutyChoiceDto,
  ): Promise<void> {
    await this.drafts.chooseDuty(viewer, dutyId, dto);
  }

  /** A person's day for a proposed deadline of a draft; an issued one moves only by extension, correction, suspension. */
  @Patch('deadlines/:id')
  @For('draft-plans')
  @HttpCode(204)
  async day(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) deadlineId: number,
    @Body() dto: DeadlineDayDto,
  ): Promise<void> {
    await this.drafts.setDay(viewer, deadlineId, dto);
  }
}
