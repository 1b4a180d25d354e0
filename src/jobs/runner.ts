/**
 * Runs what is due: every scheduled run is a row keyed (job, day), and recovery is running the missing
 * keys. Any number of processes may tick at any time; a run belongs to whoever inserted or took its row.
 */
import { Injectable, Logger } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { nextAttemptAt } from '../outbox/retries.js';
import { reminderSettings } from '../notices/reminder-settings.queries.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { addDays, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { dueRuns, FOLD_BACK_DAYS, type DueRun, type JobEntry } from '../rules/timetable.js';
import { installedOn } from './installed-on.js';
import {
  claimRun,
  finishedRuns,
  finishRun,
  foldRun,
  newestDone,
  previousRun,
  runOf,
} from './job-runs.queries.js';
import type { ClaimedRun, RunKey } from './job-runs.queries.js';
import { JobRegistry } from './job-registry.js';

export type RunAnswer =
  | { outcome: 'done' | 'already-done'; counts: Record<string, number> }
  | { outcome: 'failed'; error: string }
  | { outcome: 'folded'; into: Day }
  | { outcome: 'not-a-working-day' | 'under-way' };

export type RunReport = RunKey & RunAnswer;

const LONGEST_ERROR = 1_000;

@Injectable()
export class Runner {
  private readonly log = new Logger(Runner.name);
  private running: Promise<RunReport[]> | null = null;
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly calendar: CalendarService,
    private readonly registry: JobRegistry,
  ) {}

  /** Runs and records everything that is due. While one call is at it, a second one waits for the same result. */
  tick(): Promise<RunReport[]> {
    this.running ??= this.runDue().finally(() => (this.running = null));
    return this.running;
  }

  /** What should have run by `now` and has neither run nor been folded. */
  async due(now = this.clock.now()): Promise<DueRun[]> {
    const today = this.clock.today();
    const startedOn = await installedOn(this.db, today);
    const done = await finishedRuns(this.db.read, addDays(today, -FOLD_BACK_DAYS), today);
    const calendar = await this.calendar.working();
    const { timeZone } = this.clock;
    const { hour } = await reminderSettings(this.db.read);
    const entries = this.registry.entries.map((entry) => (entry.mails ? { ...entry, at: hour } : entry));
    return dueRuns(entries, { now, timeZone, calendar, done, startedOn });
  }

  /**
   * One job for one day because a person asks. What was done makes nothing; what a newer day has spoken
   * for is recorded as folded, for an older mail after a newer one would contradict it.
   * @throws Refusal job-unknown, or day-in-future in production, where a wrong year would mail everybody
   */
  async runNow(viewer: Viewer, job: string, day: Day): Promise<RunAnswer> {
    const known = this.registry.find(job);
    if (!known) throw wrongInput('job-unknown', {}, { job });
    if (this.config.production && day > this.clock.today()) throw new Refusal('day-in-future', { day });
    if (!(await this.isDayFor(known.entry, day))) return { outcome: 'not-a-working-day' };
    const told = await this.alreadyTold(known.entry, day);
    if (told) return told;
    const claimed = await this.db.inTransaction(async (tx) => {
      const run = await claimRun(tx, { job, day }, this.clock.now(), true);
      if (run)
        await record(tx, this.clock, viewer, {
          verb: 'run',
          noun: 'job-run',
          id: run.id,
          after: { job, day },
        });
      return run;
    });
    return claimed ? this.carryOut(claimed) : { outcome: 'under-way' };
  }

  /** Begins no further run. @param patience milliseconds for the one under way; its lease runs out otherwise */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    if (!this.running) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([this.running.catch(() => undefined), late]);
    clearTimeout(timer);
  }

  /** Folds come after the runs they fold into: a day that could not be composed has spoken for nobody. */
  private async runDue(): Promise<RunReport[]> {
    const reports: RunReport[] = [];
    for (const { job, day, foldInto } of await this.due()) {
      if (foldInto !== null || this.stopping) continue;
      const claimed = await this.db.inTransaction((tx) =>
        claimRun(tx, { job, day }, this.clock.now(), false),
      );
      if (claimed) reports.push({ job, day, ...(await this.carryOut(claimed)) });
    }
    return [...reports, ...(await this.foldMissed())];
  }

  /** What is still missing and lies before a day that has composed. */
  private async foldMissed(): Promise<RunReport[]> {
    const missed = (await this.due()).flatMap(({ job, day, foldInto }) =>
      foldInto ? [{ job, day, into: foldInto }] : [],
    );
    const reports: RunReport[] = [];
    for (const { job, day, into } of missed) {
      if ((await runOf(this.db.read, { job, day: into }))?.state !== 'done') continue;
      await this.db.inTransaction((tx) => foldRun(tx, { job, day }, into, this.clock.now()));
      reports.push({ job, day, outcome: 'folded', into });
    }
    return reports;
  }

  private async carryOut(claimed: ClaimedRun): Promise<RunAnswer> {
    const { run } = this.registry.find(claimed.job)!;
    const error = null;
    try {
      const counts = await run(claimed.day, await previousRun(this.db.read, claimed));
      const end = { state: 'done' as const, at: this.clock.now(), counts, error, retryAt: null };
      const isOurs = await this.db.inTransaction((tx) => finishRun(tx, claimed, end));
      return isOurs ? { outcome: 'done', counts } : { outcome: 'under-way' };
    } catch (thrown) {
      return this.failed(claimed, thrown);
    }
  }

  private async failed(claimed: ClaimedRun, thrown: unknown): Promise<RunAnswer> {
    const error = String(thrown instanceof Error ? thrown.message : thrown).slice(0, LONGEST_ERROR);
    this.log.error(
      `${claimed.job} for ${claimed.day}: ${error}`,
      thrown instanceof Error ? thrown.stack : undefined,
    );
    const at = this.clock.now();
    const end = {
      state: 'failed' as const,
      at,
      counts: {},
      error,
      retryAt: nextAttemptAt(at, claimed.attempts),
    };
    await this.db.inTransaction((tx) => finishRun(tx, claimed, end));
    return { outcome: 'failed', error };
  }

  private async isDayFor(entry: JobEntry, day: Day): Promise<boolean> {
    return entry.on === 'every day' || (await this.calendar.working()).isWorkingDay(day);
  }

  private async alreadyTold(entry: JobEntry, day: Day): Promise<RunAnswer | null> {
    const recorded = await runOf(this.db.read, { job: entry.job, day });
    if (recorded?.state === 'done') return { outcome: 'already-done', counts: recorded.counts };
    if (recorded?.state === 'folded') return { outcome: 'folded', into: recorded.foldedInto! };
    const newest = entry.mails ? await newestDone(this.db.read, entry.job, this.clock.today()) : null;
    if (newest === null || newest <= day) return null;
    await this.db.inTransaction((tx) => foldRun(tx, { job: entry.job, day }, newest, this.clock.now()));
    return { outcome: 'folded', into: newest };
  }
}
