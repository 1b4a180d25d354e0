/** One person's reminder of a morning: a section for each unit they serve, as plain values for the templates. */
import { MOST_ROWS, type Chip, type MailContents, type MailKit } from '../plans/mail-kit.js';
import type { DepartmentCard } from '../plans/department-card.js';
import { roomFor } from '../plans/mail-rows.js';
import type { Day } from '../rules/day.js';
import type { ReminderGroup, ReminderItem } from '../rules/reminders.js';
import { answerView } from './reminder-answer-view.js';
import type { StandingNote } from './reminder-people.js';
import { standingLines } from './reminder-standing.js';
import { reminderSubject } from './reminder-subject.js';
import { NEAR, summed, type Tally, type Told } from './reminder-told.js';
import type { IssuedPlan, OwedDetail, OwedRow } from './reminders.queries.js';

export interface ReminderContext {
  today: Day;
  /** ascending, without the day itself: [1, 3, 7] */
  thresholds: number[];
  /** Where units of several jurisdictions share a mail; left away: the same for all. */
  thresholdsOf?: (unitId: number) => number[];
  plans: Map<number, IssuedPlan>;
  departments: Map<number, DepartmentCard>;
  /** of units that have not had a mail this month */
  standings: Map<number, StandingNote>;
  /** of every row that may be shown */
  details: Map<number, OwedDetail>;
}

