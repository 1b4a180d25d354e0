/**
 * The morning's reminders: one mail per unit that has something to be told, across all plans. The rule decides
 * (`rules/reminders`); here is what it is asked, who gets the answer, and the line in the ledger.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Database } from '../platform/database.js';
import { departmentCards } from '../plans/department-card.js';
import { MailKit } from '../plans/mail-kit.js';
import { recipientsByUnit, roundsOf, unitsByRecipient, type Recipient } from '../plans/mail-recipients.js';
import type { Day } from '../rules/day.js';
import { cutoffs, defaultThresholds } from '../rules/deadline-state.js';
import { decideReminder, type ReminderSettings, type UnitReminder } from '../rules/reminders.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { UnitDirectory, type ContactFacts, type UnitFacts } from '../units/unit-directory.queries.js';
import { NoticePost, type Batch } from './notice-post.js';
import { reminderMail, type ReminderContext } from './reminder-mail.js';
import { reminderSettings } from './reminder-settings.queries.js';
import { issuedPlans, owedBy, unitsToRemind, type OwedRow, type Window } from './reminders.queries.js';
import { noCounts, type PreviousRun, type RunCounts } from './run.js';

/** Deadlines read at once: a round is a transaction and what memory holds. */
const ROWS_PER_ROUND = 2000;
/** Units asked about in one query: SQLite binds at most 32,766 values. */
const UNITS_AT_ONCE = 10_000;

interface Morning extends ReminderContext {
  previous: PreviousRun;
  calendar: WorkingCalendar;
  settings: ReminderSettings;
  window: Window;
  recipients: Map<number, Recipient[]>;
  units: Map<number, UnitFacts>;
}

@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly kit: MailKit,
    private readonly post: NoticePost,
  ) {}

  /** @returns what this run wrote; nothing on a free day, and nothing the second time */
  async run(forDay: Day, previous: PreviousRun): Promise<RunCounts> {
    const counts = noCounts();
    const calendar = await this.calendar.working();
    if (!calendar.isWorkingDay(forDay)) return counts;
    const settings = await reminderSettings(this.db.read);
    const window = windowOf(forDay, previous, calendar, settings);
    const loads = await unitsToRemind(this.db.read, window);
    const unitIds = loads.map((load) => load.unitId);
    const morning: Morning = {
      ...{ today: forDay, previous, calendar, settings, window },
      ...(await this.people(unitIds, forDay)),
      thresholds: thresholdsAhead(settings),
    };
    for (const round of roundsOf(loads, morning.recipients, ROWS_PER_ROUND)) {
      await this.post.write(await this.compose(round, morning), counts);
    }
    return counts;
  }

  private async people(unitIds: number[], on: Day) {
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

  private async compose(round: number[], morning: Morning): Promise<Batch> {
    const owed = await owedBy(this.db.read, round, morning.window);
    const told = new Map<number, UnitReminder<OwedRow>>();
    for (const [unitId, rows] of owed) {
      const reminder = decide(rows, morning);
      if (reminder) told.set(unitId, reminder);
    }
    const reached = [...told.keys()].filter((unitId) => reasonAgainst(unitId, morning) === null);
    const { today } = morning;
    return {
      mails: unitsByRecipient(morning.recipients, reached).map(({ recipient, unitIds }) => ({
        dedupeKey: `reminders:${today}:${recipient.address}`,
        kind: 'reminders',
        onDay: today,
        to: recipient,
        expiresOn: today,
        ...threadOf(unitIds.map((unitId) => told.get(unitId)!)),
        ...reminderMail(
          this.kit,
          unitIds.map((unitId) => sectionOf(unitId, told, morning)),
          morning,
        ),
      })),
      lines: [...told].map(([unitId, reminder]) => lineOf(unitId, reminder, morning)),
    };
  }
}

function windowOf(
  today: Day,
  previous: PreviousRun,
  calendar: WorkingCalendar,
  settings: ReminderSettings,
): Window {
  const dueSoonWithin = Math.max(...settings.remindBefore);
  const { dueSoonUntil } = cutoffs(calendar, today, { ...defaultThresholds, dueSoonWithin });
  return { today, until: dueSoonUntil, since: previous.at ?? '' };
}

function thresholdsAhead(settings: ReminderSettings): number[] {
  return settings.remindBefore.filter((n) => n > 0).sort((a, b) => a - b);
}

function decide(
  owed: OwedRow[],
  { today, previous, calendar, settings }: Morning,
): UnitReminder<OwedRow> | null {
  const input = { today, lastRunOn: previous.day, lastRunAt: previous.at, owed };
  return decideReminder(input, calendar, settings);
}

/** Senior offices are listed for a call; a unit reached by telephone and paper is asked that way. */
function reasonAgainst(unitId: number, { units, recipients }: Morning): string | null {
  const unit = units.get(unitId)!;
  if (unit.reachedBy === 'offline') return 'offline';
  if (unit.isSenior) return 'senior';
  return recipients.get(unitId)?.length ? null : 'no-address';
}

function sectionOf(unitId: number, told: Map<number, UnitReminder<OwedRow>>, { units }: Morning) {
  return { unitName: units.get(unitId)!.name, reminder: told.get(unitId)! };
}

function lineOf(unitId: number, reminder: UnitReminder<OwedRow>, morning: Morning): Batch['lines'][number] {
  const { today, recipients } = morning;
  const reason = reasonAgainst(unitId, morning);
  const reached = recipients.get(unitId) ?? [];
  return {
    noticeKey: `reminders:${today}:${unitId}`,
    kind: 'reminders',
    onDay: today,
    unitId,
    recipient: reached.map(({ name, address }) => `${name} <${address}>`).join(', '),
    outcome: reason === null ? 'composed' : 'skipped',
    reason,
    counts: reminder.counts,
  };
}

/** A mail about one task stands with the other mails about it. */
function threadOf(reminders: UnitReminder<OwedRow>[]): { threadId?: string } {
  const items = reminders.flatMap(({ groups }) => groups.flatMap((group) => group.items));
  const [only] = items;
  if (items.length !== 1 || !only) return {};
  return { threadId: only.taskId === null ? `plan:${only.planId}` : `task:${only.taskId}` };
}
