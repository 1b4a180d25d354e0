/**
 * Rule: the digest says what “waits for the department (verification, extension, sent back, unsigned)”. “What is
 * unverified after 5 working days is the department's own lateness and is shown as such.” “Unsigned after 3
 * working days: listed for the department.” A suspended task waits from its review day on.
 *
 * Example: a refinement plan handed in on Friday 2018-11-16 waits from that day; on the 23rd, five working days
 * later and still unverified, the lateness is the department's, and that is news once more.
 */
import type { Day } from './day.js';
import { defaultThresholds, isOpen } from './deadline-state.js';
import type { DigestInput, DigestItem, DigestRequest, WaitingRow } from './digest-types.js';
import type { WorkingCalendar } from './working-days.js';

/**
 * Everything that waits, the department's own lateness first, then what waits longest. What units have not signed
 * stands last: it waits for them rather than for a decision, and there may be many.
 */
export function waitingRows<T extends DigestItem>(
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): WaitingRow<T>[] {
  const rows = [
    ...input.items.flatMap((item) => verificationRow(item, input, calendar) ?? []),
    ...(input.requests ?? []).flatMap((request) => requestRow(request, input, calendar) ?? []),
  ];
  return rows.sort(
    (a, b) =>
      Number(b.isDepartmentLate) - Number(a.isDepartmentLate) ||
      Number(a.kind === 'unsigned') - Number(b.kind === 'unsigned') ||
      b.waitingDays - a.waitingDays,
  );
}

function verificationRow<T extends DigestItem>(
  item: T,
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): WaitingRow<T> | null {
  if (item.pendingSince === null || !isOpen(item, input.today)) return null;
  const { unverifiedAfter } = input.thresholds ?? defaultThresholds;
  const { unitId, unitName, planTitle, taskNo, title } = item;
  const waitingDays = calendar.workingDaysBetween(item.pendingSince, input.today);
  return {
    kind: 'verification',
    ...{ unitId, unitName, planTitle, taskNo, title, deadlineId: item.id, taskId: null, item },
    waitingSince: item.pendingSince,
    waitingDays,
    isNew: cameSince(item.pendingAt, input.lastRunAt),
    isDepartmentLate: waitingDays >= unverifiedAfter,
    isNewlyDepartmentLate: reachedSinceLastRun(item.pendingSince, unverifiedAfter, input, calendar),
  };
}

/** null: a unit that has not yet had its three days to sign, or a review whose day has not come. */
function requestRow<T extends DigestItem>(
  request: DigestRequest,
  input: DigestInput<T>,
  calendar: WorkingCalendar,
): WaitingRow<T> | null {
  const { unsignedAfter } = input.thresholds ?? defaultThresholds;
  const { kind, unitId, unitName, planTitle, taskNo, title, deadlineId, waitingSince } = request;
  const waitingDays = calendar.workingDaysBetween(waitingSince, input.today);
  if (kind === 'unsigned' && waitingDays < unsignedAfter) return null;
  if (kind === 'review' && waitingSince > input.today) return null;
  const isNew = {
    unsigned: () => reachedSinceLastRun(waitingSince, unsignedAfter, input, calendar),
    review: () => input.lastRunOn === null || waitingSince > input.lastRunOn,
    other: () => cameSince(request.waitingAt, input.lastRunAt),
  }[kind === 'unsigned' || kind === 'review' ? kind : 'other']();
  return {
    ...{ kind, unitId, unitName, planTitle, taskNo, title, deadlineId, waitingSince, waitingDays, isNew },
    taskId: request.taskId ?? null,
    isDepartmentLate: false,
    isNewlyDepartmentLate: false,
    item: null,
  };
}

function cameSince(at: string | null, lastRunAt: string | null): boolean {
  return lastRunAt === null || (at !== null && at > lastRunAt);
}

/** So many working days have passed by today, and had not on the day of the last run. */
function reachedSinceLastRun(
  since: Day,
  days: number,
  input: DigestInput,
  calendar: WorkingCalendar,
): boolean {
  if (calendar.workingDaysBetween(since, input.today) < days) return false;
  return input.lastRunOn === null || calendar.workingDaysBetween(since, input.lastRunOn) < days;
}
