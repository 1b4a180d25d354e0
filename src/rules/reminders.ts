import type { Day } from './day.js';
import {
  NOTICE_AFTER,
  UNSIGNED_AFTER,
  UNVERIFIED_AFTER,
  URGE_AFTER,
  type DeadlineFacts,
} from './deadline-state.js';
import type { WorkingCalendar } from './working-days.js';

export interface ReminderSettings {
  remindBefore: number[];
  urgeAfter: number;
  noticeAfter: number;
  unverifiedAfter: number;
  unsignedAfter: number;
  digestEveryWorkingDay: boolean;
  hour: string;
}

export const defaultReminderSettings: ReminderSettings = {
  remindBefore: [7, 3, 1, 0],
  urgeAfter: URGE_AFTER,
  noticeAfter: NOTICE_AFTER,
  unverifiedAfter: UNVERIFIED_AFTER,
  unsignedAfter: UNSIGNED_AFTER,
  digestEveryWorkingDay: false,
  hour: '08:30',
};

export interface Owed extends DeadlineFacts {
  id: number;
  unitId: number;
  planId: number;
  taskNo: string | null;
  title: string;
  kind: 'refinement' | 'progress' | 'completion';
  returnedAt: string | null;
  returnReason: string | null;
  acceptedAt: string | null;
  receivedAt: string | null;
}

export interface ReminderInput {
  today: Day;
  lastRunOn: Day | null;
  lastRunAt: string | null;
  owed: Owed[];
}

export type ReminderGroup =
  'newly-late' | 'returned' | 'due-today' | 'due-1' | 'due-3' | 'due-7' | 'still-late';

export type ReminderItem<T extends Owed = Owed> = T & {
  owedOn: Day;
  daysLate: number;
  workingDaysLeft: number;
};

export interface UnitReminder<T extends Owed = Owed> {
  unitId: number;
  cause: ReminderGroup;
  groups: { group: ReminderGroup; items: ReminderItem<T>[] }[];
  accepted: { item: T; what: 'accepted' | 'received'; at: string }[];
  counts: {
    overdue: number;
    newlyLate: number;
    returned: number;
    dueToday: number;
    dueIn3: number;
    dueIn7: number;
    total: number;
  };
}

export function decideReminder<T extends Owed>(
  _input: ReminderInput & { owed: T[] },
  _calendar: WorkingCalendar,
  _settings: ReminderSettings = defaultReminderSettings,
): UnitReminder<T> | null {
  return null;
}