export function reminderMail(kit: MailKit, sections: Told[], context: ReminderContext): MailContents {
  const { today } = context;
  const tally = summed(sections.map((section) => section.tally));
  const rooms = roomFor(
    sections.map(({ counts }) => counts.total),
    MOST_ROWS,
  );
  const isForSeveral = sections.length > 1;
  const names = kit.list(sections.map((section) => section.unitName));
  return kit.compose('reminder', {
    subject: reminderSubject(kit, sections, context),
    preheader: preheader(kit, tally, context.thresholds),
    title: kit.say(tally.overdue > 0 ? 'reminder.titleLate' : 'reminder.title'),
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
function preheader(kit: MailKit, tally: Tally, thresholds: number[]): string {
  const { overdue, returned, answered, today, near, far } = tally;
  const due = today + near;
  const said = [
    ...(overdue > 0 ? [kit.say('reminder.count.overdue', { n: overdue })] : []),
    ...(returned > 0 ? [kit.say('reminder.count.returned', { n: returned })] : []),
    ...(answered > 0 ? [kit.say('reminder.count.answered', { n: answered })] : []),
    ...(due > 0 ? [kit.say('reminder.count.due', { n: due, days: NEAR })] : []),
    ...(due === 0 && far > 0
      ? [kit.say('reminder.count.due', { n: far, days: thresholds.at(-1) ?? 0 })]
      : []),
  ];
  return said.join(kit.say('and'));
}

/** 1项超期、2项将于7个工作日内到期 */
function countsSaid(kit: MailKit, tally: Tally, thresholds: number[]): string {
  const sorts = Object.keys(tally) as (keyof Tally)[];
  const days: Partial<Record<keyof Tally, number>> = { near: NEAR, far: thresholds.at(-1) ?? 0 };
  const there = sorts.filter((sort) => tally[sort] > 0);
  return kit.list(
    there.map((sort) => kit.say(`reminder.said.${sort}`, { n: tally[sort], days: days[sort] ?? 0 })),
  );
}

interface SectionContext extends ReminderContext {
  isForSeveral: boolean;
}

function sectionView(kit: MailKit, told: Told, context: SectionContext, room: number) {
  const { today, details } = context;
  const { unitName } = told;
  const thresholds = context.thresholdsOf?.(told.unitId) ?? context.thresholds;
  const plan = onePlanOf(kit, told, context);
  let left = room;
  const groups = inOrder(told).flatMap(({ group, items, answers = [] }) => {
    const rows = [
      ...items.slice(0, left).map((item) => rowView(kit, item, { ...context, group, plan })),
      ...answers.slice(0, left).map((answer) => answerView(kit, answer, { ...context, plan })),
    ];
    left -= rows.length;
    return rows.length > 0 ? [{ title: groupTitle(kit, group, thresholds), rows }] : [];
  });
  const button = `reminder.button${context.isForSeveral ? 'Of' : ''}`;
  const counts = countsSaid(kit, told.tally, thresholds);
  return {
    ...{ unitName, groups, plan },
    greeting: kit.say('address', { unit: unitName }),
    intro: kit.say('reminder.intro', { day: kit.day(today, today), counts }),
    accepted: told.accepted.map(({ item, what }) => ({
      ...named(kit, details.get(item.id)!),
      word: kit.say(`reminder.${what}`),
      isAccepted: what === 'accepted',
    })),
    more: Math.max(0, told.counts.total - room),
    standing: standingLines(kit, context.standings.get(told.unitId), context),
    ...linksOf(kit, told, context),
    keep: kit.say('keepLink'),
    button: kit.say(button, { unit: unitName }),
  };
}

/** One link for each jurisdiction whose plans are spoken of; nearly always one. */
function linksOf(kit: MailKit, told: Told, { plans, today }: ReminderContext) {
  const days = told.groups.flatMap(({ items }) => items.map((item) => item.owedOn));
  const until = [today, ...days].sort().at(-1)!;
  const first = new Map<number | null, number>();
  for (const planId of told.planIds) {
    const place = plans.get(planId)!.jurisdictionId;
    if (!first.has(place)) first.set(place, planId);
  }
  const [href, ...others] = [...first.values()].map((planId) => ({
    href: kit.unitLink({ unitId: told.unitId, planId, until }),
    name: kit.plan(plans.get(planId)!),
  }));
  return { href: href!.href, others };
}

/** Answers stand after what was returned. */
function inOrder({ groups, answers }: Told) {
  const isFirst = ({ group }: { group: string }) => group === 'newly-late' || group === 'returned';
  return [
    ...groups.filter(isFirst),
    { group: 'answers' as const, items: [], answers },
    ...groups.filter((one) => !isFirst(one)),
  ].map((one) => ({ answers: [], ...one }));
}

function groupTitle(kit: MailKit, group: ReminderGroup | 'answers', thresholds: number[]): string {
  const rank = { 'due-1': 0, 'due-3': 1, 'due-7': thresholds.length - 1 }[group as string];
  if (rank === undefined) return kit.say(`reminder.group.${group}`);
  return kit.say('reminder.group.due', { n: thresholds[rank] ?? 0 });
}

function rowView(
  kit: MailKit,
  item: ReminderItem<OwedRow>,
  { today, plans, details, group, plan }: SectionContext & { group: string; plan: string | null },
) {
  const detail = details.get(item.id)!;
  const by = kit.day(item.owedOn, today);
  const { what, kind } = named(kit, detail);
  return {
    what,
    kind,
    chip: chipOf(kit, item),
    due: kit.say(item.reworkOn === null ? 'dueBy' : 'reworkBy', { day: by }),
    returned: group === 'returned' ? returnSaid(kit, detail) : null,
    plan: plan === null ? kit.plan(plans.get(item.planId)!) : null,
  };
}

function named(kit: MailKit, detail: OwedDetail) {
  return { what: kit.item(detail), kind: detail.kind === 'refinement' ? null : kit.kind(detail) };
}

function chipOf(kit: MailKit, item: ReminderItem<OwedRow>): Chip {
  if (item.daysLate > 0 || item.workingDaysLeft < 0)
    return kit.chip('overdue', kit.say('late', { n: item.daysLate }));
  if (item.workingDaysLeft === 0) return kit.chip('due-today');
  return kit.chip('due-soon', kit.say('left', { n: item.workingDaysLeft }));
}

function returnSaid(kit: MailKit, { returnReason }: OwedDetail): string {
  const reason = kit.shortened(returnReason);
  return reason ? kit.say('reminder.returned', { reason }) : kit.say('reminder.returnedOnce');
}

/** The plan's name stands once above the rows where they are all of one plan, else at each row. */
function onePlanOf(kit: MailKit, { planIds }: Told, { plans }: ReminderContext): string | null {
  const [only, ...others] = planIds;
  return others.length === 0 ? kit.plan(plans.get(only!)!) : null;
}

function departmentsOf(sections: Told[], { plans, departments }: ReminderContext): DepartmentCard[] {
  const planIds = sections.flatMap((section) => section.planIds);
  const ids = new Set(planIds.map((id) => plans.get(id)!.supervisorUnitId));
  return [...ids].flatMap((id) => departments.get(id) ?? []);
}
