import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { TaskDto, TaskListDto } from './report-answers.dto.js';
import { TasksQueryDto } from './report-query.dto.js';
import { TaskReports } from './task-reports.service.js';

@Controller('api/v1')
export class TasksController {
  constructor(private readonly reports: TaskReports) {}

  /** The tasks of a plan in the order of the document; a reporter sees those in which its units have a part. */
  @Get('plans/:id/tasks')
  @For('read-work')
  list(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: TasksQueryDto,
  ): Promise<TaskListDto> {
    return this.reports.ofPlan(viewer, id, query);
  }

  /** One task with its duties, deadlines and all that was handed in; a reporter sees what its own units owe. */
  @Get('tasks/:id')
  @For('read-work')
  show(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<TaskDto> {
    return this.reports.one(viewer, id);
  }
}
