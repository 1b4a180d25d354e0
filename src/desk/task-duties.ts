/** Of a task's page: who has signed, what was sent back, and who held a duty before. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { formerHolders, pendingOfTask, type SentBackRow } from '../progress/duties.queries.js';
import { formerView } from '../progress/duty.view.js';
import type { Day } from '../rules/day.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import type { Say } from '../web/deadline-words.js';

interface LineRow {
  id: number;
  unitId: number;
  unitName: string;
  part: 'lead' | 'cooperating';
  isFirst: boolean;
  issuedOn: Day | null;
  signedOn: Day | null;
  leaderInCharge: string | null;
  unclaimedFromOn: Day | null;
}

/** Groups do not sign: their members stand here, where they have a duty of their own. */
function lineRows(read: Reader, taskId: number): Promise<LineRow[]> {
  return rows<LineRow>(
    read,
    `SELECT y.id, y."unitId", u.name AS "unitName", y.part, y."isFirst", y."issuedOn", r."signedOn", r."leaderInCharge",
       y."unclaimedFromOn"
     FROM duties y JOIN units u ON u.id = y."unitId" AND u.kind = 'unit' LEFT JOIN receipts r ON r.id = y."receiptId"
     WHERE y."taskId" = :taskId AND y."issuedOn" IS NOT NULL
     ORDER BY CASE y.part WHEN 'lead' THEN 0 ELSE 1 END, y.position, y.id`,
    { taskId },
  );
}

/** What the partial `desk-duties` prints; null of a draft. */
export async function taskDuties(read: Reader, taskId: number, viewer: Viewer, say: Say) {
  const lines = await lineRows(read, taskId);
  const former = await formerHolders(read, { taskId });
  if (lines.length + former.length === 0) return null;
  const pending = await pendingOfTask(read, taskId);
  const isSettled = await settled(read, taskId);
  return {
    lines: lines.map((line) => lineView(line, pending, { viewer, say, isSettled })),
    former: former.map((one) => formerView(one, say)),
  };
}

async function settled(read: Reader, taskId: number): Promise<boolean> {
  const found = await rows(
    read,
    `SELECT id FROM tasks WHERE id = :taskId AND state IN ('closed', 'withdrawn')`,
    { taskId },
  );
  return found.length > 0;
}

function lineView(
  line: LineRow,
  pending: SentBackRow[],
  { viewer, say, isSettled }: { viewer: Viewer; say: Say; isSettled: boolean },
) {
  const sentBack = pending.find((one) => one.dutyId === line.id) ?? null;
  const isOwn = viewer.unitIds.includes(line.unitId);
  const action = maySupervise(viewer).ok ? 'reassign' : isOwn ? 'sendBack' : null;
  return {
    ...line,
    part: say(`part.${line.isFirst ? 'first' : line.part}`),
    sentBackOn: sentBack?.askedOn ?? null,
    action: isSettled || action === null ? null : say(`duty.open-${action}`),
  };
}
