import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';

export class VerificationDto {
  @IsIn(['accepted', 'returned']) outcome: 'accepted' | 'returned';

  /** Needed for a return: what is missing, in words the unit can act on. */
  @IsOptional() @IsString() @MaxLength(2000) reason?: string;

  /** By when it is owed again; left away: three working days from today, never before the due day. */
  @IsOptional() @IsDay() reworkOn?: Day;
}
