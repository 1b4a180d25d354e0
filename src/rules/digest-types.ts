/**
 * Rule: what the department's digest says of each lead unit: “what is newly late, what stays late, days late
 * in working days, the unit's last word, returns and open requests, a link to each”. Plain values, so that
 * the template only prints them.
 *
 * Example: { unitName: '市委办', overdue: 1, rows: [{ daysLate: 3, reached: 3, isNewlyLate: false, … }] }
 */
import type { Day } from './day.js';
import type { DeadlineFacts, Thresholds } from './deadline-state.js';
import type { DeadlineKind } from './deadline-state.js';

export interface DigestItem extends DeadlineFacts {
  id: number;
  unitId: number;
  unitName: string;
  planId: number;
  planTitle: string;
  taskNo: string | null;
  title: string;
  kind: DeadlineKind;
  /** what the unit last reported, null where it never did */
  lastWord: string | null;
  returns: number;
  /** ISO UTC of the unverified submission */
  pendingAt: string | null;
}

/** What waits for the department besides submissions to verify. */
export interface DigestRequest {
  kind: 'extension' | 'filing' | 'review' | 'sent-back' | 'unsigned';
  unitId: number;
  unitName: string;
  planTitle: string;
  taskNo: string | null;
  title: string;
  /** null where it concerns no single deadline */
  deadlineId: number | null;
  /** the task it is about, for the link of what concerns no single deadline */
  taskId?: number | null;
  /**
   * the day it came in; for 'unsigned' the day of issue: it waits once 3 working days have passed; for 'review' the
   * day a suspended task is to be looked at again
   */
  waitingSince: Day;
  /** ISO UTC of the same */
  waitingAt: string;
}

export interface DigestInput<T extends DigestItem = DigestItem> {
  today: Day;
  lastRunOn: Day | null;
  /** the instant the last run composed */
  lastRunAt: string | null;
  /** open lead deadlines, in the order of the units */
  items: T[];
  requests?: DigestRequest[];
  everyWorkingDay: boolean;
  /** 15 */
  maxRows?: number;
  thresholds?: Thresholds;
}

export type DigestNews =
  | 'newly-late'
  | 'reached-notice'
  | 'reached-urging'
  | 'newly-waiting'
  | 'unverified'
  | 'weekly'
  | 'every-day';

export interface DigestRow<T extends DigestItem = DigestItem> {
  item: T;
  owedOn: Day;
  daysLate: number;
  isNewlyLate: boolean;
  /** 3 or 10 where that was reached since the last run */
  reached: number | null;
  openRequests: DigestRequest[];
}

export interface WaitingRow<T extends DigestItem = DigestItem> {
  kind: 'verification' | DigestRequest['kind'];
  unitId: number;
  unitName: string;
  planTitle: string;
  taskNo: string | null;
  title: string;
  deadlineId: number | null;
  taskId: number | null;
  waitingSince: Day;
  /** in working days */
  waitingDays: number;
  /** waits since the last run */
  isNew: boolean;
  /** unverified for 5 working days: the department's own lateness */
  isDepartmentLate: boolean;
  isNewlyDepartmentLate: boolean;
  /** the deadline of a verification */
  item: T | null;
}

export interface Digest<T extends DigestItem = DigestItem> {
  day: Day;
  /** why it goes out, the most pressing first; never empty */
  news: DigestNews[];
  /** of everything, shown or not; dueSoon (7) includes dueIn3, dueIn3 includes today */
  counts: {
    overdue: number;
    newlyLate: number;
    dueSoon: number;
    dueIn3: number;
    waiting: number;
    departmentLate: number;
  };
  /** a unit none of whose rows fit stands with its number and no rows */
  units: { unitId: number; unitName: string; overdue: number; rows: DigestRow<T>[] }[];
  waiting: WaitingRow<T>[];
  /** how many rows were left out */
  truncated: { late: number; waiting: number };
  /** years counted Monday to Friday for want of a notice (“未含2027年放假安排”) */
  unknownYears: number[];
}
