/**
 * 申请办结 within the transaction that hands in or verifies: a claim is what a completion deadline is met by, and the
 * task moves with it. Whoever hands in or verifies was asked before.
 */
import type { Tx } from '../platform/database.js';
import { Refusal, wrongInput, type FieldFaults } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Deadline } from '../plans/deadline.entity.js';
import { moveTask, type Acting } from '../plans/task-moves.js';
import { closingMove, mayBeClaimed } from '../rules/claims.js';
import type { TaskKind } from '../rules/task-kinds.js';
import type { Grade, TaskState } from '../rules/task-states.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { standingOfOtherLeads } from './claims.queries.js';
import { closeBelow, refuseUnderClosed, waiveOpen } from './closed-trees.js';
import type { Submission } from './submission.entity.js';
import type { VerificationDto } from './verification.dto.js';

type Claimed = Pick<Deadline, 'id' | 'planId' | 'taskId' | 'unitId' | 'kind' | 'period' | 'pendingSince'>;

/** A newer version of a claim that waits leaves the task where it is. */
export async function claimTask(
  tx: Tx,
  acting: Acting,
  deadline: Claimed,
  calendar: WorkingCalendar,
): Promise<void> {
  const { kind, taskId, period } = deadline;
  if (kind !== 'completion' || taskId === null) return;
  const task = await row<{ state: TaskState }>(tx, 'SELECT state FROM tasks WHERE id = :taskId', { taskId });
  if (task?.state === 'claimed' && deadline.pendingSince !== null) return;
  const claim = { taskId, period, unitId: deadline.unitId };
  const leads = await standingOfOtherLeads(tx, claim, calendar, acting.clock.today());
  if (!mayBeClaimed(leads)) {
    const open = leads.filter(({ standing }) => standing === 'told' || standing === 'not-told');
    throw new Refusal('move-needs-other-leads-settled', {
      units: open.map(({ unitName }) => unitName).join('、'),
    });
  }
  await moveTask(tx, acting, {
    ...{ taskId, move: 'claim', by: 'first-lead' },
    given: ['evidence', 'self-rating', 'other-leads-settled'],
  });
}

export interface ClaimVerdict {
  outcome: 'accepted' | 'returned';
  grade: Grade | undefined;
  remark: string | undefined;
}

/** Accepted: the task is closed, or goes on where it does not end with this completion. Returned: it goes on. */
export async function settleClaim(
  tx: Tx,
  acting: Acting,
  { planId, taskId, period }: Pick<Deadline, 'planId' | 'taskId' | 'period'>,
  { outcome, grade, remark: reason }: ClaimVerdict,
): Promise<void> {
  if (taskId === null) return;
  if (outcome === 'returned') {
    await moveTask(tx, acting, { taskId, move: 'return-claim', by: 'verifier', reason: reason ?? null });
    return;
  }
  const task = await row<{ kinds: string }>(tx, 'SELECT kinds FROM tasks WHERE id = :taskId', { taskId });
  const move = closingMove(JSON.parse(task!.kinds) as TaskKind[], period);
  const closedOn = move === 'close' ? acting.clock.today() : null;
  await moveTask(tx, acting, {
    ...{ taskId, move, by: 'verifier', reason: reason ?? null, given: grade ? ['grade'] : [] },
    with: { grade: grade ?? null, closedOn },
  });
  if (move !== 'close') return;
  await waiveOpen(tx, acting, taskId);
  await closeBelow(tx, acting, planId, taskId);
}

/** Of a progress report the same standing said once that all is done; it claims nothing. */
export function isClaim(
  { standing }: Pick<Submission, 'standing'>,
  { kind }: Pick<Deadline, 'kind'>,
): boolean {
  return standing === 'claim' && kind === 'completion';
}

/** A claim is accepted with a grade and a remark; a return is asked for its reason anyway. */
export function refuseUngraded(
  submission: Pick<Submission, 'standing'>,
  deadline: Pick<Deadline, 'kind'>,
  { outcome, grade, reason }: Pick<VerificationDto, 'outcome' | 'grade' | 'reason'>,
): void {
  if (deadline.kind !== 'completion' || outcome !== 'accepted') return;
  if (!isClaim(submission, deadline)) throw new Refusal('completion-needs-claim');
  const faults: FieldFaults = {
    ...(grade ? {} : { grade: 'move-needs-grade' }),
    ...(reason?.trim() ? {} : { reason: 'grade-needs-remark' }),
  };
  const [first] = Object.values(faults);
  if (first) throw wrongInput(first, faults);
}

/** Nothing of a closed task, or below one, is asked for again; it has to be reopened first. */
export async function refuseReturnOfClosed(
  tx: Tx,
  { taskId }: Pick<Deadline, 'taskId'>,
  outcome: ClaimVerdict['outcome'],
): Promise<void> {
  if (taskId === null || outcome === 'accepted') return;
  const task = await row<{ state: TaskState }>(tx, 'SELECT state FROM tasks WHERE id = :taskId', { taskId });
  if (task?.state === 'closed') throw new Refusal('task-is-closed');
  await refuseUnderClosed(tx, taskId);
}
