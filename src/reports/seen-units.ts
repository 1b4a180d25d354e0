/** Whose work a viewer reads through the API: those who supervise, verify, lead or audit read all. */
import type { Role, Viewer } from '../rules/permissions.js';

const READS_ALL: Role[] = ['supervisor', 'leader', 'verifier', 'auditor'];

/** @returns the units whose rows the viewer sees; null: every unit's */
export function seenUnits(viewer: Viewer): number[] | null {
  return viewer.roles.some((role) => READS_ALL.includes(role)) ? null : viewer.unitIds;
}
