import { Controller, Get, Query } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { DeadlineReports } from './deadline-reports.service.js';
import { DeadlineListDto, OverdueListDto } from './report-answers.dto.js';
import { DeadlinesQueryDto, OverdueQueryDto } from './report-query.dto.js';

@Controller('api/v1')
export class DeadlinesController {
  constructor(private readonly reports: DeadlineReports) {}

  /** Deadlines of issued plans, the oldest entry first; a reporter sees those of its own units. */
  @Get('deadlines')
  @For('read-work')
  list(@CurrentViewer() viewer: Viewer, @Query() query: DeadlinesQueryDto): Promise<DeadlineListDto> {
    return this.reports.all(viewer, query);
  }

  /** What is overdue today, the longest first; a reporter sees what its own units owe. */
  @Get('overdue')
  @For('read-work')
  overdue(@CurrentViewer() viewer: Viewer, @Query() query: OverdueQueryDto): Promise<OverdueListDto> {
    return this.reports.overdue(viewer, query);
  }
}
