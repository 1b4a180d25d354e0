/** /recipients: who reads the department's digests. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { DigestRecipientDto } from './digest-recipient.dto.js';
import { DigestRecipientsService } from './digest-recipients.service.js';

const CADENCES = ['overdue', 'weekly'] as const;

@Controller('recipients')
export class DigestRecipientsPages {
  constructor(
    private readonly recipients: DigestRecipientsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('keep-recipients')
  @Page()
  async show(@Req() request: WebRequest, @CurrentViewer() viewer: Viewer): Promise<string> {
    return await this.draw(request, viewer);
  }

  @Post()
  @For('keep-recipients')
  @RedrawWith('redraw')
  async add(@CurrentViewer() viewer: Viewer, @Body() dto: DigestRecipientDto) {
    await this.recipients.add(viewer, dto);
    return seeOther('/recipients');
  }

  @Post(':id/end')
  @For('keep-recipients')
  async end(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number) {
    await this.recipients.end(viewer, id);
    return seeOther('/recipients');
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, request.viewer!, refused);
  }

  private async draw(request: WebRequest, viewer: Viewer, refused?: RefusedForm): Promise<string> {
    const listed = (await this.recipients.list(viewer)).map((one) => ({
      ...one,
      cadenceWord: this.pages.say(request, `recipients.${one.cadence}`),
    }));
    const typed = refused?.values ?? {};
    return this.pages.render(request, 'notices/recipients', {
      refused,
      current: listed.filter((one) => one.reads),
      ended: listed.filter((one) => !one.reads),
      values: { name: typed['name'], address: typed['address'] },
      cadences: CADENCES.map((value) => ({
        value,
        word: this.pages.say(request, `recipients.${value}`),
        hint: this.pages.say(request, `recipients.${value}Hint`),
        isChosen: (typed['cadence'] ?? 'overdue') === value,
      })),
    });
  }
}
