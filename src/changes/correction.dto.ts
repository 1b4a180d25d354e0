import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';
import { LONGEST_REASON } from './extension.dto.js';

/** 更正时限 */
export class DayCorrectionDto {
  /** Stands as it is, also on a free day: it is what should have been asked from the first. */
  @IsDay() dueOn: Day;

  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

/** It was never owed. */
export class WaiverDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

/** It should have been asked. */
export class AddedDeadlineDto {
  /** One that has a duty in the task. */
  @Type(() => Number) @IsInt() unitId: number;

  @IsIn(['progress', 'completion']) kind: 'progress' | 'completion';

  /** `2019-H1`, `2019`, or left away where there is none. */
  @IsOptional() @IsString() @Matches(/^\d{4}(-H[12])?$/) period?: string;

  @IsDay() dueOn: Day;

  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}
