/** 交接: who is a unit's contact after whom, from which day. */
import { Transform } from 'class-transformer';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() : value;

export class HandoverDto {
  @Transform(trimmed) @IsString() @IsNotEmpty() @MaxLength(50) name: string;

  /** Duty mailbox; one that is known already is that person's. */
  @IsOptional() @IsString() @MaxLength(254) address?: string;

  @IsOptional() @IsString() @MaxLength(40) phone?: string;

  /** The first day of the new contact; left away: today. */
  @IsOptional() @IsDay() onDay?: Day;
}

export class HandedOverDto {
  contactId: number;
  unitId: number;
  onDay: Day;
  /** false: there is no mailbox to write to. */
  isMailed: boolean;
}
