import { Body, Controller, Delete, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ReopeningDto, ReopeningResultDto, TellingDto, TellingResultDto } from './closure.dto.js';
import { ClosuresService } from './closures.service.js';

/**
 * A task is claimed by a submission with the standing `claim` on its completion deadline, and closed by that
 * submission's verification with a grade.
 */
@Controller('api/v1/tasks')
export class ClosuresController {
  constructor(private readonly closures: ClosuresService) {}

  /** Tells the other leads that still owe something that the first lead is about to claim close-out. */
  @Post(':id/tellings')
  @For('report')
  tell(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: TellingDto,
  ): Promise<TellingResultDto> {
    return this.closures.tell(viewer, taskId, dto.period ?? '');
  }

  /** Reopens a closed task, with a reason and a new day for its completion. */
  @Delete(':id/closure')
  @For('verify')
  @HttpCode(200)
  async reopen(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: ReopeningDto,
  ): Promise<ReopeningResultDto> {
    await this.closures.reopen(viewer, taskId, dto);
    return { taskId, state: 'active' };
  }
}
