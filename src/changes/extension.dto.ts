import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

/** Characters of a reason or a remark. */
export const LONGEST_REASON = 1000;

/** 申请延期 */
export class ExtensionRequestDto {
  /** The new day; a free day counts as the working day before. */
  @IsDay() askedDay: Day;

  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

/** 批准或不批准 */
export class ExtensionDecisionDto {
  @IsIn(['approved', 'refused']) outcome: 'approved' | 'refused';

  /** Left away: the day that was asked for. */
  @IsOptional() @IsDay() grantedDay?: Day;

  /** Needed where it is refused. */
  @IsOptional() @IsString() @MaxLength(LONGEST_REASON) remark?: string;
}
