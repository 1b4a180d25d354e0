/**
 * Rule: one scheduled mail per unit and working day, holding everything across plans: “new lates,
 * returns and answers to requests first, then due today, due in 1, 3, 7 working days; receipts and
 * acceptances ride along but cause no mail; what is merely still late causes one on the first working
 * day of each week. Nothing to say, no mail.” What falls on a free day counts from the working day before.
 *
 * Example: a silent lead unit of Haimen's plan (refinement due 2018-11-20) is mailed on 9, 15, 19, 20 and 21
 * November, then on 26 November, 3, 10, 17, 24 December and, as 31 December and 1 January are free, 2 January. One that
 * hands in on 16 November is mailed on the 9th and 15th only.
 *
 * An item causes a mail when it stands in a later stage (within 7, 3, 1, today, late) than on the day of the last
 * run, so a missed run is made up by the next one, in one mail, and running a day again says nothing.
 */
import { daysBetween, laterOf, type Day } from './day.js';
import {
  DUE_SOON_WITHIN,
  DUE_VERY_SOON_WITHIN,
  isOpen,
  owedOn,
  type DeadlineFacts,
} from './deadline-state.js';
import { defaultReminderSettings, type ReminderSettings } from './reminder-settings.js';
import type { WorkingCalendar } from './working-days.js';
import { newAnswers, type ReminderAnswer } from './reminder-answers.js';
import type { DeadlineKind } from './deadline-state.js';

export { defaultReminderSettings, thresholdsOf, type ReminderSettings } from './reminder-settings.js';
export type { ReminderAnswer } from './reminder-answers.js';

export interface Owed extends DeadlineFacts {
  id: number;
  unitId: number;
  planId: number;
  taskNo: string | null;
  title: string;
  kind: DeadlineKind;
  /** instants (ISO UTC) of the last return, the acceptance, the arrival of the submission */
  returnedAt: string | null;
  returnReason: string | null;
  acceptedAt: string | null;
  receivedAt: string | null;
}

export interface ReminderInput<T extends Owed = Owed> {
  today: Day;
  lastRunOn: Day | null;
  /** the instant the last run composed */
  lastRunAt: string | null;
  /** what one unit owes, and what of it was accepted since the last run */
  owed: T[];
  /** of the same unit; those from before the last run are left out */
  answers?: ReminderAnswer[];
}

/** In the order of the mail. With other thresholds than 7, 3, 1 the names keep their rank: farthest, nearer, last. */
export type ReminderGroup =
  'newly-late' | 'returned' | 'due-today' | 'due-1' | 'due-3' | 'due-7' | 'still-late';

/** workingDaysLeft is negative for what is late. */
export type ReminderItem<T extends Owed = Owed> = T & {
  owedOn: Day;
  daysLate: number;
  workingDaysLeft: number;
};

export interface UnitReminder<T extends Owed = Owed> {
  unitId: number;
  /** the first group that made the mail necessary; 'still-late' is the weekly mention */
  cause: ReminderGroup | 'answers';
  /** to what it asked for, the oldest first; they stand after what was returned */
  answers: ReminderAnswer[];
  /** only groups with items; every item in one group, by due day */
  groups: { group: ReminderGroup; items: ReminderItem<T>[] }[];
  /** receipts and acceptances since the last run: they ride along, never a cause */
  accepted: { item: T; what: 'accepted' | 'received'; at: string }[];
  /** dueIn3 and dueIn7 include what is due sooner */
  counts: Record<
    'overdue' | 'newlyLate' | 'returned' | 'answered' | 'dueToday' | 'dueIn3' | 'dueIn7' | 'total',
    number
  >;
}

/** By rank from the nearest; farther thresholds than three share the last. */
const DUE_GROUPS: readonly ReminderGroup[] = ['due-today', 'due-1', 'due-3', 'due-7'];
const FIRST_GROUPS: readonly ReminderGroup[] = ['newly-late', 'returned'];
const GROUPS: readonly ReminderGroup[] = [...FIRST_GROUPS, ...DUE_GROUPS, 'still-late'];

interface Judged<T extends Owed> {
  item: ReminderItem<T>;
  group: ReminderGroup;
  isLate: boolean;
  isCause: boolean;
}

interface Morning {
  today: Day;
  lastRunOn: Day | null;
  lastRunAt: string | null;
  calendar: WorkingCalendar;
  /** the first working day of this week */
  weekStart: Day | null;
  /** without the day itself, ascending: [1, 3, 7] */
  thresholds: number[];
}

/** What one unit is told today, or null where there is nothing to say. */
export function decideReminder<T extends Owed>(
  input: ReminderInput<T>,
  calendar: WorkingCalendar,
  settings: ReminderSettings = defaultReminderSettings,
): UnitReminder<T> | null {
  const thresholds = settings.remindBefore.filter((n) => n > 0).sort((a, b) => a - b);
  const { today, lastRunOn, lastRunAt } = input;
  const weekStart = calendar.firstWorkingDayOfWeek(today);
  const morning = { today, lastRunOn, lastRunAt, calendar, weekStart, thresholds };
  const judged = input.owed.flatMap((owed) => judge(owed, morning) ?? []);
  const answers = newAnswers(input.answers ?? [], lastRunAt);
  const cause = causeOf(judged, answers);
  const unitId = (input.owed[0] ?? answers[0])?.unitId;
  if (cause === undefined || unitId === undefined) return null;
  const groups = GROUPS.map((group) => ({ group, items: itemsOf(judged, group) }));
  return {
    unitId,
    ...{ cause, answers },
    groups: groups.filter(({ items }) => items.length > 0),
    accepted: ridingAlong(input),
    counts: countsOf(judged, answers.length),
  };
}

