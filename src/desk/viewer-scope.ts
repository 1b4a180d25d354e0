/** What a viewer sees: the department everything, a reporter what is its units'. */
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import type { VerifierScope } from './open-work.queries.js';

export function isOfDepartment(viewer: Viewer): boolean {
  return readsAllUnits(viewer);
}

/** May verify at large, not only what its unit was named for. */
export function verifies(viewer: Viewer): boolean {
  return viewer.roles.includes('supervisor') || viewer.roles.includes('verifier');
}

/** For a list of what waits for this viewer: the same separation as `mayVerify`, as a condition on rows. */
export async function verifierScope(viewer: Viewer, units: UnitDirectory): Promise<VerifierScope> {
  const { unitIds } = viewer;
  return {
    nearUnitIds: [...unitIds, ...(await units.relatedUnits(unitIds))],
    namedUnitIds: verifies(viewer) ? null : unitIds,
  };
}
