/**
 * Rule: a unit sees and reports its own; a supervisor may record what came by telephone on a unit's
 * behalf (代录); whoever verifies is “never of **any** lead unit of the task, nor of its parent, child or
 * affiliated office”. A mail link is bound to one unit and cannot verify or close.
 *
 * Example: Haimen's item 17 is led by 市纪委监委 and 市委组织部. A supervisor of 市委组织部 may not verify
 * it; a person of the outside verifier unit, say 市委大督查办, may.
 */

export type Role = 'supervisor' | 'reporter' | 'verifier' | 'leader' | 'administrator' | 'auditor';

export type Door = 'page' | 'api' | 'cli' | 'job' | 'link';

export interface Viewer {
  /** null for a job, the command line, and a link used by whoever holds it */
  personId: number | null;
  name: string;
  roles: Role[];
  unitIds: number[];
  door: Door;
}

export type PermissionCode =
  | 'not-your-unit'
  | 'role-needed'
  | 'record-on-behalf'
  | 'link-may-not'
  | 'person-needed'
  | 'verifier-without-unit'
  | 'verifier-is-lead'
  | 'verifier-is-related';

export type Verdict = { ok: true } | { ok: false; code: PermissionCode };

export interface VerifiedTask {
  leadUnitIds: number[];
  /** parents, children and affiliated offices of the leads */
  relatedUnitIds: number[];
  /** the unit named at issue to verify a task the supervising department leads itself */
  outsideVerifierUnitId?: number | null;
}

const OK: Verdict = { ok: true };

/** A reporter or a link for its own unit; a supervisor for any unit, marked as recorded on its behalf. */
export function maySubmit(
  viewer: Viewer,
  deadline: { unitId: number },
  opts: { onBehalf?: boolean } = {},
): Verdict {
  if (opts.onBehalf) return maySupervise(viewer);
  const isOwn = viewer.unitIds.includes(deadline.unitId);
  if (viewer.door === 'link') return isOwn ? OK : refuse('not-your-unit');
  if (isOwn) return has(viewer, 'reporter', 'supervisor') ? OK : refuse('role-needed');
  return refuse(has(viewer, 'supervisor') ? 'record-on-behalf' : 'not-your-unit');
}

/**
 * Whoever cannot be shown to stand outside may not verify: no person, no unit, no verdict.
 * @param viewerUnitIds every unit the person belongs to; by default those of the viewer
 */
export function mayVerify(
  viewer: Viewer,
  task: VerifiedTask,
  viewerUnitIds: number[] = viewer.unitIds,
): Verdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  if (viewer.personId === null) return refuse('person-needed');
  const isOfOutsideUnit =
    task.outsideVerifierUnitId != null && viewerUnitIds.includes(task.outsideVerifierUnitId);
  const hasRole = has(viewer, 'supervisor', 'verifier') || (isOfOutsideUnit && has(viewer, 'reporter'));
  if (!hasRole) return refuse('role-needed');
  if (viewerUnitIds.length === 0) return refuse('verifier-without-unit');
  if (viewerUnitIds.some((id) => task.leadUnitIds.includes(id))) return refuse('verifier-is-lead');
  if (viewerUnitIds.some((id) => task.relatedUnitIds.includes(id))) return refuse('verifier-is-related');
  return OK;
}

/** Issuing, urging, correcting, recording on behalf. */
export function maySupervise(viewer: Viewer): Verdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  return has(viewer, 'supervisor') ? OK : refuse('role-needed');
}

function has(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role));
}

function refuse(code: PermissionCode): Verdict {
  return { ok: false, code };
}
