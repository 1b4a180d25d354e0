import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';
import { LONGEST_REASON } from './extension.dto.js';

/** 提请协调 */
export class CoordinationDto {
  /** Who blocks it and owes an answer. */
  @Type(() => Number) @IsInt() blockerUnitId: number;

  /** On what. */
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) matter: string;

  /** The next working day at the earliest. */
  @IsDay() answerDueOn: Day;

  /** Of several leads the one that calls; needed only where it is not plain. */
  @IsOptional() @Type(() => Number) @IsInt() unitId?: number;
}
