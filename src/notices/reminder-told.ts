/** What of a unit's reminder a mail needs: the numbers of everything, and the few rows it shows. */
import { MOST_ROWS } from '../plans/mail-kit.js';
import type { ReminderGroup, ReminderItem, UnitReminder } from '../rules/reminders.js';
import type { OwedRow } from './reminders.queries.js';

/** How many items of each sort; an item returned is counted as returned only. */
export interface Tally {
  overdue: number;
  returned: number;
  /** answers to what it asked for */
  answered: number;
  today: number;
  /** within three working days, without today */
  near: number;
  /** farther off than three */
  far: number;
}

/** “3个工作日内到期”: what the preheader counts to. */
export const NEAR = 3;

export interface Told {
  unitId: number;
  unitName: string;
  tally: Tally;
  counts: UnitReminder['counts'];
  /** As the rule ordered them, at most as many items in all as a mail has rows. */
  groups: { group: ReminderGroup; items: ReminderItem<OwedRow>[] }[];
  accepted: UnitReminder<OwedRow>['accepted'];
  answers: UnitReminder['answers'];
  planIds: number[];
}

/** The rest of the unit's rows may be forgotten: a round holds many units. */
export function toldOf(reminder: UnitReminder<OwedRow>, unitName: string): Told {
  const { unitId, counts } = reminder;
  let room = MOST_ROWS;
  const groups = reminder.groups.map(({ group, items }) => {
    const shown = items.slice(0, room);
    room -= shown.length;
    return { group, items: shown };
  });
  return {
    ...{ unitId, unitName, counts },
    tally: tallyOf(reminder),
    groups: groups.filter(({ items }) => items.length > 0),
    accepted: reminder.accepted.slice(0, MOST_ROWS),
    answers: reminder.answers.slice(0, MOST_ROWS),
    planIds: plansOf(reminder),
  };
}

/** The deadlines a mail may name. */
export function shownIn({ groups, accepted }: Told): number[] {
  return [
    ...groups.flatMap(({ items }) => items.map((item) => item.id)),
    ...accepted.map(({ item }) => item.id),
  ];
}

export function summed(tallies: Tally[]): Tally {
  const sum = { overdue: 0, returned: 0, answered: 0, today: 0, near: 0, far: 0 };
  for (const tally of tallies)
    for (const sort of Object.keys(sum) as (keyof Tally)[]) sum[sort] += tally[sort];
  return sum;
}

function tallyOf({ groups, answers }: UnitReminder<OwedRow>): Tally {
  const tally = { ...summed([]), answered: answers.length };
  for (const { group, items } of groups) for (const item of items) tally[sortOf(group, item)] += 1;
  return tally;
}

function sortOf(group: ReminderGroup, { workingDaysLeft }: ReminderItem<OwedRow>): keyof Tally {
  if (group === 'returned') return 'returned';
  if (group === 'newly-late' || group === 'still-late') return 'overdue';
  if (workingDaysLeft === 0) return 'today';
  return workingDaysLeft <= NEAR ? 'near' : 'far';
}

function plansOf({ groups, answers }: UnitReminder<OwedRow>): number[] {
  const ids = new Set<number>(answers.map((answer) => answer.planId));
  for (const { items } of groups) for (const item of items) ids.add(item.planId);
  return [...ids];
}
