import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';
import type { Channel, Standing } from './submission.entity.js';

/** Characters; about four printed pages. */
export const LONGEST_TEXT = 6000;
const LONGEST_NOTE = 2000;
export const STANDINGS: Standing[] = ['on-schedule', 'difficulty', 'claim', 'nothing-new'];
export const RECORDED_CHANNELS: Channel[] = ['telephone', 'paper', 'oa'];

/** What a unit hands in for one deadline. */
export class SubmissionDto {
  /** What was done; may be left away with a file or with `nothing-new`. */
  @IsOptional() @IsString() @MaxLength(LONGEST_TEXT) text?: string;

  /** 按序时推进 / 有困难 / 申请办结 / 本期无变化 */
  @IsIn(STANDINGS) standing: Standing;

  /** 0 to 100, where it makes sense. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(100) percentage?: number;

  @IsOptional() @IsString() @MaxLength(LONGEST_NOTE) difficulty?: string;

  @IsOptional() @IsString() @MaxLength(LONGEST_NOTE) nextStep?: string;
}

/** 代录: what came by telephone, on paper or in the office system, recorded on the unit's behalf. */
export class RecordingDto extends SubmissionDto {
  @IsIn(RECORDED_CHANNELS) channel: 'telephone' | 'paper' | 'oa';

  /** The day it reached the department; left away: today. */
  @IsOptional() @IsDay() receivedOn?: Day;

  /** Who gave it. */
  @IsOptional() @IsString() @MaxLength(100) givenBy?: string;
}
