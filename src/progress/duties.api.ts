/** Receiving duties, sending them back, giving them to another unit: for programs, by the services of the pages. */
import { Body, Controller, Get, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { DutyReports } from './duty-reports.service.js';
import {
  DutyDetailsDto,
  ReassignedDto,
  ReassignmentDto,
  SendingBackDto,
  SendingBackRefusalDto,
  SentBackDto,
} from './duty.dto.js';
import { ReassignmentsService } from './reassignments.service.js';
import { ReceivingDto, SignedDto } from './receipt.dto.js';
import { ReceiptsService } from './receipts.service.js';

@Controller('api/v1')
export class DutiesController {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly reassignments: ReassignmentsService,
    private readonly reports: DutyReports,
  ) {}

  /** 签收: signs all the unit has not signed yet; a supervisor may record it for a unit. */
  @Post('units/:id/receipts')
  @For('report')
  receive(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) unitId: number,
    @Body() dto: ReceivingDto,
  ): Promise<SignedDto> {
    return this.receipts.receive(viewer, unitId, dto);
  }

  /** A duty with who held it before and what was sent back; a reporter sees those of its own units. */
  @Get('duties/:id')
  @For('read-work')
  show(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) dutyId: number): Promise<DutyDetailsDto> {
    return this.reports.show(viewer, dutyId);
  }

  /** 退回: says that a duty is not this unit's. */
  @Post('duties/:id/sending-back')
  @For('report')
  sendBack(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) dutyId: number,
    @Body() dto: SendingBackDto,
  ): Promise<SentBackDto> {
    return this.reassignments.sendBack(viewer, dutyId, dto);
  }

  /** What was sent back stays with its unit. */
  @Post('duties/:id/sending-back/refusal')
  @For('reassign-duties')
  refuse(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) dutyId: number,
    @Body() dto: SendingBackRefusalDto,
  ): Promise<SentBackDto> {
    return this.reassignments.refuse(viewer, dutyId, dto);
  }

  /** 改派: another unit has the duty from today; also for one that is 待认领. */
  @Post('duties/:id/reassignment')
  @For('reassign-duties')
  reassign(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) dutyId: number,
    @Body() dto: ReassignmentDto,
  ): Promise<ReassignedDto> {
    return this.reassignments.reassign(viewer, dutyId, dto);
  }
}
