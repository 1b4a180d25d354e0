import { Controller, Get, Query } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { BurdenDto, BurdenQueryDto } from './burden.dto.js';
import { BurdenService } from './burden.service.js';

@Controller('api/v1/burden')
export class BurdenController {
  constructor(private readonly burden: BurdenService) {}

  /** How many requests and mails each unit got in a month, across plans. */
  @Get()
  @For('read-burden')
  show(@CurrentViewer() viewer: Viewer, @Query() { month }: BurdenQueryDto): Promise<BurdenDto> {
    return this.burden.of(viewer, month);
  }
}
