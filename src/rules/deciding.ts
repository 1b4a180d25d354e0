/**
 * Rule: “whoever supervises may not verify itself”. What a unit asks for (an extension, a filing accepted) or what is
 * corrected of its days is decided by a supervisor, but never by the unit it concerns: where the department leads
 * itself, its outside verifier decides, or a leader. “The second extension needs a leader.”
 *
 * Example: 市委办 asks for ten more days, and a supervisor of 市委组织部 grants them. 市委组织部 asks for its own item
 * 17: its supervisors may not say yes; 市委大督查办, named at issue to verify the item, may, and so may a leader.
 */
import type { Role, Viewer } from './permissions.js';

export interface DecidedMatter {
  /** the unit it is granted to */
  unitId: number;
  /** the unit named at issue to verify from outside, where there is one */
  outsideVerifierUnitId: number | null;
  needsLeader?: boolean;
}

export type DecidingCode =
  'link-may-not' | 'person-needed' | 'role-needed' | 'unit-decides-for-itself' | 'leader-needed';

export type DecidingVerdict = { ok: true } | { ok: false; code: DecidingCode };

export function mayDecide(viewer: Viewer, matter: DecidedMatter): DecidingVerdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  if (viewer.personId === null) return refuse('person-needed');
  if (has(viewer, 'leader')) return { ok: true };
  const isOutside =
    matter.outsideVerifierUnitId !== null && viewer.unitIds.includes(matter.outsideVerifierUnitId);
  if (!has(viewer, 'supervisor') && !(isOutside && has(viewer, 'verifier', 'reporter')))
    return refuse('role-needed');
  if (viewer.unitIds.includes(matter.unitId)) return refuse('unit-decides-for-itself');
  return matter.needsLeader ? refuse('leader-needed') : { ok: true };
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
