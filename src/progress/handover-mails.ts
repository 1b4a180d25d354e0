/** 交接: one mail to the new contact, and its line in the ledger. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Outbox } from '../outbox/enqueue.js';
import { note } from '../outbox/notice-ledger.js';
import { departmentCards } from '../plans/department-card.js';
import { MailKit } from '../plans/mail-kit.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import { Person } from '../units/person.entity.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { handoverMail } from './handover-mail.js';
import { openOf, type OpenRow } from './handover.queries.js';
import { unsignedDuties } from './unsigned.queries.js';

export interface HandedOver {
  contactId: number;
  unitId: number;
  personId: number;
  /** Who answered for the unit until then. */
  before: string;
  onDay: Day;
}

@Injectable()
export class HandoverMails {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly outbox: Outbox,
    private readonly kit: MailKit,
  ) {}

  /** Inside the transaction that hands over. @returns false where the new contact has no mailbox */
  async enqueue(tx: Tx, { contactId, unitId, personId, before, onDay }: HandedOver): Promise<boolean> {
    const today = this.clock.today();
    const unit = (await this.units.byIds([unitId], tx)).get(unitId)!;
    const { name, email: address } = await tx.findOneByOrFail(Person, { id: personId });
    const open = await openOf(tx, unitId, today);
    const departments = await this.departments(tx, open, today);
    const context = { today, calendar: await this.calendar.working(), departments };
    const unsigned = (await unsignedDuties(tx, unitId)).length;
    const facts = { unitId, unitName: unit.name, before, name, onDay, unsigned, open };
    const key = `handover:${contactId}:${this.clock.now()}`;
    if (address !== null) {
      const place = { kind: 'handover', onDay: today, to: { name, address } };
      await this.outbox.enqueue(tx, { dedupeKey: key, ...place, ...handoverMail(this.kit, facts, context) });
    }
    await this.noteLine(tx, { key, unit, name, address, open: open.length });
    return address !== null;
  }

  /** Whom to ask: the departments of these plans, or, where nothing is open, any. */
  private async departments(tx: Tx, open: OpenRow[], today: Day) {
    const asking = [...new Set(open.map((one) => one.supervisorUnitId))];
    const ids = asking.length > 0 ? asking : (await this.units.supervisors(tx)).map((one) => one.unitId);
    return [...(await departmentCards(this.units, ids, today, tx)).values()];
  }

  private async noteLine(
    tx: Tx,
    line: { key: string; unit: UnitFacts; name: string; address: string | null; open: number },
  ): Promise<void> {
    const { key, unit, name, address, open } = line;
    await note(tx, this.clock, {
      ...{ noticeKey: key, kind: 'handover', onDay: this.clock.today(), unitId: unit.unitId },
      recipient: address === null ? name : `${name} <${address}>`,
      outcome: address === null ? 'skipped' : 'composed',
      reason: address === null ? 'no-address' : null,
      counts: { open },
    });
  }
}
