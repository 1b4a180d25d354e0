/** How many objections 申诉 wait for a decision: of the home. */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export async function countOpenObjections(read: Reader, viewer: Viewer): Promise<number> {
  const found = await row<{ count: number | string }>(
    read,
    `SELECT count(*) AS count FROM objections o JOIN plans p ON p.id = o."planId"
     WHERE o.outcome = 'pending' AND ${inArea(viewer, 'p."jurisdictionId"')}`,
  );
  return Number(found?.count ?? 0);
}
