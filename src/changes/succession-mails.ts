/** 承接: at once, one mail per person and plan, of everything that came to their unit by the end of another. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Outbox } from '../outbox/enqueue.js';
import { note } from '../outbox/notice-ledger.js';
import { departmentCards } from '../plans/department-card.js';
import { unitBriefs, type UnitBrief } from '../plans/issue-briefs.queries.js';
import { issueMail, type IssueContext, type Occasion } from '../plans/issue-mail.js';
import { MailKit } from '../plans/mail-kit.js';
import { recipientsByUnit, unitsByRecipient, type Recipient } from '../plans/mail-recipients.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import type { Succession } from './reform-steps.js';

interface MovedRow {
  dutyId: number;
  unitId: number;
  taskId: number;
  planId: number;
  title: string;
  documentNumber: string | null;
  supervisorUnitId: number;
}

interface Post {
  plan: MovedRow;
  /** names this sending: the first duty that moved */
  key: string;
  units: Map<number, UnitFacts>;
  recipients: Map<number, Recipient[]>;
}

@Injectable()
export class SuccessionMails {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
    private readonly outbox: Outbox,
    private readonly kit: MailKit,
  ) {}

  /** Inside the transaction of the reform: duties and their new days stand already. @param moved duties by unit */
  async enqueue(
    tx: Tx,
    succession: Pick<Succession, 'ended' | 'reason'>,
    moved: Map<number, number[]>,
  ): Promise<void> {
    const all = await movedRows(tx, [...moved.values()].flat());
    for (const planId of new Set(all.map((one) => one.planId))) {
      const own = all.filter((one) => one.planId === planId);
      await this.ofPlan(tx, succession, own);
    }
  }

  private async ofPlan(
    tx: Tx,
    { ended, reason }: Pick<Succession, 'ended' | 'reason'>,
    moved: MovedRow[],
  ): Promise<void> {
    const [plan] = moved as [MovedRow];
    const today = this.clock.today();
    const briefs = await this.briefs(tx, plan.planId, moved);
    const unitIds = [...briefs.keys()];
    const post: Post = {
      plan,
      key: `${plan.dutyId}:${today}`,
      units: await this.directory.byIds(unitIds, tx),
      recipients: recipientsByUnit(await this.directory.contactsOf(unitIds, today, tx)),
    };
    const cards = await departmentCards(this.directory, [plan.supervisorUnitId], today, tx);
    const department = cards.get(plan.supervisorUnitId)!;
    const { planId } = plan;
    const context = { today, calendar: await this.calendar.working(), planId, plan, department };
    const from = this.kit.list(ended.map((unit) => unit.name));
    await this.send(tx, briefs, post, { ...context, occasion: this.occasion(context, { from, reason }) });
    for (const brief of briefs.values()) await this.noteLine(tx, brief, post);
  }

  /** Only what moved, of all that the units have in this plan. */
  private async briefs(tx: Tx, planId: number, moved: MovedRow[]): Promise<Map<number, UnitBrief>> {
    const all = await unitBriefs(tx, this.directory, planId, this.clock.today());
    const has = (unitId: number, taskId: number) =>
      moved.some((one) => one.unitId === unitId && one.taskId === taskId);
    const own = all.map((brief) => ({
      ...brief,
      duties: brief.duties.filter((duty) => duty.part !== 'informed' && has(brief.unitId, duty.taskId)),
    }));
    return new Map(own.filter((brief) => brief.duties.length > 0).map((brief) => [brief.unitId, brief]));
  }

  private occasion(
    { plan, today, department }: IssueContext,
    { from, reason }: { from: string; reason: string },
  ): Occasion {
    const day = this.kit.day(today, today);
    const values = { from, reason: this.kit.shortened(reason), day, department: department.name };
    return {
      subject: (said) => this.kit.say('succession.subject', { ...said, from }),
      title: this.kit.say('succession.title'),
      intro: this.kit.say('succession.intro', { ...values, plan: this.kit.plan(plan) }),
      why: (said) => this.kit.say('succession.why', said),
    };
  }

  private async send(
    tx: Tx,
    briefs: Map<number, UnitBrief>,
    post: Post,
    context: IssueContext,
  ): Promise<void> {
    const reached = [...briefs.keys()].filter((unitId) => reasonAgainst(unitId, post) === null);
    for (const { recipient, unitIds } of unitsByRecipient(post.recipients, reached)) {
      const sections = unitIds.map((id) => ({ unitName: post.units.get(id)!.name, brief: briefs.get(id)! }));
      await this.outbox.enqueue(tx, {
        dedupeKey: `succession:${post.key}:${recipient.address}`,
        kind: 'succession',
        onDay: context.today,
        to: recipient,
        threadId: `plan:${post.plan.planId}`,
        ...issueMail(this.kit, sections, context),
      });
    }
  }

  private async noteLine(tx: Tx, brief: UnitBrief, post: Post): Promise<void> {
    const { unitId } = brief;
    const reason = reasonAgainst(unitId, post);
    const to = post.recipients.get(unitId) ?? [];
    const count = (part: string): number => brief.duties.filter((duty) => duty.part === part).length;
    await note(tx, this.clock, {
      noticeKey: `succession:${post.key}:${unitId}`,
      kind: 'succession',
      onDay: this.clock.today(),
      unitId,
      recipient: to.map((one) => `${one.name} <${one.address}>`).join(', '),
      outcome: reason === null ? 'composed' : 'skipped',
      reason,
      counts: { lead: count('lead'), cooperating: count('cooperating') },
    });
  }
}

function reasonAgainst(unitId: number, { units, recipients }: Post): string | null {
  if (units.get(unitId)!.reachedBy === 'offline') return 'offline';
  return recipients.get(unitId)?.length ? null : 'no-address';
}

function movedRows(tx: Tx, dutyIds: number[]): Promise<MovedRow[]> {
  return rows<MovedRow>(
    tx,
    `SELECT y.id AS "dutyId", y."unitId", y."taskId", t."planId", p.title, p."documentNumber", p."supervisorUnitId"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
     WHERE y.id IN (:...dutyIds) ORDER BY p.id, t.position, y.id`,
    { dutyIds: [0, ...dutyIds] },
  );
}
