/**
 * Whose name and phone a viewer may change by naming somebody's mailbox: of people who answer for the viewer's own units
 * alone; by an overseer's hand of people of their jurisdiction. One mailbox is one person in the whole house, so the
 * person behind it may be somebody else's.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { admits, type Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';

/** Of these people those the viewer may not change. */
export async function peopleElsewhere(
  from: Reader,
  viewer: Viewer,
  personIds: number[],
): Promise<Set<number>> {
  const keeps = admits('keep-contacts', viewer);
  if (personIds.length === 0 || (keeps && !viewer.area)) return new Set();
  const own = viewer.unitIds.map((id) => Math.trunc(id)).join(', ') || '0';
  const isNear = keeps ? `(${inArea(viewer, 'u."jurisdictionId"')} OR u.id IN (${own}))` : `u.id IN (${own})`;
  const isOwnRole = keeps ? inArea(viewer, 'p."jurisdictionId"') : '1 = 0';
  const found = await rows<{ id: number }>(
    from,
    `SELECT p.id FROM people p WHERE p.id IN (:...personIds) AND (
       EXISTS (SELECT 1 FROM contacts c JOIN units u ON u.id = c."unitId"
         WHERE c."personId" = p.id AND c."untilOn" IS NULL AND NOT coalesce(${isNear}, 1 = 0))
       OR (NOT coalesce(${isOwnRole}, 1 = 0) AND p."jurisdictionId" IS NOT NULL)
       OR (NOT coalesce(${isOwnRole}, 1 = 0) AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c."personId" = p.id)
         AND p."loginName" IS NOT NULL))`,
    { personIds },
  );
  return new Set(found.map(({ id }) => id));
}
