import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Checkbox } from '../web/fields.js';

const LARGEST_ID = 2147483647;
export const MOST_URGED = 200;
export const LONGEST_NOTE = 200;

/** 催办: which overdue deadlines, and with which words. */
export class UrgingDto {
  /** Every one of them has to be overdue; one is urged once a day at most. */
  @Type(() => Number)
  @ArrayNotEmpty({ message: 'nothing-chosen' })
  @ArrayMaxSize(MOST_URGED)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(LARGEST_ID, { each: true })
  @IsArray()
  deadlineIds: number[];

  /** Also to the head of the unit 负责人. */
  @Checkbox() toHead: boolean = false;

  /** A sentence of the supervisor's own, put on top of the mail. */
  @IsOptional() @IsString() @MaxLength(LONGEST_NOTE) note?: string;
}

export class UrgedUnitDto {
  unitId: number;
  unitName: string;
  /** How many of its deadlines were urged. */
  urgings: number;
  /** How many people were written to. */
  mails: number;
  /** offline, no-address or senior: recorded, but somebody has to call; null where mail went out. */
  reason: string | null;
}

export class UrgingResultDto {
  units: UrgedUnitDto[];
}
