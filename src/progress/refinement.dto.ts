import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MOST_ROWS } from '../rules/measure-rows.js';
import { LONGEST_TEXT } from './submission.dto.js';

/** Characters; three hundred long rows. */
const LONGEST_PASTE = 400_000;
const LONGEST_CELL = 2000;

/** One row as typed: what it means is read from the text, as from a spreadsheet. */
export class MeasureRowDto {
  /** The number of the item or sub-task it refines; left away: that of the row before. */
  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) no?: string;

  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) measure?: string;

  /** 10个, 满意度≥90% */
  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) target?: string;

  /** A unit of the register, or an office of the unit; left away: the unit itself. */
  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) responsible?: string;

  /** 分管领导 */
  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) leader?: string;

  /** YYYY-MM-DD, or as a document writes it: 2019年6月底前 */
  @IsOptional() @IsString() @MaxLength(LONGEST_CELL) dueOn?: string;
}

/** 细化方案: rows, typed or pasted, a file, or both. */
export class RefinementDto {
  @IsOptional() @IsString() @MaxLength(LONGEST_TEXT) text?: string;

  /** Out of a spreadsheet: tabs between cells, with or without a header. */
  @IsOptional() @IsString() @MaxLength(LONGEST_PASTE) pasted?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ROWS)
  @ValidateNested({ each: true })
  @Type(() => MeasureRowDto)
  rows?: MeasureRowDto[];
}

/** The form: a first look at what the rows mean, or the hand-in itself. */
export class RefinementFormDto extends RefinementDto {
  @IsOptional() @IsIn(['preview', 'hand-in']) step?: 'preview' | 'hand-in';
}
