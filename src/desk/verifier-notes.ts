/** What whoever verifies should know beside the submission itself. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { nothingNewInARow } from '../rules/claims.js';
import type { Day } from '../rules/day.js';
import type { DayContext } from './deadline-view.js';

export interface Verified {
  id: number;
  unitId: number;
  taskId: number | null;
  state: string;
  standing: string;
  receivedOn: Day;
}

export async function verifierNotes(read: Reader, found: Verified, { say, calendar, by }: DayContext) {
  if (found.state !== 'pending') return null;
  const days = calendar.workingDaysBetween(found.receivedOn, by.today);
  const isLate = found.receivedOn <= by.unverifiedIfPendingBy;
  const inARow = found.standing === 'nothing-new' ? await nothingNewRow(read, found) : 0;
  return {
    isLate,
    said: [
      ...(days > 0 ? [say(isLate ? 'verification.departmentLate' : 'verification.waiting', { days })] : []),
      ...(inARow > 1 ? [say('verification.nothingNew', { count: inARow })] : []),
    ].join(' '),
    openSubTasks: found.standing === 'claim' ? await openSubTasks(read, found) : [],
  };
}

/** The newest submission of each period of this unit's progress. */
async function nothingNewRow(read: Reader, { unitId, taskId }: Verified): Promise<number> {
  const found = await rows<{ standing: string }>(
    read,
    `SELECT s.standing FROM deadlines d JOIN submissions s ON s.id = (SELECT max(w.id) FROM submissions w
       WHERE w."deadlineId" = d.id AND w.state <> 'replaced')
     WHERE d."taskId" = :taskId AND d."unitId" = :unitId AND d.kind = 'progress' ORDER BY d.period DESC`,
    { taskId: taskId ?? 0, unitId },
  );
  return nothingNewInARow(found.map(({ standing }) => standing));
}

/** They do not stand in the way of the claim, but the verifier sees them. */
function openSubTasks(
  read: Reader,
  { taskId }: Verified,
): Promise<{ id: number; no: string; title: string }[]> {
  return rows(
    read,
    `SELECT id, no, title FROM tasks WHERE "parentId" = :taskId AND state NOT IN ('closed', 'withdrawn')
     ORDER BY position, id`,
    { taskId: taskId ?? 0 },
  );
}
