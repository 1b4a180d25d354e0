import { Body, Controller, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { AddedDeadlineDto, DayCorrectionDto, WaiverDto } from './correction.dto.js';
import { CorrectionsService } from './corrections.service.js';
import { AddedDeadlineAnswerDto, TermsChangedDto } from './terms-answers.dto.js';

@Controller('api/v1')
export class CorrectionsController {
  constructor(private readonly corrections: CorrectionsService) {}

  /** Puts right a day that was asked wrongly: the corrected day is what the unit is measured by. */
  @Post('deadlines/:id/correction')
  @For('correct-days')
  async correct(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: DayCorrectionDto,
  ): Promise<TermsChangedDto> {
    await this.corrections.correctDay(viewer, id, dto);
    return { id };
  }

  /** Waives what was never owed. */
  @Post('deadlines/:id/waiver')
  @For('correct-days')
  async waive(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: WaiverDto,
  ): Promise<TermsChangedDto> {
    await this.corrections.waive(viewer, id, dto);
    return { id };
  }

  /** Asks of a unit with a duty in the task what should have been asked at issue. */
  @Post('tasks/:id/deadlines')
  @For('correct-days')
  async add(
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
    @Body() dto: AddedDeadlineDto,
  ): Promise<AddedDeadlineAnswerDto> {
    return { deadlineId: await this.corrections.add(viewer, taskId, dto) };
  }
}
