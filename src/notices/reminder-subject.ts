/** 【催办·超期2天】第3项 命名优秀区镇（市委办） for one item; for several the numbers: 【催办】11月21日 超期2 临期4（市委办） */
import type { MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { ReminderGroup, ReminderItem, UnitReminder } from '../rules/reminders.js';
import type { OwedRow } from './reminders.queries.js';

export interface ReminderSection {
  unitName: string;
  reminder: UnitReminder<OwedRow>;
}

/** How many items of each sort; an item returned is counted as returned only. */
export interface Tally {
  overdue: number;
  returned: number;
  today: number;
  /** within three working days, without today */
  near: number;
  /** farther off than three */
  far: number;
}

/** “3个工作日内到期”: what the preheader counts to. */
export const NEAR = 3;

export function tallyOf(reminders: UnitReminder<OwedRow>[]): Tally {
  const tally = { overdue: 0, returned: 0, today: 0, near: 0, far: 0 };
  for (const { group, items } of reminders.flatMap((reminder) => reminder.groups)) {
    for (const item of items) tally[sortOf(group, item)] += 1;
  }
  return tally;
}

function sortOf(group: ReminderGroup, { workingDaysLeft }: ReminderItem<OwedRow>): keyof Tally {
  if (group === 'returned') return 'returned';
  if (group === 'newly-late' || group === 'still-late') return 'overdue';
  if (workingDaysLeft === 0) return 'today';
  return workingDaysLeft <= NEAR ? 'near' : 'far';
}

export function reminderSubject(kit: MailKit, sections: ReminderSection[], today: Day): string {
  const units = kit.list(sections.map((section) => section.unitName));
  const groups = sections.flatMap(({ reminder }) => reminder.groups);
  const [first] = groups;
  if (first && groups.length === 1 && first.items.length === 1)
    return ofOne(kit, first.items[0]!, first.group, units);
  const tally = tallyOf(sections.map(({ reminder }) => reminder));
  return ofSeveral(kit, tally, { day: kit.shortDay(today), units });
}

function ofOne(kit: MailKit, item: ReminderItem<OwedRow>, group: ReminderGroup, units: string): string {
  const named = { what: kit.item(item), units };
  const say = (key: string, values: Record<string, string | number> = {}): string =>
    kit.say(`reminder.subject.${key}`, { ...named, ...values });
  if (group === 'returned') return say('returned', { day: kit.shortDay(item.owedOn) });
  if (group === 'newly-late' || group === 'still-late') return say('late', { days: item.daysLate });
  return item.workingDaysLeft === 0 ? say('today') : say('due', { days: item.workingDaysLeft });
}

function ofSeveral(kit: MailKit, tally: Tally, named: { day: string; units: string }): string {
  const { overdue, returned, today, near, far } = tally;
  const values = { ...named, overdue, returned, dueSoon: today + near + far };
  if (overdue > 0)
    return kit.say('reminder.subject.severalLate', { ...values, dueSoon: values.dueSoon + returned });
  return kit.say(`reminder.subject.${returned > 0 ? 'severalReturned' : 'several'}`, values);
}
