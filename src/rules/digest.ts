/**
 * Rule: the department's overdue digest “goes out when something is newly late, reached 3 or 10 working
 * days late, or waits for the department (verification, extension, sent back, unsigned); what is merely
 * unchanged appears on the first working day of a week. A setting makes it every working day. It lists by
 * lead unit: what is newly late, what stays late, days late in working days, the unit's last word, returns and
 * open requests. Nothing of this: no mail. Leaders: weekly, exceptions only.” What is unverified after 5
 * working days is the department's own lateness.
 *
 * Example: one silent unit of Haimen's plan, due 2018-11-20, makes a digest on 21 November (newly late), the
 * 23rd (3 working days), Monday the 26th (unchanged), 3 December (weekly), the 4th (10 working days), and on the
 * first working day of each week after that.
 *
 * News is what changed since the last run, so a missed run is made up by the next one.
 */
import { addDays, earlierOf, type Day } from './day.js';
import { cutoffs, defaultThresholds, isOpen, isOverdue, owedOn, type Cutoffs } from './deadline-state.js';
import { waitingRows } from './digest-waiting.js';
import type { Digest, DigestInput, DigestItem, DigestNews, DigestRow, WaitingRow } from './digest-types.js';
import type { WorkingCalendar } from './working-days.js';

export type * from './digest-types.js';

/** “At most 15 rows, the rest as a count and a link.” */
export const MOST_ROWS = 15;
/** What waits takes at most this part of the rows, so that neither list hides the other. */
const WAITING_SHARE = 3;

export function composeDigest<T extends DigestItem>(
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): Digest<T> | null {
  const all = { late: lateRows(input, calendar), waiting: waitingRows(input, calendar) };
  const news = newsOf(all, input, calendar);
  return news.length === 0 ? null : digestOf({ news, all, listed: all }, input, calendar);
}

/** On the first working day of a week; rows are only what is 10 working days late, and what the department itself let lie. */
export function composeLeaderDigest<T extends DigestItem>(
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): Digest<T> | null {
  if (!weekBegan(input, calendar)) return null;
  const { noticeAfter } = input.thresholds ?? defaultThresholds;
  const all = { late: lateRows(input, calendar), waiting: waitingRows(input, calendar) };
  const listed = {
    late: all.late.filter((row) => row.daysLate >= noticeAfter),
    waiting: all.waiting.filter((row) => row.isDepartmentLate),
  };
  if (listed.late.length + listed.waiting.length === 0) return null;
  return digestOf({ news: ['weekly'], all, listed }, input, calendar);
}

interface Rows<T extends DigestItem> {
  late: DigestRow<T>[];
  waiting: WaitingRow<T>[];
}

function lateRows<T extends DigestItem>(input: DigestInput<T>, calendar: WorkingCalendar): DigestRow<T>[] {
  const { today, lastRunOn } = input;
  const { urgeAfter, noticeAfter } = input.thresholds ?? defaultThresholds;
  return input.items
    .filter((item) => isOverdue(item, today))
    .map((item) => {
      const due = owedOn(item);
      const daysLate = calendar.workingDaysBetween(due, today);
      const isNew = isNewlyLate(item, input);
      const daysLateBefore = isNew || lastRunOn === null ? 0 : calendar.workingDaysBetween(due, lastRunOn);
      const reached =
        [noticeAfter, urgeAfter].find((days) => daysLate >= days && daysLateBefore < days) ?? null;
      const openRequests = (input.requests ?? []).filter((request) => request.deadlineId === item.id);
      return { item, owedOn: due, daysLate, isNewlyLate: isNew, reached, openRequests };
    });
}

/** Of something late today: it was not on the day of the last run, or the unit was only told since. */
function isNewlyLate(item: DigestItem, { today, lastRunOn }: DigestInput): boolean {
  if (lastRunOn === null) return true;
  if (lastRunOn >= today) return false;
  return owedOn(item) >= lastRunOn || (item.openedOn !== null && item.openedOn >= lastRunOn);
}

