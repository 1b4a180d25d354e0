/** What opens doors for a person, closed at once: sessions, tokens, links; and the units they answer for. */
import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { laterOf, type Day } from '../rules/day.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { Contact } from '../units/contact.entity.js';
import { ContactsService } from '../units/contacts.service.js';
import { PeopleService } from '../units/people.service.js';
import { Person } from '../units/person.entity.js';
import { ApiToken } from './api-token.entity.js';
import { LinksService } from './links.service.js';
import { PersonRole } from './person-role.entity.js';
import { forgetSecondFactor } from './second-factor.service.js';
import { Session } from './session.entity.js';
import { SignInSteps } from './steps.js';

/** Stands with links that ended because another mailbox, or another person, took the place. */
const CONTACT_CHANGED = '联络员变更';

@Injectable()
export class PersonDoors {
  constructor(
    private readonly clock: Clock,
    private readonly contacts: ContactsService,
    private readonly links: LinksService,
    private readonly steps: SignInSteps,
    people: PeopleService,
  ) {
    people.whenHandedOver = (tx, viewer, person) => this.handOver(tx, viewer, person);
  }

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
    await this.endLinks(tx, viewer, { id: personId, email }, reason);
  }

  /**
   * The duty mailbox went on to somebody of another name: the account of the one before is over, and whoever comes is
   * invited anew. @throws Refusal for somebody with other roles than a reporter's, whom administrators keep
   */
  async handOver(tx: Tx, viewer: Viewer, { id, email, loginName }: Person): Promise<void> {
    if (await tx.existsBy(PersonRole, { personId: id, role: Not('reporter') }))
      throw wrongInput('mailbox-taken', { address: 'mailbox-taken' });
    await this.endSessions(tx, viewer, id);
    await this.revokeTokens(tx, viewer, id);
    await this.endLinks(tx, viewer, { id, email }, CONTACT_CHANGED);
    await forgetSecondFactor(tx, id);
    await tx.delete(PersonRole, { personId: id });
    const none = { loginName: null, passwordHash: null, passwordGivenAt: null, signsInAs: null };
    await tx.update(Person, { id }, none);
    if (loginName === null) return;
    const change = { before: { loginName }, after: { loginName: null } };
    await record(tx, this.clock, viewer, { verb: 'close-account', noun: 'person', id, ...change });
  }

  /** The mailbox was another's, or a slip: what was sent there opens nothing, what waits for it is not sent. */
  async leaveMailbox(tx: Tx, viewer: Viewer, { id, email }: Pick<Person, 'id' | 'email'>): Promise<void> {
    await this.endLinks(tx, viewer, { id, email }, CONTACT_CHANGED);
    await rows(
      tx,
      `UPDATE messages SET state = 'skipped', reason = 'recipient-changed'
       WHERE "toAddress" = :email AND state = 'pending'`,
      { email: email ?? '' },
    );
  }

  /** Of whom a second factor is demanded from now on: whoever has none sets it up on the way in. */
  async demandSecondFactor(
    tx: Tx,
    viewer: Viewer,
    { id, totpFromAt }: Pick<Person, 'id' | 'totpFromAt'>,
    { before, after }: { before: Role[]; after: Role[] },
  ): Promise<void> {
    const isNew = this.steps.isDemandedOf(after) && !this.steps.isDemandedOf(before);
    if (isNew && totpFromAt === null) await this.endSessions(tx, viewer, id);
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

  private async endLinks(
    tx: Tx,
    viewer: Viewer,
    { id, email }: Pick<Person, 'id' | 'email'>,
    reason: string,
  ): Promise<void> {
    await this.links.revoke(tx, viewer, { personId: id }, reason);
    // Those sent to the mailbox before anybody knew whose it is.
    if (email !== null) await this.links.revoke(tx, viewer, { address: email }, reason);
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
