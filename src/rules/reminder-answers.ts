/**
 * Rule: “returns and answers to requests first”. The answer to something a unit asked for (an extension, a filing, a
 * duty sent back, a call for coordination) causes its next scheduled mail; it is said once. So does what the department
 * changes of itself: “everything else rides in the unit's next scheduled reminder”. A corrected day, a deadline added
 * or waived, a task suspended, resumed or reopened, a call withdrawn are each one line, with the reason.
 *
 * Example: 市委办 asks on 2018-11-12 for more time and is granted it the same afternoon: its mail of the 13th says so,
 * though nothing else of it is near.
 */
import type { Day } from './day.js';
import type { DeadlineKind } from './deadline-state.js';

export interface ReminderAnswer {
  unitId: number;
  planId: number;
  /** how the mail calls it: `mail.reminder.answer.<kind>`; what ends in `-refused` is shown as refused */
  kind: string;
  /** ISO UTC of the answer */
  at: string;
  taskNo: string | null;
  title: string;
  /** where it is about one deadline */
  deadlineKind: DeadlineKind | null;
  period: string;
  /** the day that was granted, or stands now, where there is one */
  day: Day | null;
  /** the day that stood before, where the department changed it */
  fromDay?: Day | null;
  /** what was said with it */
  remark: string | null;
}

/** The oldest first. */
export function newAnswers(answers: ReminderAnswer[], lastRunAt: string | null): ReminderAnswer[] {
  return answers
    .filter((answer) => lastRunAt === null || answer.at > lastRunAt)
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}
