import { Body, Controller, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { HandedOverDto, HandoverDto } from './handover.dto.js';
import { HandoversService } from './handovers.service.js';

@Controller('api/v1/contacts/:id/handover')
export class HandoversController {
  constructor(private readonly handovers: HandoversService) {}

  /** 交接: ends a contact, begins the next, and mails the new one what the unit has open. */
  @Post()
  @For('keep-contacts')
  handOver(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) contactId: number,
    @Body() dto: HandoverDto,
  ): Promise<HandedOverDto> {
    return this.handovers.handOver(viewer, contactId, dto);
  }
}
