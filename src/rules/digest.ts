import type { Day } from './day.js';
import type { DeadlineFacts } from './deadline-state.js';
import type { WorkingCalendar } from './working-days.js';

export interface DigestItem extends DeadlineFacts {
  id: number;
  unitId: number;
  unitName: string;
  planId: number;
  planTitle: string;
  taskNo: string | null;
  title: string;
  kind: 'refinement' | 'progress' | 'completion';
  lastWord: string | null;
  returns: number;
  /** ISO UTC of the unverified submission */
  pendingAt: string | null;
}

/** What else waits for the department besides submissions to verify. */
export interface DigestRequest {
  kind: 'extension' | 'sent-back' | 'unsigned';
  unitId: number;
  unitName: string;
  planTitle: string;
  taskNo: string | null;
  title: string;
  /** ISO UTC since when it waits */
  waitingAt: string;
  deadlineId: number | null;
}

export interface DigestInput<T extends DigestItem = DigestItem> {
  today: Day;
  lastRunOn: Day | null;
  lastRunAt: string | null;
  items: T[];
  requests?: DigestRequest[];
  everyWorkingDay: boolean;
  maxRows?: number;
}

export type DigestNews =
  | 'newly-late'
  | 'reached-urging'
  | 'reached-notice'
  | 'newly-waiting'
  | 'unverified'
  | 'weekly'
  | 'every-day';

export interface DigestRow<T extends DigestItem = DigestItem> {
  item: T;
  owedOn: Day;
  daysLate: number;
  isNewlyLate: boolean;
  /** 3 or 10: reached since the last run */
  reached: number | null;
  openRequests: DigestRequest[];
}

export interface WaitingRow<T extends DigestItem = DigestItem> {
  kind: 'verification' | 'extension' | 'sent-back' | 'unsigned';
  unitId: number;
  unitName: string;
  planTitle: string;
  taskNo: string | null;
  title: string;
  deadlineId: number | null;
  waitingAt: string;
  waitingDays: number;
  isNew: boolean;
  /** unverified for 5 working days: the department's own lateness */
  isDepartmentLate: boolean;
  item: T | null;
}

export interface Digest<T extends DigestItem = DigestItem> {
  day: Day;
  news: DigestNews[];
  counts: {
    overdue: number;
    newlyLate: number;
    dueSoon: number;
    dueIn3: number;
    waiting: number;
    departmentLate: number;
  };
  units: { unitId: number; unitName: string; overdue: number; rows: DigestRow<T>[] }[];
  waiting: WaitingRow<T>[];
  truncated: { late: number; waiting: number };
  unknownYears: number[];
}

export function composeDigest<T extends DigestItem>(
  _input: DigestInput<T>,
  _calendar: WorkingCalendar,
): Digest<T> | null {
  return null;
}

export function composeLeaderDigest<T extends DigestItem>(
  _input: DigestInput<T>,
  _calendar: WorkingCalendar,
): Digest<T> | null {
  return null;
}
