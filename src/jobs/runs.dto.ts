import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { RUN_CURSOR } from './runs.queries.js';

const STATES = ['running', 'done', 'failed', 'folded'] as const;
const MOST = 200;

export class RunsQueryDto {
  /** morning-reminders, overdue-digest, leader-digest */
  @IsOptional() @IsString() @MaxLength(60) job?: string;
  @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
  /** `next` of the page before. */
  @IsOptional() @Matches(RUN_CURSOR) after?: string;
  /** How many items at most; 50 where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST) limit?: number;
}

export class RunDto {
  id: number;
  job: string;
  /** The day it ran for: YYYY-MM-DD. */
  day: string;
  state: 'running' | 'done' | 'failed' | 'folded';
  /** The newer day whose run spoke for this one after downtime. */
  foldedInto: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string | null;
  attempts: number;
  /** What it made, by name: composed, skipped, messages. */
  counts: Record<string, number>;
  error: string | null;
}

export class RunListDto {
  items: RunDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}