/** New lates, returns and answers to requests come first. */
function causeOf<T extends Owed>(
  judged: Judged<T>[],
  answers: ReminderAnswer[],
): UnitReminder['cause'] | undefined {
  const cause = GROUPS.find((group) => judged.some((one) => one.isCause && one.group === group));
  if (answers.length === 0) return cause;
  return cause !== undefined && FIRST_GROUPS.includes(cause) ? cause : 'answers';
}

/** null: nothing of this item belongs into a mail today. */
function judge<T extends Owed>(owed: T, morning: Morning): Judged<T> | null {
  const { today, lastRunOn, lastRunAt, calendar } = morning;
  if (!isOpen(owed, today) || owed.pendingSince !== null) return null;
  const due = owedOn(owed);
  const before = toldUntil(owed, lastRunOn);
  const nearness = nearnessOn(today, due, morning);
  const hasAdvanced = nearness < nearnessOn(before, due, morning);
  const isReturned = happenedSince(owed.returnedAt, lastRunAt);
  const isLate = nearness === LATE;
  const group = isReturned && !(isLate && hasAdvanced) ? 'returned' : groupOf(nearness, hasAdvanced);
  if (group === null) return null;
  const left = calendar.workingDaysBetween(today, due);
  const item = { ...owed, owedOn: due, daysLate: isLate ? Math.abs(left) : 0, workingDaysLeft: left };
  const isWeekly = isLate && weekBeganIn(before, morning);
  return { item, group, isLate, isCause: hasAdvanced || isReturned || isWeekly };
}

/** What stood on this day the unit knows: from the last run, or from being told of the item itself. */
function toldUntil(owed: Owed, lastRunOn: Day | null): Day {
  const openedOn = owed.openedOn ?? owed.dueOn;
  return lastRunOn === null ? openedOn : laterOf(lastRunOn, openedOn);
}

/** How near an item is: late, 0 today, then the rank of the threshold it is within, Infinity far off. */
const LATE = -1;

function nearnessOn(d: Day, due: Day, morning: Morning): number {
  if (due < d) return LATE;
  const left = morning.calendar.workingDaysBetween(d, due);
  if (left === 0) return 0;
  const rank = morning.thresholds.findIndex((threshold) => left <= threshold);
  return rank === -1 ? Infinity : rank + 1;
}

function groupOf(nearness: number, hasAdvanced: boolean): ReminderGroup | null {
  if (nearness === LATE) return hasAdvanced ? 'newly-late' : 'still-late';
  if (nearness === Infinity) return null;
  return DUE_GROUPS[nearness] ?? 'due-7';
}

function weekBeganIn(after: Day, { today, weekStart }: Morning): boolean {
  return weekStart !== null && weekStart > after && weekStart <= today;
}

function happenedSince(at: string | null, lastRunAt: string | null): boolean {
  return at !== null && (lastRunAt === null || at > lastRunAt);
}

function itemsOf<T extends Owed>(judged: Judged<T>[], group: ReminderGroup): ReminderItem<T>[] {
  const items = judged.filter((one) => one.group === group).map((one) => one.item);
  return items.sort((a, b) => daysBetween(b.owedOn, a.owedOn) || a.planId - b.planId || a.id - b.id);
}

function ridingAlong<T extends Owed>(input: ReminderInput<T>): UnitReminder<T>['accepted'] {
  return input.owed.flatMap((item): UnitReminder<T>['accepted'] => {
    if (item.metOn !== null && item.acceptedAt !== null && happenedSince(item.acceptedAt, input.lastRunAt)) {
      return [{ item, what: 'accepted', at: item.acceptedAt }];
    }
    const isReceived = item.pendingSince !== null && happenedSince(item.receivedAt, input.lastRunAt);
    return isReceived && item.receivedAt !== null ? [{ item, what: 'received', at: item.receivedAt }] : [];
  });
}

function countsOf<T extends Owed>(judged: Judged<T>[], answered: number): UnitReminder<T>['counts'] {
  const count = (test: (one: Judged<T>) => boolean): number => judged.filter(test).length;
  const isDueIn = (one: Judged<T>, within: number): boolean =>
    !one.isLate && one.item.workingDaysLeft <= within;
  return {
    overdue: count((one) => one.isLate),
    newlyLate: count((one) => one.group === 'newly-late'),
    returned: count((one) => one.group === 'returned'),
    answered,
    dueToday: count((one) => isDueIn(one, 0)),
    dueIn3: count((one) => isDueIn(one, DUE_VERY_SOON_WITHIN)),
    dueIn7: count((one) => isDueIn(one, DUE_SOON_WITHIN)),
    total: judged.length + answered,
  };
}
