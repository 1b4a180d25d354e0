/** 辖区 in SQL: what a viewer's roles reach. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Area, LinkHeld, Viewer } from '../rules/permissions.js';

const BELOW = `
  WITH RECURSIVE below(id) AS (
    SELECT j.id FROM jurisdictions j WHERE j.id = :homeId
    UNION SELECT j.id FROM jurisdictions j JOIN below b ON j."parentId" = b.id)
  SELECT id FROM below ORDER BY id`;

export async function areaOf(from: Reader, homeId: number): Promise<Area> {
  const found = await rows<{ id: number }>(from, BELOW, { homeId });
  return { homeId, ids: found.map(({ id }) => id) };
}

/**
 * A condition for a WHERE: every list of plans, tasks, deadlines or units a viewer sees by role carries it.
 * @param column such as `p."jurisdictionId"`
 */
export function inArea(viewer: Viewer, column: string): string {
  if (viewer.link) return ofLink(viewer.link, column);
  if (!viewer.area) return '1 = 1';
  const ids = viewer.area.ids.map((id) => Math.trunc(id));
  return ids.length ? `${column} IN (${ids.join(', ')})` : '1 = 0';
}

/** A condition for what a unit sees of its own: all of it, by a mail's link that of the link's jurisdiction. */
export function reachedByLink(viewer: Viewer, column = 'p."jurisdictionId"'): string {
  return viewer.link ? ofLink(viewer.link, column) : '1 = 1';
}

function ofLink({ jurisdictionId }: LinkHeld, column: string): string {
  return jurisdictionId === null ? `${column} IS NULL` : `${column} = ${Math.trunc(jurisdictionId)}`;
}
