import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';
import type { Reporting } from './plan.entity.js';

const LONGEST_REASON = 2000;

/** 结束方案 */
export class PlanEndingDto {
  /** Needed. */
  @IsOptional() @IsString() @MaxLength(LONGEST_REASON) reason?: string;

  /** The last day of the plan; left away: today. Years that begin after it end with the plan. */
  @IsOptional() @IsDay() endedOn?: Day;
}

export class EndingResultDto {
  planId: number;
  /** YYYY-MM-DD */
  endedOn: string;
  /** How many tasks ended with the plan. */
  tasks: number;
}

/** Who reports a joint task from the next period on. */
export class ReportingDto {
  @IsIn(['first-lead', 'each-lead']) reporting: Reporting;

  /** Needed. */
  @IsOptional() @IsString() @MaxLength(LONGEST_REASON) reason?: string;
}

/** Of a sensitive task only “received offline” is recorded, and no mail bears its title. */
export class SensitivityDto {
  @IsIn(['yes', 'no']) sensitive: 'yes' | 'no';

  /** Needed. */
  @IsOptional() @IsString() @MaxLength(LONGEST_REASON) reason?: string;
}

export class TaskSettingsDto {
  taskId: number;
  reporting: Reporting;
  /** YYYY-MM-DD; null: it is not sensitive. */
  sensitiveFromOn: string | null;
}
