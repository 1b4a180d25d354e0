/** What the department does with a contact's links: ends them, and sends one again. */
import { Injectable } from '@nestjs/common';
import { LinksService } from '../access/links.service.js';
import { record } from '../audit/audit.js';
import { Outbox } from '../outbox/enqueue.js';
import { note } from '../outbox/notice-ledger.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { ContactLinkMail } from './contact-link-mail.js';
import { linkedContact, plansToLink, type LinkedContact } from './contact-links.queries.js';

@Injectable()
export class ContactLinksService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: LinksService,
    private readonly outbox: Outbox,
    private readonly mail: ContactLinkMail,
  ) {}

  /** @throws Refusal where none stands */
  async revoke(viewer: Viewer, contactId: number, reason: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { unitId, personId } = await contactOf(tx, contactId);
      const where = { purpose: 'unit' as const, unitId, personId };
      if ((await this.links.revoke(tx, viewer, where, reason)) === 0) throw new Refusal('no-link-to-revoke');
    });
  }

  /** One mail, at once; a link that stands is sent again, one that was revoked is followed by another. */
  async sendAgain(viewer: Viewer, contactId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const contact = await contactOf(tx, contactId);
      const today = this.clock.today();
      const { unitId, personId, name, address, untilOn } = contact;
      if (untilOn !== null && untilOn <= today) throw new Refusal('contact-has-ended');
      if (address === null) throw new Refusal('contact-without-mailbox', { name });
      const plans = await plansToLink(tx, unitId);
      if (plans.length === 0) throw new Refusal('nothing-to-link', { unit: contact.unitName });
      const key = `link:${contactId}:${this.clock.now()}`;
      const place = { kind: 'link', onDay: today, to: { name, address } };
      const contents = await this.mail.of(tx, contact, plans);
      await this.outbox.enqueue(tx, { dedupeKey: key, ...place, ...contents });
      await note(tx, this.clock, {
        ...{ noticeKey: key, kind: 'link', onDay: today, unitId, counts: { links: plans.length } },
        ...{ recipient: `${name} <${address}>`, outcome: 'composed', reason: null },
      });
      const after = { unitId, personId };
      await record(tx, this.clock, viewer, { verb: 'send-link', noun: 'contact', id: contactId, after });
    });
  }
}

async function contactOf(tx: Tx, id: number): Promise<LinkedContact> {
  const contact = await linkedContact(tx, id);
  if (!contact) throw new NotFound('contact');
  return contact;
}
