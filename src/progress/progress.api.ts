import { Body, Controller, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ReceiptDto, VerificationResultDto } from './progress-answers.dto.js';
import { SubmissionDto } from './submission.dto.js';
import { SubmissionsService } from './submissions.service.js';
import { VerificationDto } from './verification.dto.js';
import { VerificationsService } from './verifications.service.js';

@Controller('api/v1')
export class ProgressController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly verifications: VerificationsService,
  ) {}

  /** Hands in for one deadline of the viewer's own unit. */
  @Post('deadlines/:id/submissions')
  @For('report')
  submit(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) deadlineId: number,
    @Body() dto: SubmissionDto,
  ): Promise<ReceiptDto> {
    return this.submissions.submit(viewer, deadlineId, dto);
  }

  /** Accepts a submission, or returns it with a reason and a rework day. */
  @Post('submissions/:id/verification')
  @For('verify')
  async verify(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) submissionId: number,
    @Body() dto: VerificationDto,
  ): Promise<VerificationResultDto> {
    await this.verifications.verify(viewer, submissionId, dto);
    return { submissionId, outcome: dto.outcome };
  }
}
