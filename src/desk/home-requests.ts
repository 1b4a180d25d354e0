/** Of the home: what waits for the department besides submissions to verify, as its digest lists it. */
import { digestRequests } from '../notices/digest-requests.queries.js';
import type { Reader } from '../platform/database.js';
import { waitingRows } from '../rules/digest-waiting.js';
import type { WaitingRow } from '../rules/digest.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import type { DayContext } from './deadline-view.js';

const MOST_SHOWN = 30;

/** What the partial `desk-requests` prints; null where nothing waits. */
export async function homeRequests(read: Reader, units: UnitDirectory, { say, calendar, by }: DayContext) {
  const { today } = by;
  const rows: WaitingRow[] = [];
  for (const { unitId: departmentId } of await units.supervisors(read)) {
    const requests = await digestRequests(read, { departmentId, today });
    const asked = { today, lastRunOn: null, lastRunAt: null, items: [], requests, everyWorkingDay: false };
    rows.push(...waitingRows(asked, calendar));
  }
  if (rows.length === 0) return null;
  return {
    rows: rows.slice(0, MOST_SHOWN).map((row) => requestView(row, say)),
    more: Math.max(0, rows.length - MOST_SHOWN),
  };
}

function requestView(row: WaitingRow, say: DayContext['say']) {
  const { unitId, unitName, taskId, taskNo, title, planTitle, waitingSince, waitingDays } = row;
  const what =
    row.kind === 'unsigned'
      ? say('mail.digest.unsignedDuties', { n: title })
      : say('desk.item', { no: taskNo ?? '', title });
  return {
    ...{ unitId, unitName, planTitle, waitingSince, waitingDays },
    what: row.kind !== 'unsigned' && taskNo === null ? say('deadline.refinement') : what,
    kind: say(`mail.digest.waiting.${row.kind}`),
    href: taskId === null ? `/units/${unitId}` : `/tasks/${taskId}`,
  };
}
