import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Numbered, OneLine } from '../web/fields.js';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';
import { GRADES, type Grade } from '../rules/task-states.js';
import type { Channel, Standing } from './submission.entity.js';

/** Characters; about four printed pages. */
export const LONGEST_TEXT = 6000;
const LONGEST_NOTE = 2000;
export const STANDINGS: Standing[] = ['on-schedule', 'difficulty', 'claim', 'nothing-new'];
export const RECORDED_CHANNELS: Channel[] = ['telephone', 'paper', 'oa'];

const MOST_FIGURES = 50;

/** What has been reached of one target by the end of the period. */
export class FigureDto {
  @IsInt() targetId: number;

  /** A decimal number, with or without the target's unit of measure behind it. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value))
  @IsString()
  @MaxLength(40)
  amount: string;
}

/** What a unit hands in for one deadline. */
export class SubmissionDto {
  /** What was done; may be left away with a file or with `nothing-new`. */
  @IsOptional() @IsString() @MaxLength(LONGEST_TEXT) text?: string;

  /** 按序时推进 / 有困难 / 申请办结 / 本期无变化 */
  @IsIn(STANDINGS) standing: Standing;

  /** Of a claim, which alone meets a completion deadline: how the unit grades itself. */
  @IsOptional() @IsIn(GRADES) selfRating?: Grade;

  /** 0 to 100, where it makes sense. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(100) percentage?: number;

  @IsOptional() @IsString() @MaxLength(LONGEST_NOTE) difficulty?: string;

  @IsOptional() @IsString() @MaxLength(LONGEST_NOTE) nextStep?: string;

  /** Against the targets of the task; in a form `figure-<target>`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_FIGURES)
  @ValidateNested({ each: true })
  @Type(() => FigureDto)
  @Numbered({ prefix: 'figure', number: 'targetId', value: 'amount' })
  figures?: FigureDto[];
}

/** 代录: what came by telephone, on paper or in the office system, recorded on the unit's behalf. */
export class RecordingDto extends SubmissionDto {
  @IsIn(RECORDED_CHANNELS) channel: 'telephone' | 'paper' | 'oa';

  /** The day it reached the department; left away: today. */
  @IsOptional() @IsDay() receivedOn?: Day;

  /** Who gave it. */
  @IsOptional() @OneLine() @IsString() @MaxLength(100) givenBy?: string;
}
