/** What a person's click sends to one unit at once, with its line in the ledger. Outside the morning's one mail. */
import { Injectable } from '@nestjs/common';
import { note } from '../outbox/notice-ledger.js';
import { Outbox } from '../outbox/enqueue.js';
import type { NoticeKind } from '../outbox/notice.entity.js';
import { Clock } from '../platform/clock.js';
import type { Reader, Tx } from '../platform/database.js';
import { departmentCards, type DepartmentCard } from '../plans/department-card.js';
import { mailContacts, type Recipient } from '../plans/mail-recipients.js';
import type { MailContents } from '../plans/mail-kit.js';
import { UnitDirectory, type ContactFacts, type UnitFacts } from '../units/unit-directory.queries.js';

export interface Addressed {
  unit: UnitFacts;
  recipients: Recipient[];
  /** Why no mail goes there; null: one does. */
  reason: 'offline' | 'no-address' | 'senior' | null;
}

export interface HandMail {
  kind: NoticeKind;
  /** `urging:17`: the key of its messages and ledger lines begins with it. */
  key: string;
  contents: MailContents;
  counts: Record<string, number>;
  threadId: string;
}

@Injectable()
export class HandPost {
  constructor(
    private readonly clock: Clock,
    private readonly directory: UnitDirectory,
    private readonly outbox: Outbox,
  ) {}

  /** In the order of the ids. @param withHead also to the unit's head 负责人 */
  async addressed(
    from: Reader,
    unitIds: number[],
    { withHead, sparesSenior }: { withHead: boolean; sparesSenior: boolean },
  ): Promise<Addressed[]> {
    const units = await this.directory.byIds(unitIds, from);
    const contacts = await this.directory.contactsOf(unitIds, this.clock.today(), from);
    return unitIds.map((unitId) => {
      const unit = units.get(unitId)!;
      const own = contacts.filter((contact) => contact.unitId === unitId);
      const recipients = withHead ? everybody(own) : mailContacts(own);
      return { unit, recipients, reason: reasonAgainst(unit, recipients, sparesSenior) };
    });
  }

  /** Whom the units may ask: the departments that supervise these plans. */
  async departments(from: Reader, plans: { supervisorUnitId: number }[]) {
    const ids = [...new Set(plans.map((plan) => plan.supervisorUnitId))];
    const cards = await departmentCards(this.directory, ids, this.clock.today(), from);
    const of = (some: { supervisorUnitId: number }[]): DepartmentCard[] =>
      [...new Set(some.map((plan) => plan.supervisorUnitId))].map((id) => cards.get(id)!);
    return { of };
  }

  /** One message for each of the unit's people. @returns how many; none where it is not reached by mail */
  async send(tx: Tx, { unit, recipients, reason }: Addressed, mail: HandMail): Promise<number> {
    const { kind, key, contents, counts, threadId } = mail;
    const onDay = this.clock.today();
    await note(tx, this.clock, {
      ...{ noticeKey: `${key}:${unit.unitId}`, kind, onDay, unitId: unit.unitId, reason, counts },
      recipient: recipients.map(({ name, address }) => `${name} <${address}>`).join(', '),
      outcome: reason === null ? 'composed' : 'skipped',
    });
    if (reason !== null) return 0;
    let messages = 0;
    for (const to of recipients) {
      const dedupeKey = `${key}:${unit.unitId}:${to.address}`;
      if ((await this.outbox.enqueue(tx, { dedupeKey, kind, onDay, to, threadId, ...contents })) !== null)
        messages += 1;
    }
    return messages;
  }
}

function everybody(contacts: ContactFacts[]): Recipient[] {
  const reached = contacts.flatMap(({ name, address }) => (address === null ? [] : [{ name, address }]));
  return [...new Map(reached.map((one) => [one.address, one])).values()];
}

function reasonAgainst(unit: UnitFacts, recipients: Recipient[], sparesSenior: boolean): Addressed['reason'] {
  if (unit.isSenior && sparesSenior) return 'senior';
  if (unit.reachedBy === 'offline') return 'offline';
  return recipients.length > 0 ? null : 'no-address';
}
