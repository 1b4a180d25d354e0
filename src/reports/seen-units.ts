/** Whose work a viewer reads through the API: those who supervise, verify, lead or audit read all. */
import { readsAllUnits, type Viewer } from '../rules/permissions.js';

/** @returns the units whose rows the viewer sees; null: every unit's */
export function seenUnits(viewer: Viewer): number[] | null {
  return readsAllUnits(viewer) ? null : viewer.unitIds;
}
