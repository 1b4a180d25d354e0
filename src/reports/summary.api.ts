import { Controller, Get, Param, ParseIntPipe, Req } from '@nestjs/common';
import { For } from '../web/for.js';
import type { WebRequest } from '../web/request.js';
import { SummaryDto } from './summary.dto.js';
import { SummaryService } from './summary.service.js';

@Controller('api/v1/plans')
export class SummaryController {
  constructor(private readonly summary: SummaryService) {}

  /** The leader's page about a plan, as numbers and rows; everything is of today. */
  @Get(':id/summary')
  @For('read-plans')
  show(@Param('id', ParseIntPipe) planId: number, @Req() request: WebRequest): Promise<SummaryDto> {
    return this.summary.of(request.viewer!, planId, request.language);
  }
}
