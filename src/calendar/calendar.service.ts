/**
 * The statutory calendar, handed out as one `WorkingCalendar` value. The value is kept until a row changes;
 * another instance's change is noticed within a second, by the number it raised.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { workingCalendar, type CalendarDay, type WorkingCalendar } from '../rules/working-days.js';
import { CalendarYear } from './calendar-year.entity.js';
import { seedYears, type SeedYear } from './calendar-seeds.js';
import {
  allDays,
  calendarVersion,
  daysOfNotice,
  knownYears,
  putDays,
  raiseVersion,
  removeDaysOfNotice,
  type KnownYear,
} from './calendar.queries.js';
import { amended, changesBetween, readNotice, type DayChange, type NoticeReading } from './notice.js';

export interface ReplacedYear {
  year: number;
  /** Days that became free or working: what a proposed deadline may have to move for. */
  changes: DayChange[];
  /** As it stands inside the transaction. */
  calendar: WorkingCalendar;
}

export interface NoticePreview extends NoticeReading {
  year: number;
  changes: DayChange[];
}

/** Milliseconds between two looks at the number in the settings. */
const TRUST = 1000;
const SYSTEM: Viewer = { personId: null, name: '系统', roles: [], unitIds: [], door: 'job' };

@Injectable()
export class CalendarService implements OnModuleInit {
  private kept: { version: string; value: WorkingCalendar } | null = null;
  private loading: Promise<WorkingCalendar> | null = null;
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** How often it was forgotten: a load begun before must not be kept after. */
  private forgotten = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Fills in the years nobody has entered and this release knows. */
  async onModuleInit(): Promise<void> {
    const missing = await this.missingSeeds(this.db.read);
    if (missing.length === 0) return;
    await this.db.inTransaction(async (tx) => {
      const seeds = await this.missingSeeds(tx);
      if (seeds.length === 0) return;
      await putDays(
        tx,
        seeds.flatMap((seed) => seed.days),
      );
      await tx.insert(
        CalendarYear,
        seeds.map(({ year, source }) => ({ year, source })),
      );
      await raiseVersion(tx);
      const years = seeds.map((seed) => seed.year);
      await record(tx, this.clock, SYSTEM, { verb: 'seed', noun: 'calendar', id: 'years', after: { years } });
    });
    this.forget();
  }

  /** Cheap to ask, so ask anew in every request and run rather than keep it. */
  async working(): Promise<WorkingCalendar> {
    const since = Date.parse(this.clock.now()) - this.lookedAt;
    if (this.kept && since >= 0 && since < TRUST) return this.kept.value;
    if (this.loading) return this.loading;
    const loading = this.load();
    this.loading = loading;
    try {
      return await loading;
    } finally {
      if (this.loading === loading) this.loading = null;
    }
  }

  async known(): Promise<KnownYear[]> {
    return knownYears(this.db.read);
  }

  /** What a pasted notice (or JSON) would do; stores nothing. @param year where the text does not say it */
  async preview(text: string, year: number | null = null): Promise<NoticePreview> {
    return compare(readNotice(text, year), this.db.read);
  }

  /**
   * Enters a notice that reads without a fault.
   * @param also what has to change with the calendar, in the same transaction: `plans` moves proposed deadlines
   */
  async importNotice(
    viewer: Viewer,
    { text, year = null }: { text: string; year?: number | null },
    also: (tx: Tx, replaced: ReplacedYear) => Promise<void> = () => Promise.resolve(),
  ): Promise<ReplacedYear> {
    const replaced = await this.db.inTransaction(async (tx) => {
      const { faults, days, ...read } = await compare(readNotice(text, year), tx);
      if (faults.length) throw wrongInput('calendar-text-wrong', { text: 'calendar-text-wrong' });
      const made = await this.replaceYear(tx, viewer, { year: read.year, days, source: 'notice' });
      await also(tx, made);
      return made;
    });
    this.forget();
    return replaced;
  }

  /**
   * Puts `days` in the place of all that the year's notice said. Deadlines are not touched: `plans` moves the
   * proposed ones that are not yet due, in the same transaction, by `changes` and `calendar`.
   * Call `forget()` once the transaction has committed.
   */
  async replaceYear(tx: Tx, viewer: Viewer, notice: SeedYear): Promise<ReplacedYear> {
    const { year, days, source } = notice;
    const before = await daysOfNotice(tx, year);
    await removeDaysOfNotice(tx, year);
    await putDays(tx, days);
    await tx.upsert(CalendarYear, { year, source }, ['year']);
    await raiseVersion(tx);
    const change = { before: { days: listed(before) }, after: { days: listed(days), source } };
    await record(tx, this.clock, viewer, { verb: 'enter', noun: 'calendar-year', id: year, ...change });
    return { year, changes: changesBetween(before, days), calendar: await readCalendar(tx) };
  }

  /** The next `working()` reads the rows again. */
  forget(): void {
    this.forgotten += 1;
    this.kept = null;
    this.loading = null;
    this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** The number is read first: rows that change in between are newer than it, and read again next time. */
  private async load(): Promise<WorkingCalendar> {
    const [at, forgotten] = [Date.parse(this.clock.now()), this.forgotten];
    const version = await calendarVersion(this.db.read);
    const unchanged = this.kept?.version === version ? this.kept.value : null;
    const value = unchanged ?? (await readCalendar(this.db.read));
    if (forgotten === this.forgotten) {
      this.kept = { version, value };
      this.lookedAt = at;
    }
    return value;
  }

  private async missingSeeds(from: Reader): Promise<SeedYear[]> {
    const known = new Set((await knownYears(from)).map(({ year }) => year));
    return seedYears().filter((seed) => !known.has(seed.year));
  }
}

async function readCalendar(from: Reader): Promise<WorkingCalendar> {
  const years = await knownYears(from);
  return workingCalendar(
    await allDays(from),
    years.map(({ year }) => year),
  );
}

async function compare(read: NoticeReading, from: Reader): Promise<NoticePreview> {
  const { year } = read;
  if (year === null) throw wrongInput('calendar-text-not-read', { text: 'calendar-text-not-read' });
  const before = await daysOfNotice(from, year);
  const isKnown = (await knownYears(from)).some((known) => known.year === year);
  if (!read.isWhole && !isKnown)
    throw wrongInput('calendar-year-incomplete', { text: 'calendar-year-incomplete' }, { year });
  const days = read.isWhole ? read.days : amended(before, read.days);
  return { ...read, year, days, changes: changesBetween(before, days) };
}

function listed(days: CalendarDay[]): string[] {
  return days.map(({ day, isOff, name }) => `${day} ${isOff ? '休' : '班'} ${name}`);
}
