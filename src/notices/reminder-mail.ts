/** One person's reminder of a morning: a section for each unit they serve, as plain values for the templates. */
import { MOST_ROWS, type Chip, type MailContents, type MailKit } from '../plans/mail-kit.js';
import type { DepartmentCard } from '../plans/department-card.js';
import { roomFor } from '../plans/mail-rows.js';
import type { Day } from '../rules/day.js';
import type { ReminderGroup, ReminderItem, UnitReminder } from '../rules/reminders.js';
import { NEAR, reminderSubject, tallyOf, type ReminderSection, type Tally } from './reminder-subject.js';
import type { IssuedPlan, OwedRow } from './reminders.queries.js';

export interface ReminderContext {
  today: Day;
  /** ascending, without the day itself: [1, 3, 7] */
  thresholds: number[];
  plans: Map<number, IssuedPlan>;
  departments: Map<number, DepartmentCard>;
}

export function reminderMail(
  kit: MailKit,
  sections: ReminderSection[],
  context: ReminderContext,
): MailContents {
  const { today } = context;
  const isLate = sections.some(({ reminder }) => reminder.counts.overdue > 0);
  const rooms = roomFor(
    sections.map(({ reminder }) => reminder.counts.total),
    MOST_ROWS,
  );
  const isForSeveral = sections.length > 1;
  const names = kit.list(sections.map((section) => section.unitName));
  return kit.compose('reminder', {
    subject: reminderSubject(kit, sections, today),
    preheader: preheader(
      kit,
      tallyOf(sections.map(({ reminder }) => reminder)),
      Math.max(...context.thresholds),
    ),
    title: kit.say(isLate ? 'reminder.titleLate' : 'reminder.title'),
    sub: kit.dayWithYear(today),
    isForSeveral,
    please: kit.say('reminder.please'),
    ridingAlong: kit.say('reminder.ridingAlong'),
    sections: sections.map((section, i) =>
      sectionView(kit, section, { ...context, isForSeveral }, rooms[i]!),
    ),
    departments: departmentsOf(sections, context),
    why: kit.say('reminder.why', { units: names }),
  });
}

/** 超期2项，3个工作日内到期4项; what is farther off only where nothing is nearer. */
function preheader(kit: MailKit, tally: Tally, farthest: number): string {
  const { overdue, returned, today, near, far } = tally;
  const due = today + near;
  const said = [
    ...(overdue > 0 ? [kit.say('reminder.count.overdue', { n: overdue })] : []),
    ...(returned > 0 ? [kit.say('reminder.count.returned', { n: returned })] : []),
    ...(due > 0 ? [kit.say('reminder.count.due', { n: due, days: NEAR })] : []),
    ...(due === 0 && far > 0 ? [kit.say('reminder.count.due', { n: far, days: farthest })] : []),
  ];
  return said.join(kit.say('and'));
}

/** 1项超期、2项将于7个工作日内到期 */
function countsSaid(kit: MailKit, tally: Tally, farthest: number): string {
  const sorts = Object.keys(tally) as (keyof Tally)[];
  const days = { near: NEAR, far: farthest } as Partial<Record<keyof Tally, number>>;
  const there = sorts.filter((sort) => tally[sort] > 0);
  return kit.list(
    there.map((sort) => kit.say(`reminder.said.${sort}`, { n: tally[sort], days: days[sort] ?? 0 })),
  );
}

function sectionView(
  kit: MailKit,
  { unitName, reminder }: ReminderSection,
  context: ReminderContext & { isForSeveral: boolean },
  room: number,
) {
  const { today } = context;
  let left = room;
  const groups = reminder.groups.flatMap(({ group, items }) => {
    const shown = items.slice(0, left);
    left -= shown.length;
    const title = groupTitle(kit, group, context.thresholds);
    return shown.length > 0 ? [{ title, rows: shown.map((item) => rowView(kit, item, group, context)) }] : [];
  });
  const more = Math.max(0, reminder.counts.total - room);
  const href = kit.link({ kind: 'unit', id: reminder.unitId });
  const counts = countsSaid(kit, tallyOf([reminder]), Math.max(...context.thresholds));
  return {
    unitName,
    greeting: kit.say('address', { unit: unitName }),
    intro: kit.say('reminder.intro', { day: kit.day(today, today), counts }),
    groups,
    plan: onePlanOf(kit, reminder, context),
    accepted: reminder.accepted.slice(0, MOST_ROWS).map(({ item, what }) => ({
      what: kit.item(item),
      kind: item.kind === 'refinement' ? null : kit.kind(item),
      word: kit.say(`reminder.${what}`),
      isAccepted: what === 'accepted',
    })),
    more,
    href,
    button: context.isForSeveral
      ? kit.say('reminder.buttonOf', { unit: unitName })
      : kit.say('reminder.button'),
  };
}

function groupTitle(kit: MailKit, group: ReminderGroup, thresholds: number[]): string {
  const rank = { 'due-1': 0, 'due-3': 1, 'due-7': thresholds.length - 1 }[group as string];
  if (rank === undefined) return kit.say(`reminder.group.${group}`);
  return kit.say('reminder.group.due', { n: thresholds[rank] ?? 0 });
}

function rowView(
  kit: MailKit,
  item: ReminderItem<OwedRow>,
  group: ReminderGroup,
  { today, plans }: ReminderContext,
) {
  const by = kit.day(item.owedOn, today);
  return {
    chip: chipOf(kit, item),
    what: kit.item(item),
    kind: item.kind === 'refinement' ? null : kit.kind(item),
    due: kit.say(item.reworkOn === null ? 'dueBy' : 'reworkBy', { day: by }),
    returned: group === 'returned' ? returnSaid(kit, item) : null,
    plan: kit.plan(plans.get(item.planId)!),
  };
}

function chipOf(kit: MailKit, item: ReminderItem<OwedRow>): Chip {
  if (item.daysLate > 0 || item.workingDaysLeft < 0)
    return kit.chip('overdue', kit.say('late', { n: item.daysLate }));
  if (item.workingDaysLeft === 0) return kit.chip('due-today');
  return kit.chip('due-soon', kit.say('left', { n: item.workingDaysLeft }));
}

function returnSaid(kit: MailKit, item: OwedRow): string {
  const reason = kit.shortened(item.returnReason);
  return reason ? kit.say('reminder.returned', { reason }) : kit.say('reminder.returnedOnce');
}

/** The plan's name stands once above the rows where they are all of one plan, else at each row. */
function onePlanOf(kit: MailKit, reminder: UnitReminder<OwedRow>, { plans }: ReminderContext): string | null {
  const ids = new Set(reminder.groups.flatMap(({ items }) => items.map((item) => item.planId)));
  const [only] = ids;
  return ids.size === 1 ? kit.plan(plans.get(only!)!) : null;
}

function departmentsOf(
  sections: ReminderSection[],
  { plans, departments }: ReminderContext,
): DepartmentCard[] {
  const ids = new Set(
    sections.flatMap(({ reminder }) =>
      reminder.groups.flatMap(({ items }) => items.map((item) => plans.get(item.planId)!.supervisorUnitId)),
    ),
  );
  return [...ids].flatMap((id) => departments.get(id) ?? []);
}
