/**
 * Everything that happens by itself, on one page. What it does stands in `jobs.module`. The hour of what mails is
 * a setting of the jurisdiction (`reminders.hour`); this is its default.
 */
import type { JobEntry } from '../rules/timetable.js';

export const TIMETABLE: JobEntry[] = [
  // Before the morning's mails, which name what it opened. A night missed is made up by the next one.
  { job: 'open-next-period', at: '00:10', on: 'every day', catchUpDays: 3, mails: false },
  // On the first of a month the lights of the month that ended, as of its last day; a standstill is made up month by month.
  { job: 'month-end-lights', at: '00:20', on: 'every day', catchUpDays: 95, mails: false },
  // What has been kept long enough: a night missed is made up by the next one.
  { job: 'purge-old-records', at: '02:30', on: 'every day', catchUpDays: 0, mails: false },
  // The audit trail's chain since yesterday; all of it on the first of a month.
  { job: 'audit-check', at: '03:00', on: 'every day', catchUpDays: 0, mails: false },
  // One mail per unit that owes something, with everything that is due, late or answered.
  { job: 'morning-reminders', at: '08:30', on: 'working days', catchUpDays: 3, mails: true },
  // The department's own: what is newly late, and what waits for the department.
  { job: 'overdue-digest', at: '08:30', on: 'working days', catchUpDays: 3, mails: true },
  // Asked every working day; it has something to say on the first one of a week.
  { job: 'leader-digest', at: '08:30', on: 'working days', catchUpDays: 3, mails: true },
  // Counts what the ladder proposes; nothing is sent before a person clicks. A day gone by is not counted afterwards.
  { job: 'escalation', at: '08:30', on: 'working days', catchUpDays: 0, mails: false },
];
