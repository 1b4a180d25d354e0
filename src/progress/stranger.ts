/** What another unit owes is to a unit as if it were not there, whatever it asks for or sends. */
import { NotAllowed, NotFound } from '../platform/refusal.js';
import type { RefusalCode } from '../platform/refusal-codes.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';

/** @param unitIds whose matter it is */
export function refusedTo(
  viewer: Viewer,
  code: RefusalCode,
  { noun, unitIds }: { noun: string; unitIds: (number | null)[] },
): NotAllowed | NotFound {
  const isStranger =
    !readsAllUnits(viewer) && !unitIds.some((id) => id !== null && viewer.unitIds.includes(id));
  return isStranger ? new NotFound(noun) : new NotAllowed(code);
}
