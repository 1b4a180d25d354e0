/** 交办: one mail per unit with all its duties; a person who serves two units gets one with a section for each. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { note, type NoticeLine } from '../outbox/notice-ledger.js';
import { Outbox } from '../outbox/enqueue.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { departmentCards } from './department-card.js';
import { unitBriefs, type UnitBrief } from './issue-briefs.queries.js';
import { issueMail, type IssueContext, type IssueSection, type Occasion } from './issue-mail.js';
import { MailKit } from './mail-kit.js';
import { recipientsByUnit, unitsByRecipient, type Recipient } from './mail-recipients.js';
import { relatedPlans, unitsInOpenTasks } from './plan-relations.js';
import type { Plan } from './plan.entity.js';

export type IssuedPlanFacts = Pick<
  Plan,
  'id' | 'title' | 'documentNumber' | 'supervisorUnitId' | 'supplementsPlanId' | 'replacesPlanId'
>;
/** units: with a mail; skipped: without one, and the ledger says why */
export type IssueMailCounts = Record<'units' | 'skipped' | 'messages', number>;

interface Issue {
  plan: IssuedPlanFacts;
  onDay: Day;
  units: Map<number, UnitFacts>;
  recipients: Map<number, Recipient[]>;
}

@Injectable()
export class IssueMails {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
    private readonly outbox: Outbox,
    private readonly kit: MailKit,
  ) {}

  /** Inside the transaction that issues: the plan's duties and opened deadlines stand already. */
  async enqueue(tx: Tx, plan: IssuedPlanFacts, onDay: Day): Promise<IssueMailCounts> {
    const briefs = await this.briefs(tx, plan, onDay);
    const unitIds = [...briefs.keys()];
    const issue: Issue = {
      ...{ plan, onDay },
      units: await this.directory.byIds(unitIds, tx),
      recipients: recipientsByUnit(await this.directory.contactsOf(unitIds, onDay, tx)),
    };
    const cards = await departmentCards(this.directory, [plan.supervisorUnitId], onDay, tx);
    const department = cards.get(plan.supervisorUnitId)!;
    const told = await this.relationTold(tx, plan);
    const context = {
      today: onDay,
      calendar: await this.calendar.working(),
      planId: plan.id,
      plan,
      department,
      told,
    };
    const messages = await this.mailAll(tx, briefs, issue, context);
    const lines = [...briefs.values()].map((brief) => lineOf(brief, issue));
    for (const line of lines) await note(tx, this.clock, line);
    const skipped = lines.filter((line) => line.outcome === 'skipped').length;
    return { units: lines.length - skipped, skipped, messages };
  }

  /** Who had a part in the plan that is replaced is told, though this one gives it none. */
  private async briefs(tx: Tx, plan: IssuedPlanFacts, onDay: Day): Promise<Map<number, UnitBrief>> {
    const own = await unitBriefs(tx, this.directory, plan.id, onDay);
    const briefs = new Map(own.map((one) => [one.unitId, one]));
    const before = plan.replacesPlanId === null ? [] : await unitsInOpenTasks(tx, plan.replacesPlanId);
    for (const unitId of before)
      if (!briefs.has(unitId)) briefs.set(unitId, { unitId, refinementOn: null, duties: [] });
    return briefs;
  }

  private async relationTold(tx: Tx, plan: IssuedPlanFacts): Promise<string> {
    const { supplements, replaces } = await relatedPlans(tx, plan.id);
    return [
      ...(supplements ? [this.kit.say('issue.supplements', { plan: this.kit.plan(supplements) })] : []),
      ...(replaces ? [this.kit.say('issue.replaces', { plan: this.kit.plan(replaces) })] : []),
    ].join('');
  }

  private async mailAll(
    tx: Tx,
    briefs: Map<number, UnitBrief>,
    issue: Issue,
    context: IssueContext,
  ): Promise<number> {
    const { plan, onDay, units, recipients } = issue;
    const reached = [...briefs.keys()].filter((unitId) => reasonAgainst(unitId, issue) === null);
    const mails = unitsByRecipient(recipients, reached).map(({ recipient, unitIds }) => {
      const sections = unitIds.map((id) => ({ unitName: units.get(id)!.name, brief: briefs.get(id)! }));
      return {
        dedupeKey: `issue:${plan.id}:${recipient.address}`,
        kind: 'issue',
        onDay,
        to: recipient,
        threadId: `plan:${plan.id}`,
        ...issueMail(this.kit, sections, this.onOccasion(sections, context)),
      };
    });
    return (await this.outbox.enqueueAll(tx, mails)).filter((id) => id !== null).length;
  }

  /** A unit that is only relieved of something is told just that. */
  private onOccasion(sections: IssueSection[], context: IssueContext): IssueContext {
    if (sections.some(({ brief }) => brief.duties.length > 0)) return context;
    const { plan, department, today, told = '' } = context;
    const day = this.kit.day(today, today);
    const intro = this.kit.say('issue.introShort', {
      ...{ department: department.name, day, plan: this.kit.plan(plan) },
    });
    const occasion: Occasion = {
      subject: (said) => this.kit.say('issue.relievedSubject', said),
      title: this.kit.say('issue.relievedTitle'),
      intro: intro + told,
      please: this.kit.say('issue.relieved'),
      why: (said) => this.kit.say('issue.relievedWhy', said),
    };
    return { ...context, told: '', occasion };
  }
}

function reasonAgainst(unitId: number, { units, recipients }: Issue): string | null {
  if (units.get(unitId)!.reachedBy === 'offline') return 'offline';
  return recipients.get(unitId)?.length ? null : 'no-address';
}

function lineOf(brief: UnitBrief, issue: Issue): NoticeLine {
  const { plan, onDay, recipients } = issue;
  const reason = reasonAgainst(brief.unitId, issue);
  const count = (part: string): number => brief.duties.filter((duty) => duty.part === part).length;
  return {
    noticeKey: `issue:${plan.id}:${brief.unitId}`,
    kind: 'issue',
    onDay,
    unitId: brief.unitId,
    recipient: (recipients.get(brief.unitId) ?? []).map((one) => `${one.name} <${one.address}>`).join(', '),
    outcome: reason === null ? 'composed' : 'skipped',
    reason,
    counts: { lead: count('lead'), cooperating: count('cooperating'), informed: count('informed') },
  };
}
