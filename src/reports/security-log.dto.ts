import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { SECURITY_EVENT_KINDS, type SecurityEventKind } from '../audit/security-event-kinds.js';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

const MOST = 200;
const LARGEST_ID = 2147483647;

export class SecurityLogQueryDto {
  /** signed-in, sign-in-failed, refused, link-opened … */
  @IsOptional() @IsString() @IsIn(SECURITY_EVENT_KINDS) kind?: SecurityEventKind;
  /** Part of the name of whom it names. */
  @IsOptional() @IsString() @MaxLength(60) person?: string;
  /** The first day, YYYY-MM-DD. */
  @IsOptional() @IsDay() from?: Day;
  /** The last day, YYYY-MM-DD. */
  @IsOptional() @IsDay() until?: Day;
  /** `next` of the page before. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) after?: number;
  /** How many items at most; 50 where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST) limit?: number;
}

/** One line of the security log: who came to the door, and how it went. */
export class SecurityEventDto {
  id: number;
  /** ISO 8601, UTC. */
  at: string;
  /** signed-in, sign-in-failed, refused, link-opened … */
  kind: string;
  personId: number | null;
  /** As the person is called now. */
  personName: string | null;
  /** What it was about, never a secret: `account:duban`, `link:12`, `token:3`, `GET /plans/:id`. */
  subject: string | null;
  /** Where the request came from. */
  address: string | null;
  details: Record<string, string | number>;
}

export class SecurityEventListDto {
  items: SecurityEventDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}
