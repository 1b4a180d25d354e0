/** Urging, supervision notices and instructions for programs: the same services as the pages. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { EscalationDto } from './escalation.dto.js';
import { EscalationService } from './escalation.service.js';
import { InstructionDto, InstructionResultDto } from './instruction.dto.js';
import { InstructionsService } from './instructions.service.js';
import { NoticeReports } from './notice-reports.service.js';
import {
  NoticeDto,
  NoticeListDto,
  NoticesQueryDto,
  NoticeWithdrawalDto,
  SupervisionNoticeDto,
} from './supervision-notice.dto.js';
import { SupervisionNoticesService } from './supervision-notices.service.js';
import { UrgingDto, UrgingResultDto } from './urging.dto.js';
import { UrgingService } from './urging.service.js';

@Controller('api/v1')
export class PressingController {
  constructor(
    private readonly escalation: EscalationService,
    private readonly urging: UrgingService,
    private readonly notices: SupervisionNoticesService,
    private readonly reports: NoticeReports,
    private readonly instructions: InstructionsService,
  ) {}

  /** What the ladder proposes today; nothing is sent before a person says so. */
  @Get('escalation')
  @For('read-proposals')
  async proposals(@CurrentViewer() viewer: Viewer): Promise<EscalationDto> {
    const rows = await this.escalation.proposals(viewer);
    return {
      counts: await this.escalation.counts(viewer),
      items: rows.map(({ id, reachedBy: _reached, isSenior: _senior, ...row }) => ({
        deadlineId: id,
        ...row,
      })),
    };
  }

  /** 催办: urges overdue deadlines, one mail per unit at once. All or nothing. */
  @Post('urgings')
  @For('urge')
  async urge(@CurrentViewer() viewer: Viewer, @Body() dto: UrgingDto): Promise<UrgingResultDto> {
    return { units: await this.urging.urge(viewer, dto) };
  }

  /** The newest first; a reporter sees those to its own units. */
  @Get('supervision-notices')
  @For('read-work')
  list(@CurrentViewer() viewer: Viewer, @Query() query: NoticesQueryDto): Promise<NoticeListDto> {
    return this.reports.list(viewer, query);
  }

  @Get('supervision-notices/:id')
  @For('read-work')
  show(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number): Promise<NoticeDto> {
    return this.reports.one(viewer, id);
  }

  /** 督办单: numbers it, opens the deadline of its reply and mails it at once. */
  @Post('supervision-notices')
  @For('urge')
  async send(@CurrentViewer() viewer: Viewer, @Body() dto: SupervisionNoticeDto): Promise<NoticeDto> {
    const { noticeId } = await this.notices.send(viewer, dto);
    return this.reports.one(viewer, noticeId);
  }

  /** The number stays taken; the reply is owed no more. */
  @Post('supervision-notices/:id/withdrawal')
  @For('urge')
  @HttpCode(200)
  async withdraw(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() dto: NoticeWithdrawalDto,
  ): Promise<NoticeDto> {
    await this.notices.withdraw(viewer, id, dto.reason);
    return this.reports.one(viewer, id);
  }

  /** 批示: a leader's note on a task, mailed to its lead units at once. */
  @Post('tasks/:id/instructions')
  @For('instruct')
  instruct(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: InstructionDto,
  ): Promise<InstructionResultDto> {
    return this.instructions.instruct(viewer, taskId, dto);
  }
}
