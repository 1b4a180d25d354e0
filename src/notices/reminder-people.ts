/** Whom the morning's reminders are for: units with their contacts and plans, and how each unit stands. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { departmentCards } from '../plans/department-card.js';
import { recipientsByUnit } from '../plans/mail-recipients.js';
import { addDays, dateOf, type Day } from '../rules/day.js';
import { UnitDirectory, type ContactFacts, type UnitFacts } from '../units/unit-directory.queries.js';
import { issuedPlans } from './reminders.queries.js';
import { composedNotices } from './told.queries.js';

/** Units asked about in one query: SQLite binds at most 32,766 values. */
const UNITS_AT_ONCE = 10_000;

/** Of a unit across its plans. */
export interface StandingNote {
  done: number;
  /** percent; a unit for which nothing was due has no note */
  rate: number;
  lateNow: number;
  madeUpLate: number;
  returned: number;
  plans: { planId: number; points: string; place: { place: number; of: number } | null }[];
}

@Injectable()
export class ReminderPeople {
  /** Put here by the reports, which stand to the right of this room. */
  standingOf: (unitIds: number[]) => Promise<Map<number, StandingNote>> = () => Promise.resolve(new Map());

  constructor(
    private readonly db: Database,
    private readonly units: UnitDirectory,
  ) {}

  async of(unitIds: number[], on: Day) {
    const contacts: ContactFacts[] = [];
    const units = new Map<number, UnitFacts>();
    for (let i = 0; i < unitIds.length; i += UNITS_AT_ONCE) {
      const some = unitIds.slice(i, i + UNITS_AT_ONCE);
      contacts.push(...(await this.units.contactsOf(some, on)));
      for (const [unitId, facts] of await this.units.byIds(some)) units.set(unitId, facts);
    }
    const plans = await issuedPlans(this.db.read);
    const supervisors = [...new Set([...plans.values()].map((plan) => plan.supervisorUnitId))];
    const departments = await departmentCards(this.units, supervisors, on);
    return { recipients: recipientsByUnit(contacts), units, plans, departments };
  }

  /** How those stand whose first reminder of the month this would be; it rides along and causes no mail. */
  async standings(kind: string, unitIds: number[], on: Day): Promise<Map<number, StandingNote>> {
    const monthBegan = addDays(on, 1 - dateOf(on));
    const told = new Set<number>();
    for (let i = 0; i < unitIds.length; i += UNITS_AT_ONCE) {
      const some = await composedNotices(this.db.read, kind, unitIds.slice(i, i + UNITS_AT_ONCE));
      for (const { unitId, day } of some) if (day >= monthBegan) told.add(unitId);
    }
    const first = unitIds.filter((unitId) => !told.has(unitId));
    return first.length > 0 ? this.standingOf(first) : new Map<number, StandingNote>();
  }
}
