/** One duty: sending it back, deciding on that, giving it to another unit. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { Clock } from '../platform/clock.js';
import { wrongInput } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ReassignmentFormDto, SendingBackDto, SendingBackRefusalDto } from './duty.dto.js';
import { DutyView } from './duty.view.js';
import { ReassignmentsService } from './reassignments.service.js';

@Controller()
export class DutiesPages {
  constructor(
    private readonly clock: Clock,
    private readonly view: DutyView,
    private readonly units: UnitDirectory,
    private readonly reassignments: ReassignmentsService,
  ) {}

  @Get(alsoByLink('/duties/:id'))
  @For('read-work')
  @Page()
  show(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
  ): Promise<string> {
    return this.view.draw(request, viewer, dutyId);
  }

  @Post(alsoByLink('/duties/:id/sending-back'))
  @For('report')
  @Once()
  @RedrawWith('drawSendingBack')
  async sendBack(
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
    @Body() dto: SendingBackDto,
  ): Promise<Answer> {
    await this.reassignments.sendBack(viewer, dutyId, dto);
    return seeOther(`/duties/${dutyId}?done=sent-back`);
  }

  @Post('/duties/:id/sending-back/refusal')
  @For('reassign-duties')
  @RedrawWith('drawRefusal')
  async refuse(
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
    @Body() dto: SendingBackRefusalDto,
  ): Promise<Answer> {
    await this.reassignments.refuse(viewer, dutyId, dto);
    return seeOther(`/duties/${dutyId}?done=refused`);
  }

  @Post('/duties/:id/reassignment')
  @For('reassign-duties')
  @RedrawWith('drawReassignment')
  async reassign(
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
    @Body() dto: ReassignmentFormDto,
  ): Promise<Answer> {
    const known = (await this.units.resolve([dto.unit], this.clock.today(), { viewer })).get(dto.unit);
    if (!known) throw wrongInput('unit-unknown', { unit: 'unit-unknown' }, { unit: dto.unit });
    const { reason } = dto;
    const done = await this.reassignments.reassign(viewer, dutyId, { toUnitId: known.unitId, reason });
    return seeOther(`/duties/${done.dutyId}?done=reassigned`);
  }

  drawSendingBack(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.view.drawAgain(request, 'sendingBack', refused);
  }

  drawRefusal(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.view.drawAgain(request, 'refusal', refused);
  }

  drawReassignment(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.view.drawAgain(request, 'reassignment', refused);
  }
}
