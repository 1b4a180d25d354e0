import type { Day } from './day.js';
import type { Rhythm } from './recurrence.js';
import type { WorkingCalendar } from './working-days.js';

export type TaskKind = 'one-off' | 'yearly' | 'standing';

export interface KindProposal {
  kinds: TaskKind[];
  restsOnAssessment: boolean;
  certain: boolean;
}

export interface ProposalTask {
  ref: number | string;
  kinds: TaskKind[];
  restsOnAssessment: boolean;
  standingRhythm: Rhythm;
  printed: { phrase: string; dueOn: Day | null }[];
  leadUnits: (number | string)[];
  reporting: 'first-lead' | 'each-lead';
}

export interface ProposedDeadline {
  taskRef: number | string | null;
  unit: number | string;
  kind: 'refinement' | 'progress' | 'completion';
  period: string;
  nominalOn: Day | null;
  dueOn: Day;
  source: 'document' | 'rule';
}

export interface ProposalPlan {
  issuedOn: Day;
  refinementDueOn: Day | null;
  tasks: ProposalTask[];
}

export interface MovableDeadline {
  nominalOn: Day | null;
  dueOn: Day;
  source: string;
}

export function proposeKinds(_text: string): KindProposal {
  return { kinds: ['standing'], restsOnAssessment: false, certain: false };
}

export function proposeDeadlines(_plan: ProposalPlan, _calendar: WorkingCalendar): ProposedDeadline[] {
  return [];
}

export function recomputeForCalendar<T extends MovableDeadline>(
  _rows: T[],
  _calendar: WorkingCalendar,
  _today: Day,
): { row: T; dueOn: Day; source: 'calendar' }[] {
  return [];
}
