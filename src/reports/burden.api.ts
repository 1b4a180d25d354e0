import { Controller, Get, Query } from '@nestjs/common';
import { For } from '../web/for.js';
import { BurdenDto, BurdenQueryDto } from './burden.dto.js';
import { BurdenService } from './burden.service.js';

@Controller('api/v1/burden')
export class BurdenController {
  constructor(private readonly burden: BurdenService) {}

  /** How many requests and mails each unit got in a month, across plans. */
  @Get()
  @For('read-burden')
  show(@Query() { month }: BurdenQueryDto): Promise<BurdenDto> {
    return this.burden.of(month);
  }
}
