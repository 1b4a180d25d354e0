import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CURSOR } from '../desk/open-work.queries.js';
import type { Day } from '../rules/day.js';
import type { DeadlineState } from '../rules/deadline-state.js';
import type { Light } from '../rules/lights.js';
import { IsDay } from '../web/is-day.js';
import { LIGHTS, STATES, TASK_STATES, type TaskState } from './choices.js';

export const USUAL_LIMIT = 50;
const MOST = 200;
const LARGEST_ID = 2147483647;
const LONGEST_SEARCH = 100;

class PageQueryDto {
  /** How many items at most; 50 where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST) limit?: number;
}

/** The day something was owed by, and its id. */
export class OverdueQueryDto extends PageQueryDto {
  /** Only what this unit owes. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unit?: number;
  /** Only of this plan. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) plan?: number;
  /** `next` of the page before. */
  @IsOptional() @Matches(CURSOR) after?: string;
}

export class DeadlinesQueryDto extends PageQueryDto {
  /** Only what this unit owes. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unit?: number;
  /** Only of this plan. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) plan?: number;
  /** Computed for today: `due-soon` is after today and within seven working days. */
  @IsOptional() @IsIn(STATES) state?: DeadlineState;
  /** `next` of the page before. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(LARGEST_ID) after?: number;
}

export class TasksQueryDto extends PageQueryDto {
  /** Computed for today: the worst of the task's open lead deadlines. */
  @IsOptional() @IsIn(LIGHTS) light?: Light;
  /** Only tasks this unit leads or co-operates in. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unit?: number;
  @IsOptional() @IsIn(TASK_STATES) state?: TaskState;
  /** Only tasks with something still owed by a day before this one, YYYY-MM-DD. */
  @IsOptional() @IsDay() dueBefore?: Day;
  /** In the title or the text; or the number as printed. */
  @IsOptional() @IsString() @MaxLength(LONGEST_SEARCH) q?: string;
  /** `next` of the page before. */
  @IsOptional() @Matches(/^\d{1,10}~\d{1,10}$/) after?: string;
}
