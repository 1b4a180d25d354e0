import { Injectable } from '@nestjs/common';
import { departmentCards } from '../plans/department-card.js';
import { MailKit } from '../plans/mail-kit.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { LinkedContact, LinkedPlan } from './contact-links.queries.js';

/** The mail that brings a link and nothing else. */
@Injectable()
export class ContactLinkMail {
  constructor(
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
    private readonly kit: MailKit,
  ) {}

  async of(from: Reader, { unitId, unitName: unit, name }: LinkedContact, plans: LinkedPlan[]) {
    const today = this.clock.today();
    const asking = [...new Set(plans.map((plan) => plan.supervisorUnitId))];
    const cards = await departmentCards(this.units, asking, today, from);
    const [first, ...others] = plans.map(({ planId, until, ...plan }) => ({
      href: this.kit.unitLink({ unitId, planId, until }),
      name: this.kit.plan(plan),
    }));
    const say = (key: string, values = {}) => this.kit.say(`link.${key}`, values);
    return this.kit.compose('handover', {
      ...{ subject: say('subject', { unit }), preheader: say('preheader', { unit }), title: say('title') },
      ...{ sub: this.kit.dayWithYear(today), greeting: say('greeting', { name }) },
      ...{ intro: say('intro', { unit }), groups: [], more: 0, href: first!.href, others },
      ...{ keep: this.kit.say('keepLink'), button: say('button'), departments: [...cards.values()] },
      why: this.kit.say('handover.why', { unit }),
    });
  }
}
