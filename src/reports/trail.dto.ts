import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

const MOST = 200;
const LARGEST_ID = 2147483647;

export class TrailQueryDto {
  /** task, deadline, submission … */
  @IsOptional() @IsString() @Matches(/^[a-z-]{1,40}$/) noun?: string;
  /** Part of the name of who did it. */
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

/** One change of one thing, as it was recorded in the transaction that made it. */
export class TrailEntryDto {
  id: number;
  /** ISO 8601, UTC. */
  at: string;
  /** YYYY-MM-DD, by the clock of the office. */
  onDay: string;
  personId: number | null;
  personName: string;
  /** page, api, cli, job or link. */
  door: string;
  verb: string;
  noun: string;
  nounId: string;
  planId: number | null;
  /** What differed, as it was and as it became. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** The hash of the entry before. */
  previousHash: string | null;
  hash: string | null;
}

export class TrailListDto {
  items: TrailEntryDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

/** Where the chain ends now. Noted elsewhere it shows later whether its end was cut off. */
export class TrailHeadDto {
  id: number;
  hash: string;
  /** `hash@id`, as `duban audit verify --head` takes it; empty where there is no entry yet. */
  head: string;
  /** The day of the last check; null before the first. */
  checkedOn: string | null;
  /** The first entry where the last check found tampering; null where it found none. */
  brokenAt: number | null;
}
