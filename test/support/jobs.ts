/** A runner with jobs of the test's own, on a database of its own; the clock stands where it is put. */
import { Logger } from '@nestjs/common';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { ENTITIES } from '../../src/entities.js';
import type { JobRun } from '../../src/jobs/job-run.entity.js';
import { JobRegistry, type PreviousRun, type RunJob } from '../../src/jobs/job-registry.js';
import { Runner } from '../../src/jobs/runner.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { SettableClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import type { Database } from '../../src/platform/database.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import type { Day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { aMail } from './mail.js';
import { createTestDatabase } from './postgres.js';

export const SUPERVISOR: Viewer = {
  personId: null,
  name: '督查员',
  roles: ['supervisor'],
  unitIds: [],
  door: 'cli',
};

export interface Told {
  day: Day;
  previous: PreviousRun;
}

export class TestJobs {
  /** What the job was asked to do, in order. */
  readonly told: Told[] = [];
  private readonly opened: Database[] = [];

  private constructor(
    private readonly url: string,
    readonly db: Database,
    readonly clock: SettableClock,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async open(now: string): Promise<TestJobs> {
    Logger.overrideLogger(false);
    const database = await createTestDatabase();
    const db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
    const clock = new SettableClock(new Date(now).toISOString());
    await new CalendarService(db, clock).onModuleInit();
    return new TestJobs(database.url, db, clock, database.drop);
  }

  /** A runner as one process has it. @param extra replaces the job that puts one mail per unit */
  runner(
    options: { job?: RunJob; db?: Database; mails?: boolean; settings?: Record<string, string> } = {},
  ): Runner {
    const config = readConfig({ DATABASE_URL: this.url, ...options.settings });
    const db = options.db ?? this.db;
    const registry = new JobRegistry();
    registry.add(
      { job: 'reminders', at: '08:30', on: 'working days', catchUpDays: 3, mails: options.mails ?? true },
      options.job ?? this.remindTwoUnits(db),
    );
    return new Runner(db, this.clock, config, new CalendarService(db, this.clock), registry);
  }

  async anotherDatabase(): Promise<Database> {
    const db = await openDatabase(readConfig({ DATABASE_URL: this.url }), ENTITIES);
    this.opened.push(db);
    return db;
  }

  /** As a real job: a mail per unit and day, each in a transaction of its own. */
  remindTwoUnits(db: Database, beforeSecond: () => void = () => undefined): RunJob {
    const outbox = new Outbox(readConfig({ DATABASE_URL: this.url }), this.clock);
    return async (day, previous) => {
      this.told.push({ day, previous });
      let messages = 0;
      for (const unit of [1, 2]) {
        if (unit === 2) beforeSecond();
        const mail = aMail({ dedupeKey: `reminders:${day}:${unit}`, onDay: day });
        const id = await db.inTransaction((tx) => outbox.enqueue(tx, mail));
        if (id !== null) messages += 1;
      }
      return { messages };
    };
  }

  /** `2018-11-05 done`, `2018-11-02 folded 2018-11-05` */
  async runs(): Promise<string[]> {
    const found = await rows<JobRun>(this.db.read, 'SELECT * FROM "job_runs" ORDER BY "job", "day"');
    return found.map(({ day, state, foldedInto }) => [day, state, foldedInto ?? ''].join(' ').trim());
  }

  rows(): Promise<JobRun[]> {
    return rows<JobRun>(this.db.read, 'SELECT * FROM "job_runs" ORDER BY "job", "day"');
  }

  async mailKeys(): Promise<string[]> {
    const found = await rows<{ dedupeKey: string }>(
      this.db.read,
      'SELECT "dedupeKey" FROM "messages" ORDER BY 1',
    );
    return found.map(({ dedupeKey }) => dedupeKey);
  }

  /** @param time wall clock in Beijing */
  at(day: string, time = '08:30'): void {
    this.clock.set(`${day}T${time}:00+08:00`);
  }

  async reset(): Promise<void> {
    this.told.length = 0;
    await this.db.inTransaction(async (tx) => {
      for (const table of ['messages', 'job_runs']) await tx.query(`DELETE FROM "${table}"`);
      await tx.query(`DELETE FROM "settings" WHERE "name" = 'installedOn'`);
    });
  }

  async close(): Promise<void> {
    for (const db of [...this.opened, this.db]) await db.onApplicationShutdown();
    await this.dropDatabase();
  }
}
