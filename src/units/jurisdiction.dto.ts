/** What is asked and answered about jurisdictions. */
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import type { Day } from '../rules/day.js';

const LONGEST_NAME = 100;

export class JurisdictionDto {
  @IsString() @MaxLength(LONGEST_NAME) name: string;
  /** Left away: directly below the whole house, or below the caller's own. */
  @IsOptional() @IsInt() @Min(1) parentId?: number;
}

export class JurisdictionNameDto {
  @IsString() @MaxLength(LONGEST_NAME) name: string;
}

export class JurisdictionParentDto {
  /** Left away: directly below the whole house, or below the caller's own. */
  @IsOptional() @IsInt() @Min(1) parentId?: number;
}

export class UnitPlaceDto {
  /** Left away: the whole house. */
  @IsOptional() @IsInt() @Min(1) jurisdictionId?: number;
}

export class JurisdictionItemDto {
  id: number;
  name: string;
  parentId: number | null;
  parentName: string | null;
  /** `YYYY-MM-DD` */
  endedOn: Day | null;
  units: number;
  plans: number;
  people: number;
}

export class JurisdictionListDto {
  items: JurisdictionItemDto[];
  next: string | null;
}
