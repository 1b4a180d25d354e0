/**
 * Rule: 申诉, a unit contests one point of its score, once. The department decides, but nobody decides for a unit it
 * belongs to, nor for an office above or below that unit; and where the department itself contests, a verifier or a
 * leader from outside decides, not one of its own supervisors.
 *
 * Example: 市委办 contests a −1 of Haimen's plan: a supervisor of 市委组织部 decides. 市委组织部, which leads ten items itself,
 * contests one: a verifier of 市委督查室 decides.
 */
import type { Viewer } from './permissions.js';
import type { ScoreEvent } from './scores.js';

export type ObjectionCode =
  | 'link-may-not'
  | 'person-needed'
  | 'role-needed'
  | 'objection-of-own-unit'
  | 'objection-of-department'
  | 'score-event-costs-nothing';
export type ObjectionVerdict = { ok: true } | { ok: false; code: ObjectionCode };

export interface ContestedUnit {
  unitId: number;
  /** offices above and below it */
  relatedUnitIds: number[];
  supervisorUnitId: number;
}

const DECIDES = ['supervisor', 'leader', 'verifier'] as const;

export function mayDecideObjection(viewer: Viewer, contested: ContestedUnit): ObjectionVerdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  if (viewer.personId === null) return refuse('person-needed');
  if (!DECIDES.some((role) => viewer.roles.includes(role))) return refuse('role-needed');
  const near = [contested.unitId, ...contested.relatedUnitIds];
  if (viewer.unitIds.some((id) => near.includes(id))) return refuse('objection-of-own-unit');
  const isOwnDepartments = contested.unitId === contested.supervisorUnitId;
  const isOutsider = viewer.roles.includes('verifier') || viewer.roles.includes('leader');
  return isOwnDepartments && !isOutsider ? refuse('objection-of-department') : { ok: true };
}

/** A point that was earned, shielded or struck already costs nothing. */
export function mayContest(event: Pick<ScoreEvent, 'worth' | 'shieldedBy' | 'struck'>): ObjectionVerdict {
  const costs = event.worth < 0 && event.shieldedBy === null && !event.struck;
  return costs ? { ok: true } : refuse('score-event-costs-nothing');
}

function refuse(code: ObjectionCode): ObjectionVerdict {
  return { ok: false, code };
}
