/**
 * Whose name and phone a viewer may change by naming somebody's mailbox: of people who answer for the viewer's own units
 * alone; by an overseer's hand of people of their jurisdiction. One mailbox is one person in the whole house, so the
 * person behind it may be somebody else's.
 */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { admits, type Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';

/**
 * Whoever keeps a unit's jurisdiction keeps, with its contacts, their accounts. Somebody with an account who answers for
 * no unit now is kept by others, so that naming their mailbox would hand them over.
 */
export async function wouldHandOver(
  from: Reader,
  viewer: Viewer,
  given: { personId: number; unitId: number; on: Day },
): Promise<boolean> {
  if (admits('keep-contacts', viewer) && !viewer.area) return false;
  const found = await row(
    from,
    `SELECT 1 AS found FROM people p JOIN units u ON u.id = :unitId
     WHERE p.id = :personId AND u."jurisdictionId" IS NOT NULL AND p."jurisdictionId" IS NULL
       AND (p."loginName" IS NOT NULL OR p."signsInAs" IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c."personId" = p.id AND (c."untilOn" IS NULL OR c."untilOn" > :on))
       AND NOT EXISTS (SELECT 1 FROM person_roles r WHERE r."personId" = p.id AND r.role <> 'reporter')
       AND (NOT EXISTS (SELECT 1 FROM contacts c WHERE c."personId" = p.id)
         OR EXISTS (SELECT 1 FROM contacts c JOIN units f ON f.id = c."unitId" WHERE c."personId" = p.id
           AND coalesce(f."jurisdictionId", 0) <> u."jurisdictionId"))`,
    given,
  );
  return found !== null;
}

/** Of these people those the viewer may not change: also whoever's roles hold in the whole house, contact or not. */
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
       OR (p."jurisdictionId" IS NULL AND EXISTS (SELECT 1 FROM person_roles r
         WHERE r."personId" = p.id AND r.role <> 'reporter'))
       OR (NOT coalesce(${isOwnRole}, 1 = 0) AND p."loginName" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contacts c
         WHERE c."personId" = p.id AND c."untilOn" IS NULL)))`,
    { personIds },
  );
  return new Set(found.map(({ id }) => id));
}
