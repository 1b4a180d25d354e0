/**
 * Which units a plan may charge: those of its own jurisdiction and of the ones below it. A document may name others,
 * and its reader knows them by name, but a department gives no duties to units it does not oversee.
 */
import type { Reader } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { areaOf } from '../units/area.queries.js';

interface Placed {
  name: string;
  jurisdictionId: number | null;
}

/** null: of the whole house */
async function placesOf(from: Reader, planId: number): Promise<number[] | null> {
  const plan = await row<{ jurisdictionId: number | null }>(
    from,
    'SELECT "jurisdictionId" FROM plans WHERE id = :planId',
    { planId },
  );
  return plan?.jurisdictionId == null ? null : (await areaOf(from, plan.jurisdictionId)).ids;
}

/** A condition for a list of units that a form of this plan offers. @param column such as `u."jurisdictionId"` */
export async function chargeable(from: Reader, planId: number, column: string): Promise<string> {
  const ids = await placesOf(from, planId);
  return ids === null ? '1 = 1' : `${column} IN (${ids.join(', ')})`;
}

/** @param field of the form. @throws Refusal unit-elsewhere, naming the first; one out of the viewer's reach is unknown */
export async function refuseUnitsOutside(
  from: Reader,
  viewer: Viewer,
  { planId, unitIds, field }: { planId: number; unitIds: number[]; field?: string },
): Promise<void> {
  const ids = await placesOf(from, planId);
  if (ids === null) return;
  const units = await rows<Placed>(
    from,
    'SELECT name, "jurisdictionId" FROM units WHERE id IN (:...unitIds) ORDER BY id',
    { unitIds: [0, ...unitIds] },
  );
  const outside = units.find((one) => one.jurisdictionId === null || !ids.includes(one.jurisdictionId));
  if (!outside) return;
  // Its name is not told to whoever gave only a number.
  const code = isWithin(viewer, outside.jurisdictionId) ? 'unit-elsewhere' : 'unit-unknown';
  throw wrongInput(code, field ? { [field]: code } : {}, {
    unit: code === 'unit-unknown' ? '' : outside.name,
  });
}

/** Whoever holds a duty, collects for a group or verifies in a plan. */
export async function chargedUnits(from: Reader, planId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    from,
    `SELECT y."unitId" AS id FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE t."planId" = :planId
     UNION SELECT y."collectorUnitId" FROM duties y JOIN tasks t ON t.id = y."taskId"
       WHERE t."planId" = :planId AND y."collectorUnitId" IS NOT NULL
     UNION SELECT "verifierUnitId" FROM tasks WHERE "planId" = :planId AND "verifierUnitId" IS NOT NULL`,
    { planId },
  );
  return found.map(({ id }) => id);
}
