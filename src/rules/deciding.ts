/**
 * Rule: “whoever supervises may not verify itself”. What a unit asks for (an extension, a filing accepted) or what is
 * corrected of its days is decided by a supervisor, but never by the unit it concerns, its leaders included: only where
 * the department leads itself does its outside verifier decide, or a leader, also its own. What nobody asked for
 * (correction, suspension) is no reporter's, whoever verifies. “The second extension needs a leader.”
 *
 * Example: 市委办 asks for ten more days, and a supervisor of 市委组织部 grants them. 市委组织部 asks for its own item
 * 17: its supervisors may not say yes; 市委大督查办, named at issue to verify the item, may, and so may a leader. What 市纪委监委,
 * the other lead of item 17, asks for is not 市委大督查办's to decide, but a supervisor's.
 */
import type { Role, Viewer } from './permissions.js';

export interface DecidedMatter {
  /** the unit it is granted to */
  unitId: number;
  /** the department of the plan */
  supervisorUnitId: number;
  /** the unit named at issue to verify from outside, where there is one */
  outsideVerifierUnitId: number | null;
  needsLeader?: boolean;
  /** done without a request: a correction, a suspension */
  isUnasked?: boolean;
}

export type DecidingCode =
  'link-may-not' | 'person-needed' | 'role-needed' | 'unit-decides-for-itself' | 'leader-needed';

export type DecidingVerdict = { ok: true } | { ok: false; code: DecidingCode };

export function mayDecide(viewer: Viewer, matter: DecidedMatter): DecidingVerdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  if (viewer.personId === null) return refuse('person-needed');
  const isLeader = has(viewer, 'leader');
  if (!isLeader && !has(viewer, 'supervisor') && !isOutside(viewer, matter)) return refuse('role-needed');
  const isDepartments = matter.unitId === matter.supervisorUnitId;
  if (viewer.unitIds.includes(matter.unitId) && !(isLeader && isDepartments))
    return refuse('unit-decides-for-itself');
  return matter.needsLeader && !isLeader ? refuse('leader-needed') : { ok: true };
}

/** Of the unit named to verify what the department leads itself. */
function isOutside(viewer: Viewer, matter: DecidedMatter): boolean {
  const { unitId, supervisorUnitId, outsideVerifierUnitId, isUnasked = false } = matter;
  if (unitId !== supervisorUnitId || outsideVerifierUnitId === null) return false;
  if (!viewer.unitIds.includes(outsideVerifierUnitId)) return false;
  return has(viewer, 'verifier') || (!isUnasked && has(viewer, 'reporter'));
}

/** Of what concerns every lead of a task, as its clock does: whoever may not decide for one of them may not at all. */
export function mayDecideAll(viewer: Viewer, matters: DecidedMatter[]): DecidingVerdict {
  const verdicts = matters.map((matter) => mayDecide(viewer, matter));
  const refused = verdicts.find((verdict) => !verdict.ok);
  return refused ?? { ok: true };
}

function has(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role));
}

function refuse(code: DecidingCode): DecidingVerdict {
  return { ok: false, code };
}
