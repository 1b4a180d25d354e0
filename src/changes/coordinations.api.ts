import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { CoordinationDto } from './coordination.dto.js';
import { CoordinationsService } from './coordinations.service.js';
import { CoordinationAnswerDto, CoordinationListDto } from './terms-answers.dto.js';
import { TermsReports } from './terms-reports.service.js';

@Controller('api/v1')
export class CoordinationsController {
  constructor(
    private readonly calls: CoordinationsService,
    private readonly reports: TermsReports,
  ) {}

  /** Calls for coordination on a task, the newest first; a unit sees those it made and those made on it. */
  @Get('tasks/:id/coordinations')
  @For('read-work')
  async list(@CurrentViewer() viewer: Viewer, @Param('id') taskId: number): Promise<CoordinationListDto> {
    return { items: (await this.reports.coordinations(viewer, taskId)).items, next: null };
  }

  /** A lead names who blocks it, on what and by when; that unit then owes an answer, as a deadline of its own. */
  @Post('tasks/:id/coordinations')
  @For('ask-changes')
  async call(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: CoordinationDto,
  ): Promise<CoordinationAnswerDto> {
    return this.reports.coordination(viewer, await this.calls.call(viewer, taskId, dto));
  }

  /** The lead takes its call back, as long as there is no answer. */
  @Post('coordinations/:id/withdrawal')
  @For('ask-changes')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<CoordinationAnswerDto> {
    await this.calls.withdraw(viewer, id);
    return this.reports.coordination(viewer, id);
  }
}
