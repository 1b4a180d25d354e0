/** What may be handed in for a deadline at all, whoever does it and by whichever door. */
import type { EntityManager } from 'typeorm';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Deadline } from '../plans/deadline.entity.js';
import { isEvidence } from '../rules/claims.js';
import type { Day } from '../rules/day.js';
import type { TaskState } from '../rules/task-states.js';
import type { SubmissionDto } from './submission.dto.js';

export interface TaskOfHandIn {
  state: TaskState;
  sensitiveFromOn: Day | null;
}

/** null where the deadline is of no task: a refinement plan, a reply. */
export async function taskOfHandIn(
  from: EntityManager,
  { taskId }: Pick<Deadline, 'taskId'>,
): Promise<TaskOfHandIn | null> {
  if (taskId === null) return null;
  return row(from, 'SELECT state, "sensitiveFromOn" FROM tasks WHERE id = :taskId', { taskId });
}

interface Given {
  dto: SubmissionDto;
  files: number;
}

/**
 * Words are needed, but for “nothing new” of a period, for a refinement plan that comes as a file, and of a sensitive
 * task, of which none may be kept. A completion is met by a claim and by nothing else: difficulties are filed, or an
 * extension is asked for, and neither makes a late completion look handed in.
 */
export function refuseUnfit(
  deadline: Pick<Deadline, 'kind'>,
  task: TaskOfHandIn | null,
  { dto, files }: Given,
): void {
  refuseWrongStanding(deadline, dto);
  const isClaim = dto.standing === 'claim';
  if (isClaim && !dto.selfRating)
    throw wrongInput('move-needs-self-rating', { selfRating: 'move-needs-self-rating' });
  if (task?.sensitiveFromOn) return;
  if (isClaim && !isEvidence(dto.text, files))
    throw wrongInput('move-needs-evidence', { text: 'move-needs-evidence' });
  if (!isClaim && isEmpty(deadline, { dto, files }))
    throw wrongInput('submission-empty', { text: 'submission-empty' });
}

function isEmpty({ kind }: Pick<Deadline, 'kind'>, { dto, files }: Given): boolean {
  if (dto.text?.trim()) return false;
  if (dto.standing === 'nothing-new' && kind === 'progress') return false;
  return files === 0 || kind !== 'refinement';
}

function refuseWrongStanding({ kind }: Pick<Deadline, 'kind'>, { standing }: SubmissionDto): void {
  if (kind === 'completion' && standing !== 'claim')
    throw wrongInput('completion-needs-claim', { standing: 'completion-needs-claim' });
  if (kind !== 'completion' && standing === 'claim')
    throw wrongInput('claim-of-completion-only', { standing: 'claim-of-completion-only' });
}

/** Of a sensitive task only that it came is kept: no words, figures or files, and by a supervisor's recording alone. */
export function refuseOnline(task: TaskOfHandIn | null, onBehalf: boolean, { dto, files }: Given): void {
  if (!task?.sensitiveFromOn) return;
  if (!onBehalf) throw new Refusal('task-is-sensitive');
  const said = [dto.text, dto.difficulty, dto.nextStep, dto.percentage, ...(dto.figures ?? [])];
  if (files > 0 || said.some((one) => one !== undefined && one !== ''))
    throw wrongInput('sensitive-without-words', { text: 'sensitive-without-words' });
}

/** Said before anything else. A call for coordination may be answered while the task stands still. */
export function refuseStandingStill({ kind }: Pick<Deadline, 'kind'>, task: TaskOfHandIn | null): void {
  if (kind !== 'progress' && kind !== 'completion') return;
  if (task?.state === 'closed' || task?.state === 'suspended' || task?.state === 'withdrawn')
    throw new Refusal(`task-is-${task.state}`);
}
