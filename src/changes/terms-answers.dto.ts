/** What the API answers about changes of terms. Every day is YYYY-MM-DD. */
import type { Outcome } from '../rules/outcome.js';

/** 延期申请 */
export class ExtensionAnswerDto {
  id: number;
  deadlineId: number;
  unitId: number;
  /** The day owed by when it was asked for. */
  fromDay: string;
  askedDay: string;
  reason: string;
  /** The second one of a deadline. */
  needsLeader: boolean;
  grantedDay: string | null;
  askedOn: string;
  askedBy: string | null;
  outcome: Outcome;
  remark: string | null;
  decidedOn: string | null;
  decidedBy: string | null;
}

export class ExtensionListDto {
  items: ExtensionAnswerDto[];
  next: string | null;
}

/** 报备 */
export class FilingAnswerDto {
  id: number;
  taskId: number;
  unitId: number;
  unitName: string;
  text: string;
  askedOn: string;
  askedBy: string | null;
  outcome: Outcome;
  remark: string | null;
  decidedOn: string | null;
  decidedBy: string | null;
}

export class FilingListDto {
  items: FilingAnswerDto[];
  next: string | null;
}

/** 挂账 */
export class SuspensionAnswerDto {
  id: number;
  taskId: number;
  reason: string;
  fromOn: string;
  reviewOn: string;
  startedBy: string | null;
  endedOn: string | null;
  endedBy: string | null;
}

export class SuspensionListDto {
  items: SuspensionAnswerDto[];
  next: string | null;
}

/** 提请协调 */
export class CoordinationAnswerDto {
  id: number;
  taskId: number;
  /** The lead that called. */
  unitId: number;
  unitName: string;
  blockerUnitId: number;
  blockerName: string;
  /** What the blocker hands its answer in for. */
  deadlineId: number;
  matter: string;
  answerDueOn: string;
  askedOn: string;
  askedBy: string | null;
  withdrawnOn: string | null;
  /** Also where the answer waits for verification. */
  answeredOn: string | null;
  isAccepted: boolean;
  answer: string | null;
  submissionId: number | null;
}

export class CoordinationListDto {
  items: CoordinationAnswerDto[];
  next: string | null;
}

/** A deadline that was made, or is owed again. */
export class AddedDeadlineAnswerDto {
  deadlineId: number;
}

export class TermsChangedDto {
  /** Of the task or the deadline that was changed. */
  id: number;
}
