/** What the home's tables print: every day counted and every word chosen here, so that templates only loop. */
import { owedOn, workingDaysLate, workingDaysLeft } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { headingOf, matterOf } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import type { OpenList, OpenPage, OpenRow } from './open-work.queries.js';

export interface RowView {
  href: string;
  heading: string;
  sub: string;
  unitId: number;
  unitName: string;
  owedOn: Day;
  /** Working days: late, left or waiting, as the list is. */
  days: number;
  dueToday: boolean;
  departmentLate: boolean;
  pendingSince: Day | null;
  lastWord: string | null;
  returns: number;
}

export interface ListView {
  groups: { unitId: number; unitName: string; rows: RowView[] }[];
  nextHref: string | null;
}

export function listView(
  list: OpenList,
  page: OpenPage,
  context: DayContext,
  hrefOf: (after: string) => string,
): ListView {
  const severalPlans = new Set(page.rows.map((row) => row.planId)).size > 1;
  const groups = new Map<number, ListView['groups'][number]>();
  for (const row of page.rows) {
    // What waits is shown in the order it came; the rest is read unit by unit.
    const key = list === 'pending' ? 0 : row.unitId;
    const group = groups.get(key) ?? { unitId: row.unitId, unitName: row.unitName, rows: [] };
    groups.set(key, group);
    group.rows.push(rowView(list, row, context, severalPlans));
  }
  return { groups: [...groups.values()], nextHref: page.next && hrefOf(page.next) };
}

function rowView(
  list: OpenList,
  row: OpenRow,
  { say, calendar, by }: DayContext,
  severalPlans: boolean,
): RowView {
  const owed = owedOn(row);
  const matter = matterOf(say, row);
  const ofTask = severalPlans ? `${matter} · ${row.planTitle}` : matter;
  return {
    href: hrefOf(list, row),
    heading: headingOf(say, row),
    sub: row.taskNo === null ? row.planTitle : ofTask,
    unitId: row.unitId,
    unitName: row.unitName,
    owedOn: owed,
    days: daysOf(list, row, calendar, by.today),
    dueToday: owed === by.today,
    departmentLate: row.pendingSince !== null && row.pendingSince <= by.unverifiedIfPendingBy,
    pendingSince: row.pendingSince,
    lastWord: row.lastWord === '' ? wordless(row, say) : row.lastWord,
    returns: row.returns,
  };
}

/** Words may be left away in these two cases only. */
function wordless(row: OpenRow, say: DayContext['say']): string {
  return say(row.kind === 'refinement' ? 'desk.asFile' : 'standing.nothing-new');
}

function hrefOf(list: OpenList, row: OpenRow): string {
  if (list === 'pending') return `/submissions/${row.submissionId}`;
  return row.taskId === null
    ? `/units/${row.unitId}#deadline-${row.id}`
    : `/tasks/${row.taskId}#deadline-${row.id}`;
}

function daysOf(list: OpenList, row: OpenRow, calendar: WorkingCalendar, today: Day): number {
  if (list === 'pending') return calendar.workingDaysBetween(row.pendingSince!, today);
  if (list === 'overdue') return workingDaysLate(row, calendar, today);
  return workingDaysLeft(owedOn(row), calendar, today);
}
