/** 细化分解: at once, to every unit that an accepted refinement plan gives sub-tasks, what it has to know of them. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Outbox } from '../outbox/enqueue.js';
import { note } from '../outbox/notice-ledger.js';
import { departmentCards } from '../plans/department-card.js';
import { unitBriefs, type UnitBrief } from '../plans/issue-briefs.queries.js';
import { issueMail, type IssueContext, type Occasion } from '../plans/issue-mail.js';
import { MailKit } from '../plans/mail-kit.js';
import { recipientsByUnit, unitsByRecipient, type Recipient } from '../plans/mail-recipients.js';
import { Plan } from '../plans/plan.entity.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';

/** The sub-tasks one refinement plan has become. */
export interface Refined {
  planId: number;
  submissionId: number;
  /** Who refined: it knows of its own measures. */
  byUnitId: number;
  subTasks: { taskId: number; unitId: number }[];
}

interface Given {
  key: string;
  today: Day;
  units: Map<number, UnitFacts>;
  recipients: Map<number, Recipient[]>;
}

@Injectable()
export class RefinementMails {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly outbox: Outbox,
    private readonly kit: MailKit,
  ) {}

  /** Inside the transaction that accepts: the sub-tasks and their days stand already. */
  async enqueue(tx: Tx, refined: Refined): Promise<void> {
    const briefs = await this.briefs(tx, refined);
    if (briefs.size === 0) return;
    const today = this.clock.today();
    const unitIds = [...briefs.keys()];
    const units = await this.units.byIds([...unitIds, refined.byUnitId], tx);
    const given: Given = {
      ...{ key: `refinement:${refined.submissionId}`, today, units },
      recipients: recipientsByUnit(await this.units.contactsOf(unitIds, today, tx)),
    };
    const context = await this.context(tx, refined, units.get(refined.byUnitId)!.name);
    const reached = unitIds.filter((unitId) => reasonAgainst(unitId, given) === null);
    for (const { recipient: to, unitIds: served } of unitsByRecipient(given.recipients, reached)) {
      const sections = served.map((id) => ({ unitName: units.get(id)!.name, brief: briefs.get(id)! }));
      const place = { kind: 'refinement', onDay: today, to, threadId: `plan:${refined.planId}` };
      const mail = issueMail(this.kit, sections, context);
      await this.outbox.enqueue(tx, { dedupeKey: `${given.key}:${to.address}`, ...place, ...mail });
    }
    for (const [unitId, brief] of briefs) await this.noteLine(tx, given, unitId, brief);
  }

  /** Only the new sub-tasks, of all that a unit has in this plan. */
  private async briefs(tx: Tx, { planId, byUnitId, subTasks }: Refined): Promise<Map<number, UnitBrief>> {
    const others = new Set(subTasks.flatMap(({ unitId }) => (unitId === byUnitId ? [] : [unitId])));
    if (others.size === 0) return new Map();
    const made = new Set(subTasks.map(({ taskId }) => taskId));
    const all = await unitBriefs(tx, this.units, planId, this.clock.today());
    return new Map(
      all
        .filter(({ unitId }) => others.has(unitId))
        .map(({ unitId, duties }) => [
          unitId,
          { unitId, refinementOn: null, duties: duties.filter(({ taskId }) => made.has(taskId)) },
        ]),
    );
  }

  private async context(tx: Tx, { planId }: Refined, from: string): Promise<IssueContext> {
    const today = this.clock.today();
    const plan = await tx.findOneByOrFail(Plan, { id: planId });
    const cards = await departmentCards(this.units, [plan.supervisorUnitId], today, tx);
    const values = { from, plan: this.kit.plan(plan), day: this.kit.day(today, today) };
    const occasion: Occasion = {
      subject: (said) => this.kit.say('refined.subject', said),
      title: this.kit.say('refined.title'),
      intro: this.kit.say('refined.intro', values),
      why: (said) => this.kit.say('refined.why', said),
    };
    const department = cards.get(plan.supervisorUnitId)!;
    return { today, calendar: await this.calendar.working(), planId, plan, department, occasion };
  }

  private async noteLine(tx: Tx, given: Given, unitId: number, { duties }: UnitBrief): Promise<void> {
    const reason = reasonAgainst(unitId, given);
    const to = given.recipients.get(unitId) ?? [];
    await note(tx, this.clock, {
      ...{ noticeKey: `${given.key}:${unitId}`, kind: 'refinement', onDay: given.today, unitId },
      recipient: to.map(({ name, address }) => `${name} <${address}>`).join(', '),
      outcome: reason === null ? 'composed' : 'skipped',
      reason,
      counts: { lead: duties.length },
    });
  }
}

function reasonAgainst(unitId: number, { units, recipients }: Given): string | null {
  if (units.get(unitId)!.reachedBy === 'offline') return 'offline';
  return recipients.get(unitId)?.length ? null : 'no-address';
}
