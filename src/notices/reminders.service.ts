/**
 * The morning's reminders: one mail per unit that has something to be told, across all plans. The rule decides
 * (`rules/reminders`); here is what it is asked, who gets the answer, and the line in the ledger.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Database } from '../platform/database.js';
import { MailKit } from '../plans/mail-kit.js';
import { roundsOf, unitsByRecipient, type Load, type Recipient } from '../plans/mail-recipients.js';
import type { Day } from '../rules/day.js';
import { cutoffs, defaultThresholds } from '../rules/deadline-state.js';
import {
  decideReminder,
  type ReminderAnswer,
  type ReminderSettings,
  type UnitReminder,
} from '../rules/reminders.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { UnitFacts } from '../units/unit-directory.queries.js';
import { answersTo, unitsAnswered } from './answers.queries.js';
import { NoticePost, type Batch } from './notice-post.js';
import { ReminderPeople } from './reminder-people.js';
import { reminderMail, type ReminderContext } from './reminder-mail.js';
import { shownIn, toldOf, type Told } from './reminder-told.js';
import { settingsInForce, type SettingsInForce } from './reminder-settings.queries.js';
import { owedBy, owedDetails, unitsToRemind, type OwedRow, type Window } from './reminders.queries.js';
import { noCounts, type PreviousRun, type RunCounts } from './run.js';
import { composedNotices, isLost, lookBackFrom, lostMails, newestTold } from './told.queries.js';

const KIND = 'reminders';

/** Deadlines read at once: what lives shortly is collected cheaply. */
const ROWS_PER_ROUND = 500;

interface Morning extends Omit<ReminderContext, 'details'> {
  previous: PreviousRun;
  /** Mails of the last weeks that expired unsent. */
  lost: Map<string, Set<Day>>;
  calendar: WorkingCalendar;
  settings: SettingsInForce;
  window: Window;
  recipients: Map<number, Recipient[]>;
  units: Map<number, UnitFacts>;
}

@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly calendar: CalendarService,
    private readonly people: ReminderPeople,
    private readonly kit: MailKit,
    private readonly post: NoticePost,
  ) {}

  /** @returns what this run wrote; nothing on a free day, and nothing the second time */
  async run(forDay: Day, previous: PreviousRun): Promise<RunCounts> {
    const calendar = await this.calendar.working();
    if (!calendar.isWorkingDay(forDay)) return noCounts();
    return this.post.writeAll(this.rounds(forDay, previous, calendar));
  }

  private async *rounds(today: Day, previous: PreviousRun, calendar: WorkingCalendar): AsyncGenerator<Batch> {
    const settings = await settingsInForce(this.db.read);
    const window = windowOf(today, previous, calendar, settings.farthest);
    const lost = await lostMails(this.db.read, KIND, today);
    // An answer in a mail that was lost is said again.
    const since = lost.size > 0 ? lookBackFrom(today) : window.since;
    const answered = await unitsAnswered(this.db.read, since);
    const loads = together(await unitsToRemind(this.db.read, window), answered);
    const unitIds = loads.map((load) => load.unitId);
    const morning: Morning = {
      ...{ today, previous, calendar, settings, window, lost },
      ...(await this.people.of(unitIds, today)),
      standings: await this.people.standings(KIND, unitIds, today),
      thresholds: thresholdsAhead(settings.house),
    };
    for (const round of roundsOf(loads, morning.recipients, ROWS_PER_ROUND)) {
      yield await this.compose(round, morning);
    }
  }

  /**
   * What each unit was told last: days compare with the last run, for what came nearer by then was mailed then,
   * unless that mail expired unsent; receipts and returns with the last mail that went out.
   */
  private async memoryOf(round: number[], morning: Morning): Promise<Map<number, PreviousRun>> {
    const { today, previous, lost } = morning;
    const newest = new Map(
      (await composedNotices(this.db.read, KIND, round)).map((notice) => [notice.unitId, notice]),
    );
    const memory = new Map<number, PreviousRun>();
    for (const unitId of round) {
      const addresses = (morning.recipients.get(unitId) ?? []).map((recipient) => recipient.address);
      const last = newest.get(unitId);
      if (!last || !isLost(addresses, last.day, lost)) {
        memory.set(unitId, { day: previous.day, at: last?.at ?? null });
        continue;
      }
      const lately = await composedNotices(this.db.read, KIND, [unitId], lookBackFrom(today));
      memory.set(
        unitId,
        newestTold(lately, () => addresses, lost),
      );
    }
    return memory;
  }

  private async compose(round: number[], morning: Morning): Promise<Batch> {
    const { today, recipients } = morning;
    const told = new Map<number, Told>();
    const memory = await this.memoryOf(round, morning);
    const window = windowSince(morning.window, memory);
    const answers = await answersTo(this.db.read, round, window.since);
    for (const [unitId, owed] of await owedBy(this.db.read, round, window)) {
      const asked = { owed, answers: answers.get(unitId) ?? [] };
      const reminder = decide(
        asked,
        { ...morning, settings: settingsOf(morning, unitId) },
        memory.get(unitId)!,
      );
      if (reminder) told.set(unitId, toldOf(reminder, morning.units.get(unitId)!.name));
    }
    const reached = [...told.keys()].filter((unitId) => reasonAgainst(unitId, morning) === null);
    const shown = reached.flatMap((unitId) => shownIn(told.get(unitId)!));
    const thresholdsOf = (unitId: number) => thresholdsAhead(settingsOf(morning, unitId));
    const ahead = ([first]: Told[]) => ({ thresholdsOf, thresholds: thresholdsOf(first!.unitId) });
    const context = { ...morning, details: await owedDetails(this.db.read, shown) };
    const mailTo = (recipient: Recipient, sections: Told[]) => ({
      dedupeKey: `reminders:${today}:${recipient.address}`,
      kind: 'reminders',
      onDay: today,
      to: recipient,
      expiresOn: today,
      ...threadOf(sections),
      ...reminderMail(this.kit, sections, { ...context, ...ahead(sections) }),
    });
    return {
      mails: unitsByRecipient(recipients, reached).map(({ recipient, unitIds }) =>
        mailTo(
          recipient,
          unitIds.map((unitId) => told.get(unitId)!),
        ),
      ),
      lines: [...told.values()].map((one) => lineOf(one, morning)),
    };
  }
}

