/**
 * Rule: every scheduled run is a row keyed (job, day); recovery is running the missing keys. “After
 * downtime only the newest day composes; older days are recorded as folded into it. Weekends, holidays
 * and outages neither lose nor double a mail.” Scheduled mails go out on working days at 08:30.
 *
 * Example: the server is down from Thursday 2018-11-22 to Saturday the 24th. On Saturday nothing is due:
 * mails wait for a working day. On Monday the 26th at 08:30 the reminders of Monday are due, and
 * Thursday and Friday are returned as folded into Monday: one catch-up mail per unit.
 *
 * So a job that mails composes for today only, never for a day gone by; while today is free, or its
 * hour has not come, missed days wait. A job that mails nothing runs for each missed day, oldest first.
 * What was done stays done when the clock jumps back.
 */
import { addDays, dayInZone, laterOf, timeInZone, type Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export interface JobEntry {
  job: string;
  /** wall-clock time 'HH:MM' in the time zone of the timetable */
  at: string;
  on: 'working days' | 'every day';
  /** How many calendar days back a job that mails nothing still runs for its own day; mail jobs fold instead. */
  catchUpDays: number;
  mails: boolean;
}

export interface TimetableInput {
  /** ISO UTC */
  now: string;
  timeZone: string;
  calendar: WorkingCalendar;
  /** Runs that are done, folded ones included, at least of the last 100 days. */
  done: { job: string; day: Day }[];
  /** The day the installation began: no run before it. */
  startedOn: Day;
}

export interface DueRun {
  job: string;
  day: Day;
  /** The day whose run covers this one; null for a run to be carried out. */
  foldInto: Day | null;
}

/** Older missed days of a mail job are not recorded one by one: the catch-up mail says the same without them. */
export const FOLD_BACK_DAYS = 100;

/** What is to be run or recorded now: by entry, then by day, the run that composes last. */
export function dueRuns(entries: JobEntry[], input: TimetableInput): DueRun[] {
  const today = dayInZone(input.now, input.timeZone);
  const time = timeInZone(input.now, input.timeZone);
  return entries.flatMap((entry) => {
    const done = new Set(input.done.filter((run) => run.job === entry.job).map((run) => run.day));
    const missing = daysDue(entry, input, today, time).filter((d) => !done.has(d));
    if (!entry.mails) return missing.map((d) => ({ job: entry.job, day: d, foldInto: null }));
    return foldedRuns(entry.job, missing, newestOf([...done]), today);
  });
}

/** The days whose time has come, oldest first. */
function daysDue(entry: JobEntry, input: TimetableInput, today: Day, time: string): Day[] {
  const back = entry.mails ? FOLD_BACK_DAYS : entry.catchUpDays;
  const last = time >= entry.at ? today : addDays(today, -1);
  const days: Day[] = [];
  for (let d = laterOf(input.startedOn, addDays(today, -back)); d <= last; d = addDays(d, 1)) {
    if (entry.on === 'every day' || input.calendar.isWorkingDay(d)) days.push(d);
  }
  return days;
}

/** Today composes; what lies before a day that composes, or has composed, folds into it; the rest waits. */
function foldedRuns(job: string, missing: Day[], newestDone: Day | null, today: Day): DueRun[] {
  const composes = missing.includes(today) && (newestDone === null || newestDone < today);
  const target = composes ? today : newestDone;
  if (target === null) return [];
  return missing
    .filter((d) => d <= target)
    .map((d) => ({ job, day: d, foldInto: composes && d === today ? null : target }));
}

function newestOf(days: Day[]): Day | null {
  return days.reduce<Day | null>((newest, d) => (newest === null || d > newest ? d : newest), null);
}
