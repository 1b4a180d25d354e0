/** What opens doors for a person, closed at once: sessions, tokens, links; and the units they answer for. */
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { laterOf, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { Contact } from '../units/contact.entity.js';
import { ContactsService } from '../units/contacts.service.js';
import type { Person } from '../units/person.entity.js';
import { ApiToken } from './api-token.entity.js';
import { LinksService } from './links.service.js';
import { Session } from './session.entity.js';

@Injectable()
export class PersonDoors {
  constructor(
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly links: LinksService,
  ) {}

  /** @param reason kept with the links */
  async closeAll(
    tx: Tx,
    viewer: Viewer,
    { id: personId, email }: Pick<Person, 'id' | 'email'>,
    reason = 'person-left',
  ): Promise<void> {
    await this.endContacts(tx, viewer, personId);
    await this.endSessions(tx, viewer, personId);
    await this.revokeTokens(tx, viewer, personId);
    await this.links.revoke(tx, viewer, { personId }, reason);
    // Those sent to the mailbox before anybody knew whose it is.
    if (email !== null) await this.links.revoke(tx, viewer, { address: email }, reason);
  }

  async endSessions(tx: Tx, viewer: Viewer, personId: number): Promise<void> {
    const sessions = await tx.countBy(Session, { personId });
    if (!sessions) return;
    await tx.delete(Session, { personId });
    const change = { verb: 'end-sessions', after: { sessions } };
    await record(tx, this.clock, viewer, { noun: 'person', id: personId, ...change });
    await noteSecurity(tx, this.clock, {
      kind: 'session-ended',
      personId: viewer.personId,
      subject: `person:${personId}`,
      details: { sessions },
    });
  }

  private async endContacts(tx: Tx, viewer: Viewer, personId: number): Promise<void> {
    const today = this.clock.today();
    for (const { id, fromOn, untilOn } of await tx.findBy(Contact, { personId })) {
      if (untilOn === null || untilOn > today)
        await this.contacts.endIn(tx, viewer, id, laterOf(fromOn as Day, today));
    }
  }

  private async revokeTokens(tx: Tx, viewer: Viewer, personId: number): Promise<void> {
    const revokedAt = this.clock.now();
    for (const { id } of await tx.findBy(ApiToken, { personId, revokedAt: IsNull() })) {
      await tx.update(ApiToken, { id }, { revokedAt });
      await record(tx, this.clock, viewer, { verb: 'revoke', noun: 'token', id, after: { revokedAt } });
      const by = { personId: viewer.personId, subject: `token:${id}` };
      await noteSecurity(tx, this.clock, { kind: 'token-revoked', ...by });
    }
  }
}
