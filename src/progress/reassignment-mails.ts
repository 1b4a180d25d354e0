/** 改派: at once, to the unit that has the duty now, what it has to know of it: the facts of the mail at issue. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Outbox } from '../outbox/enqueue.js';
import { note } from '../outbox/notice-ledger.js';
import { departmentCards } from '../plans/department-card.js';
import { unitBriefs, type UnitBrief } from '../plans/issue-briefs.queries.js';
import { issueMail, type IssueContext, type Occasion } from '../plans/issue-mail.js';
import { MailKit } from '../plans/mail-kit.js';
import { mailContacts, type Recipient } from '../plans/mail-recipients.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';

export interface Reassigned {
  dutyId: number;
  fromUnitName: string;
  reason: string;
}

interface Given {
  unitId: number;
  unitName: string;
  reachedBy: 'mail' | 'offline';
  taskId: number;
  planId: number;
  title: string;
  isSensitive: Day | null;
  documentNumber: string | null;
  supervisorUnitId: number;
}

@Injectable()
export class ReassignmentMails {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly outbox: Outbox,
    private readonly kit: MailKit,
  ) {}

  /** Inside the transaction that reassigns: the duty and its new days stand already. */
  async enqueue(tx: Tx, moved: Reassigned): Promise<void> {
    const given = await givenBy(tx, moved.dutyId);
    const today = this.clock.today();
    const cards = await departmentCards(this.units, [given.supervisorUnitId], today, tx);
    const department = cards.get(given.supervisorUnitId)!;
    const { planId } = given;
    const context = { today, calendar: await this.calendar.working(), planId, plan: given, department };
    const brief = await this.briefOf(tx, given);
    const contacts = await this.units.contactsOf([given.unitId], today, tx);
    const recipients = given.reachedBy === 'offline' ? [] : mailContacts(contacts);
    const said = { ...moved, reason: given.isSensitive ? this.kit.say('internalMatter') : moved.reason };
    const sections = [{ unitName: given.unitName, brief }];
    const mail = issueMail(this.kit, sections, { ...context, occasion: this.occasion(context, said) });
    const key = `reassignment:${moved.dutyId}:${this.clock.now()}`;
    for (const to of recipients) {
      const place = { kind: 'reassignment', onDay: today, to, threadId: `plan:${given.planId}` };
      await this.outbox.enqueue(tx, { dedupeKey: `${key}:${to.address}`, ...place, ...mail });
    }
    await this.noteLine(tx, key, given, recipients);
  }

  /** Only what moved, of all that the unit has in this plan. */
  private async briefOf(tx: Tx, { planId, unitId, taskId }: Given): Promise<UnitBrief> {
    const all = await unitBriefs(tx, this.units, planId, this.clock.today());
    const own = all.find((brief) => brief.unitId === unitId)!;
    return { ...own, duties: own.duties.filter((duty) => duty.taskId === taskId) };
  }

  private occasion(
    { plan, today, department }: IssueContext,
    { fromUnitName, reason }: Reassigned,
  ): Occasion {
    const values = { from: fromUnitName, reason: this.kit.shortened(reason), plan: this.kit.plan(plan) };
    const day = this.kit.day(today, today);
    return {
      subject: (said) => this.kit.say('reassignment.subject', said),
      title: this.kit.say('reassignment.title'),
      intro: this.kit.say('reassignment.intro', { ...values, day, department: department.name }),
      why: (said) => this.kit.say('reassignment.why', said),
    };
  }

  private async noteLine(tx: Tx, key: string, { unitId, reachedBy }: Given, to: Recipient[]): Promise<void> {
    const against = reachedBy === 'offline' ? 'offline' : 'no-address';
    await note(tx, this.clock, {
      noticeKey: `${key}:${unitId}`,
      kind: 'reassignment',
      onDay: this.clock.today(),
      unitId,
      recipient: to.map((one) => `${one.name} <${one.address}>`).join(', '),
      outcome: to.length > 0 ? 'composed' : 'skipped',
      reason: to.length > 0 ? null : against,
      counts: { duties: 1 },
    });
  }
}

async function givenBy(tx: Tx, dutyId: number): Promise<Given> {
  const found = await row<Given>(
    tx,
    `SELECT y."unitId", u.name AS "unitName", u."reachedBy", y."taskId", t."planId", t."sensitiveFromOn" AS "isSensitive", p.title, p."documentNumber",
       p."supervisorUnitId"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units u ON u.id = y."unitId"
     WHERE y.id = :dutyId`,
    { dutyId },
  );
  return found!;
}
