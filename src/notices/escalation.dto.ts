import type { DeadlineKind } from '../rules/deadline-state.js';
import type { Step } from '../rules/escalation.js';

/** One overdue lead deadline for which something is proposed. */
export class EscalationItemDto {
  deadlineId: number;
  planId: number;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  /** The day it was owed by: the due day, or the rework day after a return. */
  owedOn: string;
  /** Working days. */
  daysLate: number;
  /** urge; notice; call: a senior office; leader: for the leader's page; paused: an extension is asked for. */
  step: Step;
  /** Of what is paused: the day the ladder goes on. */
  resumesOn: string | null;
  urgings: number;
  lastUrgedOn: string | null;
  /** The newest notice about it that was not withdrawn. */
  noticeId: number | null;
}

export class EscalationCountsDto {
  urge: number;
  notice: number;
  call: number;
  leader: number;
  paused: number;
}

export class EscalationDto {
  counts: EscalationCountsDto;
  items: EscalationItemDto[];
}
