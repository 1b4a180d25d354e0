/** The jobs that exist: when each is due, and what it does. */
import { Injectable } from '@nestjs/common';
import type { Day } from '../rules/day.js';
import type { JobEntry } from '../rules/timetable.js';

export interface PreviousRun {
  /** The newest day before this one that composed; null for the first run. */
  day: Day | null;
  /** The instant it began to compose: what happened since then has not been told. */
  at: string | null;
}

/** @returns what it made; called twice for one day, the second call makes nothing and says so with zeros */
export type RunJob = (forDay: Day, previous: PreviousRun) => Promise<Record<string, number>>;

@Injectable()
export class JobRegistry {
  private readonly jobs = new Map<string, { entry: JobEntry; run: RunJob }>();

  add(entry: JobEntry, run: RunJob): void {
    this.jobs.set(entry.job, { entry, run });
  }

  find(job: string): { entry: JobEntry; run: RunJob } | null {
    return this.jobs.get(job) ?? null;
  }

  get entries(): JobEntry[] {
    return [...this.jobs.values()].map(({ entry }) => entry);
  }
}
