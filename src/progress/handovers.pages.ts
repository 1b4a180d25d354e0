import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { HandoverDto } from './handover.dto.js';
import { contactById, openOf } from './handover.queries.js';
import { HandoversService } from './handovers.service.js';

@Controller('contacts/:id/handover')
export class HandoversPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly handovers: HandoversService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('keep-contacts')
  @Page()
  show(@Req() request: WebRequest, @Param('id') contactId: number): Promise<string> {
    return this.draw(request, contactId, { values: { onDay: this.clock.today() } });
  }

  @Post()
  @For('keep-contacts')
  @RedrawWith('drawAgain')
  async handOver(
    @CurrentViewer() viewer: Viewer,
    @Param('id') contactId: number,
    @Body() dto: HandoverDto,
  ): Promise<Answer> {
    const { isMailed } = await this.handovers.handOver(viewer, contactId, dto);
    return seeOther(`/contacts?handed=${isMailed ? 'mailed' : 'unmailed'}`);
  }

  drawAgain(request: WebRequest, refused: RefusedForm): Promise<string> {
    const contactId = Number((request.params as { id: string }).id);
    return this.draw(request, contactId, { values: refused.values, refused });
  }

  private async draw(
    request: WebRequest,
    contactId: number,
    form: { values: RefusedForm['values']; refused?: RefusedForm },
  ): Promise<string> {
    const contact = await contactById(this.db.read, contactId);
    if (!contact) throw new NotFound('contact');
    const open = await openOf(this.db.read, contact.unitId, this.clock.today());
    return this.pages.render(request, 'progress/handover', {
      ...{ contact, ...form, open: open.length },
      title: this.pages.say(request, 'handover.title', { unit: contact.unitName }),
    });
  }
}
