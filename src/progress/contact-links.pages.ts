/** A contact's links, for the department: when they were sent, until when they open, and their end. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { dayInZone, timeInZone } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { LinkRevocationDto } from './contact-link.dto.js';
import { linkedContact, linksOfContact, type ContactLink } from './contact-links.queries.js';
import { ContactLinksService } from './contact-links.service.js';

@Controller('contacts/:id/links')
export class ContactLinksPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: ContactLinksService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('keep-contacts')
  @Page()
  show(@Req() request: WebRequest, @Param('id') contactId: number): Promise<string> {
    return this.draw(request, contactId);
  }

  @Post('revocation')
  @For('keep-contacts')
  @RedrawWith('drawAgain')
  async revoke(
    @CurrentViewer() viewer: Viewer,
    @Param('id') contactId: number,
    @Body() { reason }: LinkRevocationDto,
  ): Promise<Answer> {
    await this.links.revoke(viewer, contactId, reason);
    return seeOther(`/contacts/${contactId}/links?done=revoked`);
  }

  @Post('sending')
  @For('keep-contacts')
  @Once()
  @RedrawWith('drawAgain')
  async sendAgain(@CurrentViewer() viewer: Viewer, @Param('id') contactId: number): Promise<Answer> {
    await this.links.sendAgain(viewer, contactId);
    return seeOther(`/contacts/${contactId}/links?done=sent`);
  }

  drawAgain(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, Number((request.params as { id: string }).id), refused);
  }

  private async draw(request: WebRequest, contactId: number, refused?: RefusedForm): Promise<string> {
    const contact = await linkedContact(this.db.read, contactId);
    if (!contact) throw new NotFound('contact');
    const found = await linksOfContact(this.db.read, contact);
    const { done } = request.query as Record<string, unknown>;
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const links = found.map((link) => this.view(link, say));
    return this.pages.render(request, 'progress/contact-links', {
      ...{ contact, refused, links, values: refused?.values ?? {} },
      title: say('contactLinks.title', { unit: contact.unitName, name: contact.name }),
      done: refused ? null : ['revoked', 'sent'].find((one) => one === done),
      anyStanding: links.some(({ isStanding }) => isStanding),
    });
  }

  private view(link: ContactLink, say: (key: string) => string) {
    const isOver = link.lastOn < this.clock.today();
    const state = link.revokedAt !== null ? 'revoked' : isOver ? 'over' : 'standing';
    return {
      ...link,
      isStanding: state === 'standing',
      stateWord: say(`contactLinks.state-${state}`),
      sentOn: this.local(link.createdAt),
      usedOn: this.local(link.usedAt),
      revokedOn: this.local(link.revokedAt),
    };
  }

  private local(instant: string | null): string | null {
    const { timeZone } = this.clock;
    return instant && `${dayInZone(instant, timeZone)} ${timeInZone(instant, timeZone)}`;
  }
}
