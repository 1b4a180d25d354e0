/** Who asks for a change, who decides it, and who sees it. */
import { NotAllowed, NotFound, wrongInput } from '../platform/refusal.js';
import { refusedTo } from '../progress/stranger.js';
import { mayDecide, type DecidedMatter } from '../rules/deciding.js';
import { maySubmit, maySupervise, readsAllUnits, type Viewer } from '../rules/permissions.js';
import type { DutyHolder } from './subjects.queries.js';

/**
 * The unit itself, or a supervisor on its behalf.
 * @param seenBy units that may know of it without acting
 * @throws NotFound where it is another unit's, NotAllowed
 */
export function requireUnit(viewer: Viewer, unitId: number, seenBy: number[] = []): void {
  const verdict = maySubmit(viewer, { unitId });
  if (verdict.ok) return;
  const onBehalf = maySubmit(viewer, { unitId }, { onBehalf: true });
  if (!onBehalf.ok) throw refusedTo(viewer, verdict.code, { noun: 'deadline', unitIds: seenBy });
}

/**
 * For which of a task's leads the viewer acts: the one named, its own, or the only one there is.
 * @throws NotFound for a stranger, NotAllowed for one who reads it, Refusal where a supervisor has to say for whom
 */
export function unitActing(viewer: Viewer, holders: DutyHolder[], named?: number): number {
  const unitIds = holders.filter(({ part }) => part === 'lead').map((lead) => lead.unitId);
  const seenBy = holders.map((holder) => holder.unitId);
  const own = unitIds.filter((unitId) => viewer.unitIds.includes(unitId));
  const isSupervisor = maySupervise(viewer).ok;
  if (!isSupervisor && own.length === 0)
    throw refusedTo(viewer, 'not-a-lead', { noun: 'task', unitIds: seenBy });
  const unitId = named ?? own[0] ?? (unitIds.length === 1 ? unitIds[0] : undefined);
  if (unitId === undefined) throw wrongInput('input-wrong', { unitId: 'field-required' });
  if (!unitIds.includes(unitId)) throw new NotAllowed('not-a-lead');
  requireUnit(viewer, unitId);
  return unitId;
}

/** @throws NotAllowed */
export function requireSupervisor(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}

/** @throws NotAllowed, or NotFound where it is no business of the viewer's units */
export function requireDecider(viewer: Viewer, matter: DecidedMatter): void {
  const verdict = mayDecide(viewer, matter);
  const unitIds = [matter.unitId, matter.outsideVerifierUnitId];
  if (!verdict.ok) throw refusedTo(viewer, verdict.code, { noun: 'deadline', unitIds });
}

/** @param unitIds whose business it is @throws NotFound where the existence of the thing is not the viewer's business */
export function requireSight(viewer: Viewer, noun: string, unitIds: (number | null)[]): void {
  if (readsAllUnits(viewer) || unitIds.some((id) => id !== null && viewer.unitIds.includes(id))) return;
  throw new NotFound(noun);
}
