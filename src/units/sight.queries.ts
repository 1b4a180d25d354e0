/** What a viewer sees in lists, and what stands in their way elsewhere. */
import type { Reader } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import { isWithin, readsAllUnits, type Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';

/**
 * A condition for a WHERE: of whoever oversees one jurisdiction the rows of its plans, and what their own unit owes
 * anywhere. A viewer who oversees nothing is limited by units already, one without limits by nothing.
 * @param plan the jurisdiction's column, such as `p."jurisdictionId"`
 * @param units columns such as `d."unitId"`
 */
export function inSight(viewer: Viewer, plan: string, ...units: string[]): string {
  if (!viewer.area || !readsAllUnits(viewer)) return '1 = 1';
  const own = viewer.unitIds.map((id) => Math.trunc(id)).join(', ');
  const mine = own ? units.map((column) => `${column} IN (${own})`) : [];
  return `(${[inArea(viewer, plan), ...mine].join(' OR ')})`;
}

/** As `inSight` on a plan `p`, of what concerns one unit. */
export function planSight(viewer: Viewer, unitId: number): string {
  if (viewer.link) return inArea(viewer, 'p."jurisdictionId"');
  return viewer.unitIds.includes(unitId) ? '1 = 1' : inSight(viewer, 'p."jurisdictionId"');
}

/** Whether roles of an area come to this place, which only roles may do: serving one's own unit asks the unit. */
function isStranger(viewer: Viewer, jurisdictionId: number | null): boolean {
  const oversees = viewer.roles.some((role) => role !== 'reporter');
  return viewer.area !== undefined && oversees && !isWithin(viewer, jurisdictionId);
}

/**
 * Behind the guard, which knows only the address: where a service loads what it changes. A plan of another
 * jurisdiction is as if it did not exist. @throws NotFound
 */
export async function refuseElsewhere(from: Reader, viewer: Viewer, planId: number): Promise<void> {
  if (!viewer.area) return;
  const plan = await row<{ jurisdictionId: number | null }>(
    from,
    'SELECT "jurisdictionId" FROM plans WHERE id = :planId',
    { planId },
  );
  if (!plan || isStranger(viewer, plan.jurisdictionId)) throw new NotFound('plan');
}

/** As `refuseElsewhere`, of a unit. @throws NotFound */
export async function refuseUnitElsewhere(from: Reader, viewer: Viewer, unitId: number): Promise<void> {
  if (!viewer.area || viewer.unitIds.includes(unitId)) return;
  const unit = await row<{ jurisdictionId: number | null }>(
    from,
    'SELECT "jurisdictionId" FROM units WHERE id = :unitId',
    { unitId },
  );
  if (!unit || isStranger(viewer, unit.jurisdictionId)) throw new NotFound('unit');
}
