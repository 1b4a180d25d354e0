import type { DeadlineKind } from './choices.js';

/** How many open deadlines of the plan are in which state today. */
export class SummaryNumbersDto {
  overdue: number;
  dueSoon: number;
  pending: number;
  notDue: number;
}

/** The lights of a section's tasks. */
export class SummarySectionDto {
  /** As the document prints it; empty where it has none. */
  section: string;
  red: number;
  yellow: number;
  green: number;
  notStarted: number;
  closed: number;
}

export class SummaryUnitDto {
  unitId: number;
  unitName: string;
  overdue: number;
  /** Working days of what it is latest with. */
  longestLate: number;
  /** How often it was urged about what is overdue. */
  urgings: number;
}

export class SummaryLateDto {
  deadlineId: number;
  unitId: number;
  unitName: string;
  taskId: number | null;
  taskNo: string | null;
  title: string | null;
  kind: DeadlineKind;
  period: string;
  owedOn: string;
  /** Working days. */
  daysLate: number;
}

/** What waits for the department, and how much of it is the department's own lateness. */
export class SummaryWaitingDto {
  verification: number;
  /** Of these, waiting longer than allowed. */
  departmentLate: number;
  extensions: number;
  sentBack: number;
  /** Units that have not signed in time. */
  unsigned: number;
}

export class SummaryTaskDto {
  taskId: number;
  taskNo: string;
  title: string;
  /** Of an unclaimed duty the unit that is no more; of a suspended task the reason. */
  detail: string;
  /** Since when it is unclaimed; of a suspended task its review day. */
  day: string | null;
}

export class SummaryInstructionDto {
  taskId: number;
  taskNo: string;
  title: string;
  leaderName: string;
  instructedOn: string;
  text: string;
}

export class SummaryNoticeDto {
  id: number;
  /** 督办〔year〕number号 */
  year: number;
  number: number;
  unitName: string;
  replyDueOn: string;
  /** open, pending or late */
  state: string;
}

/** One page about a plan for its leader; everything is of today. */
export class SummaryDto {
  planId: number;
  title: string;
  documentNumber: string | null;
  department: string;
  /** YYYY-MM-DD */
  day: string;
  tasks: number;
  numbers: SummaryNumbersDto;
  sections: SummarySectionDto[];
  /** The longest late first. */
  overdueUnits: SummaryUnitDto[];
  /** Late for five working days at most. */
  newlyLate: SummaryLateDto[];
  /** Still open although the reply day of a notice has passed, or a senior office was called twice. */
  forLeader: SummaryLateDto[];
  waiting: SummaryWaitingDto;
  unclaimed: SummaryTaskDto[];
  suspended: SummaryTaskDto[];
  /** On tasks that are not closed, the newest first. */
  instructions: SummaryInstructionDto[];
  /** Not yet settled, the newest first. */
  notices: SummaryNoticeDto[];
}
