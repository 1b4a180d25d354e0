/** What is asked about tokens and systems, and what the API tells of one's own. */
import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Type } from 'class-transformer';
import { ROLES, SCOPES, type Role, type Scope } from '../rules/permissions.js';
import { MOST_PER_MINUTE } from '../rules/token-terms.js';
import { IsDay } from '../web/is-day.js';

const LONGEST_NAME = 100;

export class NewTokenDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_NAME) name: string;
  @IsArray() @ArrayNotEmpty() @IsIn(SCOPES, { each: true }) scopes: Scope[];
  /** The last day it opens anything. */
  @IsDay() lastOn: string;
}

export class NewSystemTokenDto extends NewTokenDto {
  /** Left away: 600. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST_PER_MINUTE) perMinute?: number;
}

export class NewSystemDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_NAME) name: string;
  @IsArray() @ArrayNotEmpty() @IsIn(ROLES, { each: true }) roles: Role[];
  /** Left away: the whole house, or the caller's own jurisdiction. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) jurisdictionId?: number;
}

export class TokenDto {
  id: number;
  name: string;
  /** null: whatever its person may */
  scopes: Scope[] | null;
  /** Requests a minute. */
  perMinute: number;
  createdAt: string;
  /** The last day it opens anything. */
  lastOn: string | null;
  /** To the hour. */
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export class TokenListDto {
  items: TokenDto[];
  next: string | null;
}
