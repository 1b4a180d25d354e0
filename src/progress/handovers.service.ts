/** 交接: a unit's contact changes; the new one is told at once, in the same transaction, what they take over. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotAllowed, NotFound } from '../platform/refusal.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { ContactsService } from '../units/contacts.service.js';
import { HandoverMails } from './handover-mails.js';
import type { HandedOverDto, HandoverDto } from './handover.dto.js';
import { contactById } from './handover.queries.js';

const MAY: Role[] = ['supervisor', 'administrator'];

@Injectable()
export class HandoversService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly mails: HandoverMails,
  ) {}

  /** @throws Refusal where the contact has ended, or is the same person */
  async handOver(viewer: Viewer, contactId: number, dto: HandoverDto): Promise<HandedOverDto> {
    if (viewer.door === 'link') throw new NotAllowed('link-may-not');
    if (!viewer.roles.some((role) => MAY.includes(role))) throw new NotAllowed('role-needed');
    const onDay = dto.onDay ?? this.clock.today();
    return this.db.inTransaction(async (tx) => {
      const before = await contactById(tx, contactId);
      if (!before) throw new NotFound('contact');
      const { name, address = null, phone = null } = dto;
      const done = await this.contacts.handOver(tx, viewer, contactId, { name, address, phone, onDay });
      const isMailed = await this.mails.enqueue(tx, { ...done, before: before.name, onDay });
      return { contactId: done.contactId, unitId: done.unitId, onDay, isMailed };
    });
  }
}
