import type { DeadlineState } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import type { Light } from '../rules/lights.js';
import type { DeadlineKind, TaskState } from './choices.js';

/** What a unit owes by a day. Every day is YYYY-MM-DD; state, light and lateness are computed for today. */
export class DeadlineDto {
  id: number;
  planId: number;
  planTitle: string;
  /** null: one for the whole plan (a refinement plan). */
  taskId: number | null;
  /** As printed: 十二, （三） */
  taskNo: string | null;
  taskTitle: string | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  /** `2019-H1`, `2019`, or empty where there is no period. */
  period: string;
  /** The first day, whatever became of it. */
  originalDueOn: string;
  /** The day that holds now. */
  dueOn: string;
  /** Where it came from: document, rule, person, calendar, extension, correction. */
  source: string;
  /** Set by a return: lateness counts from this day. */
  reworkOn: string | null;
  openedOn: string | null;
  /** The day of the submission that waits for verification. */
  pendingSince: string | null;
  /** The day of the submission that was accepted. */
  metOn: string | null;
  waivedOn: string | null;
  /** How often a submission was returned. */
  returns: number;
  state: DeadlineState;
  light: Light;
  /** Working days; 0 for what is not overdue. */
  daysLate: number;
}

export class OverdueDto extends DeadlineDto {
  /** The beginning of what the unit last handed in on the same matter. */
  lastWord: string | null;
}

export class DeadlineListDto {
  items: DeadlineDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

export class OverdueListDto {
  items: OverdueDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

export class TaskVerificationDto {
  outcome: 'accepted' | 'returned';
  reason: string | null;
  reworkOn: string | null;
  verifiedOn: string;
  verifiedBy: string | null;
}

export class TaskAttachmentDto {
  /** The file itself: `/api/v1/attachments/{id}`. */
  id: number;
  name: string;
  /** Bytes. */
  size: number;
}

export class SubmissionFigureDto {
  targetId: number;
  /** A decimal number as text. */
  amount: string;
}

/** One row of a refinement plan 细化方案. */
export class TaskMeasureDto {
  id: number;
  /** From 1. */
  row: number;
  /** What it refines. */
  taskId: number;
  taskNo: string;
  measure: string;
  targetName: string | null;
  targetAmount: string | null;
  targetMeasuredIn: string | null;
  responsibleName: string;
  /** null: an office of the unit. */
  responsibleUnitId: number | null;
  leaderInCharge: string | null;
  dueOn: string;
  /** What the verifier said of this row. */
  remark: string | null;
  /** What it became once accepted. */
  subTaskId: number | null;
}

export class PeriodFigureDto {
  /** `2019-H1`, `2019`, or empty where there is no period. */
  period: string;
  amount: string;
}

/** A target of a task with what was reached, period by period. */
export class TaskTargetDto {
  id: number;
  name: string;
  /** A decimal number as text. */
  amount: string;
  /** 个, %, 万元 */
  measuredIn: string;
  /** The newest accepted figure. */
  reached: string | null;
  periods: PeriodFigureDto[];
}

/** What the sub-tasks add up to in one unit of measure: counts in sum, percentages in the mean. */
export class RolledFigureDto {
  measuredIn: string;
  isMean: boolean;
  /** Of how many targets. */
  count: number;
  amount: string;
  reached: string | null;
}

export class SubTaskDto {
  id: number;
  no: string;
  title: string;
  state: TaskState;
  progress: number | null;
}

export class TaskSubmissionDto {
  id: number;
  /** 〔2026〕000123 */
  receiptNumber: string;
  /** pending, accepted, returned, or replaced by a newer one. */
  state: string;
  /** on-schedule, difficulty, claim or nothing-new. */
  standing: string;
  text: string;
  percentage: number | null;
  difficulty: string | null;
  nextStep: string | null;
  /** web, link, mail, api, workbook; telephone, paper or oa where it was recorded on the unit's behalf. */
  channel: string;
  /** The day it reached the department. */
  receivedOn: string;
  /** ISO 8601, UTC. */
  submittedAt: string;
  submittedBy: string | null;
  /** Who gave it by telephone or on paper. */
  givenBy: string | null;
  verification: TaskVerificationDto | null;
  attachments: TaskAttachmentDto[];
  /** Reached of the task's targets by the end of the period. */
  figures: SubmissionFigureDto[];
  /** The rows of a refinement plan; a remark by row names `id` as its `measureId`. */
  measures: TaskMeasureDto[];
}

/** How a day came about: every change of it stays on record. */
export class DayChangeDto {
  fromDay: string;
  toDay: string;
  /** calendar, extension, correction, suspension or succession. */
  source: string;
  reason: string;
  changedOn: string;
  personName: string;
}

export class TaskDeadlineDto extends DeadlineDto {
  /** The oldest first. */
  dayChanges: DayChangeDto[];
  /** The newest first. */
  submissions: TaskSubmissionDto[];
}

export class DutyDto {
  id: number;
  unitId: number;
  unitName: string;
  part: 'lead' | 'cooperating';
  /** 第一牵头 */
  isFirst: boolean;
  /** The name as the document prints it. */
  printedName: string;
  isGroup: boolean;
  /** null: its unit has not signed. */
  signedOn: Day | null;
  /** 待认领 since this day. */
  unclaimedFromOn: Day | null;
}

export class LeadDto {
  unitId: number;
  unitName: string;
  /** 第一牵头 */
  isFirst: boolean;
}

/** One item of a plan with its light. */
export class TaskSummaryDto {
  id: number;
  planId: number;
  parentId: number | null;
  /** As printed, without its punctuation. */
  no: string;
  section: string;
  title: string;
  text: string;
  /** one-off, yearly, standing; one or more. */
  kinds: string[];
  state: TaskState;
  light: Light;
  /** Working days of its latest lead deadline; 0 where none is overdue. */
  daysLate: number;
  /** The earliest day a lead unit still owes something by. */
  owedOn: string | null;
  /** 0 to 100: as reported, or rolled up from its sub-tasks; null where nothing is known. */
  progress: number | null;
  leads: LeadDto[];
}

export class TaskListDto {
  items: TaskSummaryDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

export class TaskDto {
  id: number;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  /** null: an item of the document; else the task it is a sub-task of. */
  parentId: number | null;
  no: string;
  section: string;
  title: string;
  text: string;
  kinds: string[];
  state: TaskState;
  light: Light;
  /** 分管领导, of a sub-task. */
  leaderInCharge: string | null;
  /** 0 to 100: as reported, or rolled up from its sub-tasks; null where nothing is known. */
  progress: number | null;
  targets: TaskTargetDto[];
  /** From its sub-tasks. */
  figures: RolledFigureDto[];
  /** Its own; theirs are on their own. */
  subTasks: SubTaskDto[];
  /** The outside unit that verifies it, where the supervising department leads it itself. */
  verifierUnitId: number | null;
  duties: DutyDto[];
  /** Its own, and the refinement plans of the units that lead it; for a unit only what it owes itself. */
  deadlines: TaskDeadlineDto[];
}
