/** 签收: what a unit signs for, by itself or recorded by a supervisor, and what it has signed. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import { planSight } from '../units/sight.queries.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ReceivingDto } from './receipt.dto.js';
import { ReceiptsService } from './receipts.service.js';
import { signingView } from './signing.view.js';
import { receiptsOf } from './unsigned.queries.js';

@Controller(alsoByLink('/units/:id/receipts'))
export class ReceiptsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
    private readonly receipts: ReceiptsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('read-work')
  @Page()
  show(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
  ): Promise<string> {
    return this.draw(request, viewer, unitId);
  }

  @Post()
  @For('report')
  @Once()
  @RedrawWith('drawAgain')
  async sign(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: ReceivingDto,
  ): Promise<Answer> {
    const { receipts } = await this.receipts.receive(viewer, unitId, dto);
    const signed = receipts.reduce((sum, receipt) => sum + receipt.duties, 0);
    return seeOther(`/units/${unitId}?signed=${signed}`);
  }

  drawAgain(request: WebRequest, refused: RefusedForm): Promise<string> {
    const unitId = Number((request.params as { id: string }).id);
    return this.draw(request, request.viewer!, unitId, refused);
  }

  private async draw(
    request: WebRequest,
    viewer: Viewer,
    unitId: number,
    refused?: RefusedForm,
  ): Promise<string> {
    const unit = (await this.units.byIds([unitId])).get(unitId);
    if (!unit || !(readsAllUnits(viewer) || viewer.unitIds.includes(unitId))) throw new NotFound('unit');
    const today = this.clock.today();
    const signing = await signingView(this.db.read, this.units, { viewer, unitId, today });
    const signs = viewer.unitIds.includes(unitId) || viewer.roles.includes('supervisor');
    return this.pages.render(request, 'progress/receipts', {
      ...{ unit, refused, signs },
      title: this.pages.say(request, 'signing.page', { unit: unit.name }),
      signing: signing && {
        ...signing,
        messages: refused?.messages,
        ...(refused ? { values: refused.values } : {}),
      },
      receipts: await receiptsOf(this.db.read, unitId, planSight(viewer, unitId)),
    });
  }
}
