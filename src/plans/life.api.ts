import { Body, Controller, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import {
  PlanEndingDto,
  EndingResultDto,
  ReportingDto,
  SensitivityDto,
  TaskSettingsDto,
} from './ending.dto.js';
import { EndingsService } from './endings.service.js';
import { TaskSettingsService } from './task-settings.service.js';

/** What a supervisor does to an issued plan and its tasks, beside dates. */
@Controller('api/v1')
export class LifeController {
  constructor(
    private readonly endings: EndingsService,
    private readonly settings: TaskSettingsService,
  ) {}

  /** Ends a plan: its standing tasks are closed. Refused while a claim has something to settle, naming the items. */
  @Post('plans/:id/ending')
  @For('steer-tasks')
  @HttpCode(200)
  async end(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanEndingDto,
  ): Promise<EndingResultDto> {
    return { planId, ...(await this.endings.endPlan(viewer, planId, dto)) };
  }

  /** Sets who reports a joint task from the next period on. */
  @Post('tasks/:id/reporting')
  @For('steer-tasks')
  @HttpCode(200)
  async report(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: ReportingDto,
  ): Promise<TaskSettingsDto> {
    await this.settings.changeReporting(viewer, taskId, dto);
    return this.shown(taskId);
  }

  /** Marks a task sensitive, or no longer so. */
  @Post('tasks/:id/sensitivity')
  @For('steer-tasks')
  @HttpCode(200)
  async mark(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: SensitivityDto,
  ): Promise<TaskSettingsDto> {
    await this.settings.markSensitive(viewer, taskId, dto);
    return this.shown(taskId);
  }

  private async shown(taskId: number): Promise<TaskSettingsDto> {
    const { reporting, sensitiveFromOn } = await this.settings.of(taskId);
    return { taskId, reporting, sensitiveFromOn };
  }
}
