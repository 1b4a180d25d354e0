import { Controller, Get, Query } from '@nestjs/common';
import { For } from '../web/for.js';
import { SecurityEventListDto, SecurityLogQueryDto } from './security-log.dto.js';
import { SecurityLogService } from './security-log.service.js';

@Controller('api/v1/security-events')
export class SecurityLogController {
  constructor(private readonly log: SecurityLogService) {}

  /** Sign-ins, refusals, uses of links and tokens, changes of settings of the last 400 days, the newest first. */
  @Get()
  @For('read-security-log')
  list(@Query() query: SecurityLogQueryDto): Promise<SecurityEventListDto> {
    return this.log.page(query);
  }
}
