import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

export const URGENCIES = ['normal', 'urgent', 'most-urgent'] as const;
export type Urgency = (typeof URGENCIES)[number];
/** A notice is one page. */
export const MOST_ITEMS = 5;
export const LONGEST_REASON = 200;
const LARGEST_ID = 2147483647;
const MOST = 200;

/** 督办单, as it is sent. */
export class SupervisionNoticeDto {
  @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unitId: number;

  /** Open deadlines of this unit, all of one plan. */
  @Type(() => Number)
  @ArrayNotEmpty({ message: 'nothing-chosen' })
  @ArrayMaxSize(MOST_ITEMS)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(LARGEST_ID, { each: true })
  @IsArray()
  deadlineIds: number[];

  /** 平件 / 急件 / 特急 */
  @IsIn(URGENCIES) urgency: Urgency;

  /** 督办缘由 */
  @IsString() @MaxLength(LONGEST_REASON) reason: string;

  /** 办理要求 */
  @IsString() @MaxLength(LONGEST_REASON) requirement: string;

  /** The day the unit has to reply by; after today. */
  @IsDay() replyDueOn: Day;
}

export class NoticeWithdrawalDto {
  @IsString() @MaxLength(LONGEST_REASON) reason: string;
}

export class NoticesQueryDto {
  /** Only of this plan. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) plan?: number;
  /** Only to this unit. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) unit?: number;
  /** How many items at most; 50 where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST) limit?: number;
  /** `next` of the page before. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) after?: number;
}

export class NoticeItemDto {
  deadlineId: number;
  taskId: number | null;
  taskNo: string | null;
  /** Empty for a paper about the whole plan. */
  title: string;
  kind: string;
  period: string;
  /** The day it is owed by now. */
  owedOn: string;
}

export class NoticeSummaryDto {
  id: number;
  /** 督办〔year〕number号 */
  year: number;
  number: number;
  planId: number;
  planTitle: string;
  unitId: number;
  unitName: string;
  /** normal, urgent or most-urgent */
  urgency: string;
  sentOn: string;
  replyDueOn: string;
  /** open, pending, answered, late or withdrawn: computed for today */
  state: string;
}

export class NoticeListDto {
  items: NoticeSummaryDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

export class NoticeDto extends NoticeSummaryDto {
  reason: string;
  requirement: string;
  /** The unit's deadline of kind `reply`. */
  replyDeadlineId: number | null;
  withdrawnOn: string | null;
  withdrawnReason: string | null;
  items: NoticeItemDto[];
}