function together(...parts: Load[][]): Load[] {
  const sums = new Map<number, number>();
  for (const { unitId, rows } of parts.flat()) sums.set(unitId, (sums.get(unitId) ?? 0) + Number(rows));
  return [...sums].map(([unitId, rows]) => ({ unitId, rows })).sort((a, b) => a.unitId - b.unitId);
}

/** Receipts and acceptances since the longest silence of the round; each unit then takes its own. */
function windowSince(window: Window, memory: Map<number, PreviousRun>): Window {
  const since = [...memory.values()].map((told) => told.at ?? '').sort()[0] ?? '';
  return { ...window, since };
}

function windowOf(
  today: Day,
  previous: PreviousRun,
  calendar: WorkingCalendar,
  dueSoonWithin: number,
): Window {
  const { dueSoonUntil } = cutoffs(calendar, today, { ...defaultThresholds, dueSoonWithin });
  return { today, until: dueSoonUntil, since: previous.at ?? '' };
}

function thresholdsAhead(settings: ReminderSettings): number[] {
  return settings.remindBefore.filter((n) => n > 0).sort((a, b) => a - b);
}

/** A unit lies in one jurisdiction, so its one mail has one measure, whoever issued the plans in it. */
function settingsOf({ settings, units }: Morning, unitId: number): ReminderSettings {
  return settings.of(units.get(unitId)?.jurisdictionId ?? null);
}

function decide(
  { owed, answers }: { owed: OwedRow[]; answers: ReminderAnswer[] },
  { today, calendar, settings }: Pick<Morning, 'today' | 'calendar'> & { settings: ReminderSettings },
  told: PreviousRun,
): UnitReminder<OwedRow> | null {
  const input = { today, lastRunOn: told.day, lastRunAt: told.at, owed, answers };
  return decideReminder(input, calendar, settings);
}

/** A unit reached by telephone and paper is asked that way. Senior offices are reminded like all others; only urging spares them. */
function reasonAgainst(unitId: number, { units, recipients }: Morning): string | null {
  const unit = units.get(unitId)!;
  if (unit.reachedBy === 'offline') return 'offline';
  return recipients.get(unitId)?.length ? null : 'no-address';
}

function lineOf({ unitId, counts }: Told, morning: Morning): Batch['lines'][number] {
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
    counts,
  };
}

/** A mail about one task stands with the other mails about it. */
function threadOf(sections: Told[]): { threadId?: string } {
  const items = sections.flatMap(({ groups }) => groups.flatMap((group) => group.items));
  const [only] = items;
  if (sections.some(({ answers }) => answers.length > 0)) return {};
  if (items.length !== 1 || !only) return {};
  return { threadId: only.taskId === null ? `plan:${only.planId}` : `task:${only.taskId}` };
}
