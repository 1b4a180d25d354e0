/**
 * Rule: “accepted rows become sub-tasks with deadlines inside the parent's, down to a third level; progress and figures
 * roll up”. Level 1 is an item of the plan, 2 a unit's measure, 3 what a town or an office does; there is no fourth.
 *
 * **Day.** A sub-task's day is not later than its parent's completion day as it stands now (an extension counts, a
 * rework day does not); of several completions (joint leads, years) the latest. A standing parent owes no completion:
 * its sub-tasks may last as long as the plan, and where the plan has no end, as long as they like.
 *
 * **Progress.** Closed is 100, as is a sub-task whose completion was accepted. Otherwise the task's own accepted report
 * counts where it has one (of joint leads the mean of the newest of each); else the mean of its sub-tasks, each with the
 * same weight, withdrawn ones left out and silent ones as 0. Without report and sub-tasks it is not known: null.
 *
 * **Figures.** A reported figure is what has been reached by the end of its period, so the newest one stands. A parent
 * shows, for each unit of measure of its sub-tasks, counts added up and percentages averaged, each sub-task with the
 * same weight; target and figure alike. A sub-task not yet reported counts 0 in a sum and is left out of an average.
 * What a sub-task reported itself stands before what its own sub-tasks add up to. Withdrawn ones are left out.
 *
 * **Light.** The parent's light is its own deadlines'; beside it stands how many sub-tasks are late.
 *
 * Example: item 4 has 4.1 (60 % reported, 4 个 of 6) and 4.2 (nothing reported, 0 of 4 个): 30 %, 4 of 10 个.
 */
import { isPercentage, meanOf, sumOf } from './amounts.js';
import { laterOf, type Day } from './day.js';
import type { TaskState } from './task-states.js';

export const DEEPEST_LEVEL = 3;

export function mayHaveSubTasks(level: number): boolean {
  return level < DEEPEST_LEVEL;
}

export interface ParentDays {
  /** The days of its completion deadlines that are not waived. */
  completions: Day[];
  planEndedOn: Day | null;
}

/** null: nothing bounds it. */
export function latestDay({ completions, planEndedOn }: ParentDays): Day | null {
  return completions.length ? completions.reduce(laterOf) : planEndedOn;
}

export function isLaterThanParent(dueOn: Day, parent: ParentDays): boolean {
  const latest = latestDay(parent);
  return latest !== null && dueOn > latest;
}

export interface TargetFacts {
  amount: string;
  measuredIn: string;
  /** The newest accepted figure; null where none was reported. */
  reached: string | null;
}

export interface TaskNode {
  state: TaskState;
  /** Of each lead that reported a percentage, the newest accepted one. */
  reported: number[];
  /** A sub-task whose completion was accepted. */
  isDone: boolean;
  targets: TargetFacts[];
  children: TaskNode[];
}

const WHOLE = 100;

/** 0 to 100, or null where nothing is known. */
export function progressOf(task: TaskNode): number | null {
  if (task.state === 'closed' || task.isDone) return WHOLE;
  if (task.reported.length) return mean(task.reported);
  const children = standing(task);
  return children.length ? mean(children.map((child) => progressOf(child) ?? 0)) : null;
}

export interface RolledFigure {
  measuredIn: string;
  isMean: boolean;
  /** Of how many targets. */
  count: number;
  amount: string;
  reached: string | null;
}

/** What its sub-tasks add up to, for each unit of measure, in the order in which they first appear. */
export function figuresOf(task: TaskNode): RolledFigure[] {
  const groups = new Map<string, TargetFacts[]>();
  for (const target of standing(task).flatMap(ownOrRolled)) {
    const key = isPercentage(target.measuredIn) ? '%' : target.measuredIn.trim();
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups].map(([measuredIn, targets]) => rolled(measuredIn, targets));
}

/** A sub-task's own targets; what its sub-tasks measure otherwise, or have reached before it said so itself. */
function ownOrRolled(task: TaskNode): TargetFacts[] {
  const below = figuresOf(task);
  const own = task.targets.map((target) => ({
    ...target,
    reached: target.reached ?? below.find((one) => isSame(one, target))?.reached ?? null,
  }));
  return [...own, ...below.filter((one) => !own.some((target) => isSame(one, target)))];
}

function rolled(measuredIn: string, targets: TargetFacts[]): RolledFigure {
  const isMean = measuredIn === '%';
  const known = targets.flatMap(({ reached }) => (reached === null ? [] : [reached]));
  const together = isMean ? meanOf : sumOf;
  return {
    measuredIn,
    isMean,
    count: targets.length,
    amount: together(targets.map(({ amount }) => amount)),
    reached: known.length ? together(known) : null,
  };
}

function isSame(a: { measuredIn: string }, b: { measuredIn: string }): boolean {
  return isPercentage(a.measuredIn)
    ? isPercentage(b.measuredIn)
    : a.measuredIn.trim() === b.measuredIn.trim();
}

function standing(task: TaskNode): TaskNode[] {
  return task.children.filter((child) => child.state !== 'withdrawn');
}

function mean(values: number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The number of the n-th sub-task of an item: '3' → '3.1', '3.1' → '3.1.2'. */
export function subTaskNo(parentNo: string, n: number): string {
  return `${parentNo}.${n}`;
}
