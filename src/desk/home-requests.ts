/** Of the home: what waits for the department besides submissions to verify, as its digest lists it. */
import { digestRequests } from '../notices/digest-requests.queries.js';
import type { Reader } from '../platform/database.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { waitingRows } from '../rules/digest-waiting.js';
import type { WaitingRow } from '../rules/digest.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import type { DayContext } from './deadline-view.js';

const MOST_SHOWN = 30;

/** What the partial `desk-requests` prints, of the viewer's departments; null where nothing waits. */
export async function homeRequests(
  read: Reader,
  units: UnitDirectory,
  viewer: Viewer,
  { say, calendar, by }: DayContext,
) {
  const { today } = by;
  const rows: WaitingRow[] = [];
  for (const { unitId: departmentId, jurisdictionId } of await units.supervisors(read)) {
    if (!isWithin(viewer, jurisdictionId)) continue;
    const requests = await digestRequests(read, { departmentId, today });
    const asked = { today, lastRunOn: null, lastRunAt: null, items: [], requests, everyWorkingDay: false };
    rows.push(...waitingRows(asked, calendar));
  }
  if (rows.length === 0) return null;
  const asked = rows.filter((row) => row.kind !== 'unsigned');
  const unsigned = rows.filter((row) => row.kind === 'unsigned');
  return {
    rows: asked.slice(0, MOST_SHOWN).map((row) => requestView(row, say)),
    more: Math.max(0, asked.length - MOST_SHOWN),
    unsigned: unsigned.map(({ unitId, unitName, title, planTitle, waitingDays: days }) => {
      const counts = say('desk.unsignedOf', { n: title, days });
      return { unitId, unitName, planTitle, counts };
    }),
    unsignedUnits: new Set(unsigned.map((row) => row.unitId)).size,
  };
}

/** Where it is decided. */
function placeOf({ kind, unitId, taskId, deadlineId }: WaitingRow): string {
  if (kind === 'extension') return `/deadlines/${deadlineId}/extensions`;
  if (kind === 'filing') return `/tasks/${taskId}/filings`;
  if (kind === 'review') return `/tasks/${taskId}/suspension`;
  return taskId === null ? `/units/${unitId}` : `/tasks/${taskId}`;
}

function requestView(row: WaitingRow, say: DayContext['say']) {
  const { unitName, taskNo, title, planTitle, waitingSince, waitingDays } = row;
  return {
    ...{ unitName, planTitle, waitingSince, waitingDays },
    what: taskNo === null ? say('deadline.refinement') : say('desk.item', { no: taskNo, title }),
    kind: say(`mail.digest.waiting.${row.kind}`),
    href: placeOf(row),
  };
}
