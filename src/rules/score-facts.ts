/** What a score is reckoned from, of one unit in one plan: facts only, in any order. */
import type { Day } from './day.js';
import type { DeadlineKind } from './deadline-state.js';
import type { Grade } from './task-states.js';

export interface ScoredDeadline {
  id: number;
  taskId: number | null;
  kind: DeadlineKind;
  dueOn: Day;
  openedOn: Day | null;
  heldOn: Day | null;
  heldOpenedOn: Day | null;
  pendingSince: Day | null;
  metOn: Day | null;
  waivedOn: Day | null;
  waivedReason: string | null;
  /** of a sub-task whose parent the same unit leads */
  isOwnSubTask: boolean;
}
export interface ScoredDayChange {
  id: number;
  deadlineId: number;
  fromDay: Day;
  toDay: Day;
  source: string;
  changedOn: Day;
  /** Of a reopening: the verification that had closed it, and the day of what it accepted. */
  closingId: number | null;
  handedInOn: Day | null;
}
export interface ScoredReturn {
  /** of the verification */
  id: number;
  deadlineId: number;
  submissionId: number;
  handedInOn: Day;
  returnedOn: Day;
  reworkOn: Day | null;
}
export interface ScoredUrging {
  id: number;
  deadlineId: number;
  urgedOn: Day;
}
/** Granted. */
export interface ScoredExtension {
  id: number;
  deadlineId: number;
  fromDay: Day;
  decidedOn: Day;
}
/** Accepted. */
export interface ScoredFiling {
  id: number;
  taskId: number;
  filedOn: Day;
  decidedOn: Day;
}
export interface ScoredCall {
  id: number;
  taskId: number;
  askedOn: Day;
  /** the day it was answered or withdrawn; null: the blocker is silent */
  untilOn: Day | null;
}
/** An accepted claim of this unit. */
export interface ScoredGrade {
  /** of the verification */
  id: number;
  deadlineId: number;
  taskId: number | null;
  submissionId: number;
  gradedOn: Day;
  grade: Grade;
}

/** Of one unit in one plan. */
export interface ScoreFacts {
  deadlines: ScoredDeadline[];
  changes: ScoredDayChange[];
  returns: ScoredReturn[];
  urgings: ScoredUrging[];
  extensions: ScoredExtension[];
  filings: ScoredFiling[];
  calls: ScoredCall[];
  grades: ScoredGrade[];
  /** keys of the events against which an objection was upheld */
  upheld: string[];
}

export const noFacts = (): ScoreFacts => ({
  ...{ deadlines: [], changes: [], returns: [], urgings: [], extensions: [] },
  ...{ filings: [], calls: [], grades: [], upheld: [] },
});
