import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export interface JobEntry {
  job: string;
  at: string;
  on: 'working days' | 'every day';
  catchUpDays: number;
  mails: boolean;
}

export interface TimetableInput {
  /** ISO UTC */
  now: string;
  timeZone: string;
  calendar: WorkingCalendar;
  done: { job: string; day: Day }[];
  startedOn: Day;
}

export interface DueRun {
  job: string;
  day: Day;
  foldInto: Day | null;
}

export function dueRuns(_entries: JobEntry[], _input: TimetableInput): DueRun[] {
  return [];
}
