import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';
import { LONGEST_REASON } from './extension.dto.js';

/** 挂账 */
export class SuspensionDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;

  /** The day it is to be looked at again. */
  @IsDay() reviewOn: Day;
}

/** 恢复办理 */
export class ResumptionDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

/** It stays suspended, and is looked at again on another day. */
export class ReviewDayDto {
  @IsDay() reviewOn: Day;
}
