import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsString, MaxLength, Max, Min } from 'class-validator';

const LARGEST_ID = 2147483647;
const LONGEST_REASON = 2000;
const LONGEST_KEY = 100;

export class ObjectionDto {
  @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) planId: number;
  /** `key` of an event of the unit's scorecard. */
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_KEY) eventKey: string;
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

export class UnitObjectionDto extends ObjectionDto {
  @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unitId: number;
}

export class ObjectionDecisionDto {
  /** Approved: the objection is upheld and the point is struck. */
  @IsIn(['approved', 'refused']) outcome: 'approved' | 'refused';
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) remark: string;
}

export class ObjectionMadeDto {
  id: number;
}
