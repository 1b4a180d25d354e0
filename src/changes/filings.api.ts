import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { FilingDecisionDto, FilingDto } from './filing.dto.js';
import { FilingsService } from './filings.service.js';
import { FilingAnswerDto, FilingListDto } from './terms-answers.dto.js';
import { TermsReports } from './terms-reports.service.js';

@Controller('api/v1')
export class FilingsController {
  constructor(
    private readonly filings: FilingsService,
    private readonly reports: TermsReports,
  ) {}

  /** What was filed for a task, the newest first; a unit sees its own. */
  @Get('tasks/:id/filings')
  @For('read-work')
  async list(@CurrentViewer() viewer: Viewer, @Param('id') taskId: number): Promise<FilingListDto> {
    return { items: (await this.reports.filings(viewer, taskId)).items, next: null };
  }

  /** A lead files a risk or a difficulty, before the day of what it owes. */
  @Post('tasks/:id/filings')
  @For('ask-changes')
  async file(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: FilingDto,
  ): Promise<FilingAnswerDto> {
    return this.reports.filing(viewer, await this.filings.file(viewer, taskId, dto));
  }

  /** Accepts a filing, which then shields the score, or refuses it with a remark. */
  @Post('filings/:id/decision')
  @For('decide')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: FilingDecisionDto,
  ): Promise<FilingAnswerDto> {
    await this.filings.decide(viewer, id, dto);
    return this.reports.filing(viewer, id);
  }

  /** The unit takes its filing back. */
  @Post('filings/:id/withdrawal')
  @For('ask-changes')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<FilingAnswerDto> {
    await this.filings.withdraw(viewer, id);
    return this.reports.filing(viewer, id);
  }
}
