import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ResumptionDto, ReviewDayDto, SuspensionDto } from './suspension.dto.js';
import { SuspensionsService } from './suspensions.service.js';
import { SuspensionListDto } from './terms-answers.dto.js';
import { TermsReports } from './terms-reports.service.js';

@Controller('api/v1/tasks/:id')
export class SuspensionsController {
  constructor(
    private readonly suspensions: SuspensionsService,
    private readonly reports: TermsReports,
  ) {}

  /** When the clock of a task stood and why, the newest first. */
  @Get('suspension')
  @For('read-work')
  async list(@CurrentViewer() viewer: Viewer, @Param('id') taskId: number): Promise<SuspensionListDto> {
    return { items: (await this.reports.suspensions(viewer, taskId)).items, next: null };
  }

  /** Stops the clock of a task and of those below it, until a day of review. */
  @Post('suspension')
  @For('suspend')
  async suspend(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: SuspensionDto,
  ): Promise<SuspensionListDto> {
    await this.suspensions.suspend(viewer, taskId, dto);
    return this.list(viewer, taskId);
  }

  /** Lets the clock run on: days move by as many working days as it stood. */
  @Post('resumption')
  @For('suspend')
  async resume(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: ResumptionDto,
  ): Promise<SuspensionListDto> {
    await this.suspensions.resume(viewer, taskId, dto);
    return this.list(viewer, taskId);
  }

  /** Leaves it suspended, to be looked at again on another day. */
  @Post('review-day')
  @For('suspend')
  async setReviewDay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: ReviewDayDto,
  ): Promise<SuspensionListDto> {
    await this.suspensions.setReviewDay(viewer, taskId, dto);
    return this.list(viewer, taskId);
  }
}