function newsOf(
  { late, waiting }: Rows<DigestItem>,
  input: DigestInput,
  calendar: WorkingCalendar,
): DigestNews[] {
  const { urgeAfter, noticeAfter } = input.thresholds ?? defaultThresholds;
  const hasAnything = late.length + waiting.length > 0;
  const hasNotRunToday = input.lastRunOn === null || input.lastRunOn < input.today;
  const said: [DigestNews, boolean][] = [
    ['newly-late', late.some((row) => row.isNewlyLate)],
    ['reached-notice', late.some((row) => row.reached === noticeAfter)],
    ['reached-urging', late.some((row) => row.reached === urgeAfter)],
    ['newly-waiting', waiting.some((row) => row.isNew)],
    ['unverified', waiting.some((row) => row.isNewlyDepartmentLate)],
    ['weekly', hasAnything && weekBegan(input, calendar)],
    ['every-day', hasAnything && input.everyWorkingDay && hasNotRunToday],
  ];
  return said.filter(([, isSo]) => isSo).map(([news]) => news);
}

/** The first working day of this week came since the last run; where none ran yet, it is today. */
function weekBegan({ today, lastRunOn }: DigestInput, calendar: WorkingCalendar): boolean {
  const first = calendar.firstWorkingDayOfWeek(today);
  return first !== null && first > (lastRunOn ?? addDays(today, -1)) && first <= today;
}

function digestOf<T extends DigestItem>(
  parts: { news: DigestNews[]; all: Rows<T>; listed: Rows<T> },
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): Digest<T> {
  const { late, waiting } = parts.listed;
  const by = cutoffs(calendar, input.today, input.thresholds ?? defaultThresholds);
  const maxRows = input.maxRows ?? MOST_ROWS;
  const room = Math.max(Math.floor(maxRows / WAITING_SHARE), maxRows - late.length);
  const shownWaiting = waiting.slice(0, room);
  const shownLate = new Set([...late].sort(byUrgency).slice(0, maxRows - shownWaiting.length));
  const earliest = late.map((row) => row.owedOn).reduce(earlierOf, input.today);
  return {
    day: input.today,
    news: parts.news,
    counts: countsOf(parts.all, input.items, by),
    units: byUnit(late, shownLate),
    waiting: shownWaiting,
    truncated: { late: late.length - shownLate.size, waiting: waiting.length - shownWaiting.length },
    unknownYears: calendar.unknownYears(earliest, by.dueSoonUntil),
  };
}

/** In the order the units come in; within a unit the most urgent first. */
function byUnit<T extends DigestItem>(late: DigestRow<T>[], shown: Set<DigestRow<T>>): Digest<T>['units'] {
  const units = new Map<number, Digest<T>['units'][number]>();
  for (const row of late) {
    const { unitId, unitName } = row.item;
    const unit = units.get(unitId) ?? { unitId, unitName, overdue: 0, rows: [] };
    unit.overdue += 1;
    if (shown.has(row)) unit.rows.push(row);
    units.set(unitId, unit);
  }
  for (const unit of units.values()) unit.rows.sort(byUrgency);
  return [...units.values()];
}

function countsOf({ late, waiting }: Rows<DigestItem>, items: DigestItem[], by: Cutoffs): Digest['counts'] {
  const ahead = items.filter((item) => isOpen(item, by.today) && item.pendingSince === null).map(owedOn);
  const dueBy = (until: Day): number => ahead.filter((due) => due >= by.today && due <= until).length;
  return {
    overdue: late.length,
    newlyLate: late.filter((row) => row.isNewlyLate).length,
    dueSoon: dueBy(by.dueSoonUntil),
    dueIn3: dueBy(by.dueIn3Until),
    waiting: waiting.length,
    departmentLate: waiting.filter((row) => row.isDepartmentLate).length,
  };
}

/** Newly late, then what reached a threshold, then the longest late. */
function byUrgency(a: DigestRow, b: DigestRow): number {
  return (
    Number(b.isNewlyLate) - Number(a.isNewlyLate) ||
    Number(b.reached !== null) - Number(a.reached !== null) ||
    b.daysLate - a.daysLate ||
    a.item.id - b.item.id
  );
}
