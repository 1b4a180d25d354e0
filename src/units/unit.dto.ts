/** What is asked about a unit, by form and by API alike. */
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Checkbox } from '../web/fields.js';
import { IsDay } from '../web/is-day.js';

const LONGEST_NAME = 100;
const LONGEST_LIST = 20_000;

export class UnitDto {
  @IsString() @MaxLength(LONGEST_NAME) name: string;
  @IsOptional() @IsIn(['unit', 'group']) kind?: 'unit' | 'group';
  @IsOptional() @IsIn(['mail', 'offline']) reachedBy?: 'mail' | 'offline';
  @Checkbox() isSenior: boolean;
  @Checkbox() isSupervisor: boolean;
  /** The name of the office it belongs to; left away: none. */
  @IsOptional() @IsString() @MaxLength(LONGEST_NAME) parent?: string;
}

export class UnitAliasDto {
  @IsString() @MaxLength(LONGEST_NAME) alias: string;
  @IsOptional() @IsIn(['alias', 'former']) aliasKind?: 'alias' | 'former';
}

export class GroupMembersDto {
  /** Names, one a line or separated by 、 or commas. */
  @IsString() @MaxLength(LONGEST_LIST) members: string;
  @IsOptional() @IsDay() fromOn?: string;
}

export class EndingDto {
  /** The first day it no longer holds; left away: today. */
  @IsOptional() @IsDay() endsOn?: string;
}

export class UnitListQuery {
  @IsOptional() @IsString() @MaxLength(LONGEST_NAME) q?: string;
  @IsOptional() @IsString() @MaxLength(20) after?: string;
  /** Only those nobody can be reached at by mail and that are not marked for telephone and paper. */
  @IsOptional() @IsIn(['missing']) contact?: 'missing';
}
