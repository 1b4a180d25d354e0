/**
 * Rule: “thresholds and the hour are settings of the jurisdiction, these are the defaults”: remind 7, 3 and 1
 * working days before and on the day; propose urging at 3, a supervision notice at 10 working days late;
 * unverified after 5 is the department's own lateness; unsigned after 3 is listed; mails at 08:30.
 *
 * Example: a jurisdiction that wants an earlier first word sets remindBefore to [10, 3, 1, 0].
 */
import {
  defaultThresholds,
  DUE_SOON_WITHIN,
  DUE_VERY_SOON_WITHIN,
  NOTICE_AFTER,
  UNSIGNED_AFTER,
  UNVERIFIED_AFTER,
  URGE_AFTER,
  type Thresholds,
} from './deadline-state.js';

/** Settings of the jurisdiction; all but the last two in working days. */
export interface ReminderSettings {
  /** working days left at which a unit is reminded, farthest first; the day itself always is */
  remindBefore: number[];
  urgeAfter: number;
  noticeAfter: number;
  unverifiedAfter: number;
  unsignedAfter: number;
  digestEveryWorkingDay: boolean;
  /** 'HH:MM' in the zone of the jurisdiction */
  hour: string;
}

export const defaultReminderSettings: ReminderSettings = {
  remindBefore: [DUE_SOON_WITHIN, DUE_VERY_SOON_WITHIN, 1, 0],
  urgeAfter: URGE_AFTER,
  noticeAfter: NOTICE_AFTER,
  unverifiedAfter: UNVERIFIED_AFTER,
  unsignedAfter: UNSIGNED_AFTER,
  digestEveryWorkingDay: false,
  hour: '08:30',
};

/** What cut-offs and digest take of the settings; due soon stays 7 and 3 working days, as the lights do. */
export function thresholdsOf(settings: ReminderSettings): Thresholds {
  const { urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter } = settings;
  return { ...defaultThresholds, urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter };
}
