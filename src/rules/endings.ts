/**
 * Rule: “Standing tasks end with the plan.” A plan ends while nothing of it is owed that only a claim can settle: a
 * one-off completion, or that of a year which began before the plan's last day. Years that begin later end with it.
 *
 * Example: Haimen's plan is ended on 2020-01-10 with 2019-12-31 as its last day. The yearly item 4, whose 2019 is
 * settled and whose 2020 was opened on 1 January, ends with it; were 2019 still owed, item 4 would be named.
 */
import { yearOf, type Day } from './day.js';
import type { TaskState } from './task-states.js';

export interface EndingTask {
  state: TaskState;
  /** Periods of completions neither met nor waived; '' for the one-off one. */
  owedCompletions: string[];
}

/** Whether the task has to be settled before its plan may end with this day. */
export function barsEnding({ state, owedCompletions }: EndingTask, lastDay: Day): boolean {
  if (state === 'closed' || state === 'withdrawn') return false;
  if (state === 'claimed' || state === 'suspended') return true;
  return owedCompletions.some((period) => period === '' || Number(period) <= yearOf(lastDay));
}
