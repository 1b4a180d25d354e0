import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';
import { MESSAGE_STATES, type MessageState } from './messages.js';

const LARGEST_ID = 2_147_483_647;
const MOST = 200;

/** Which messages of the outbox are asked for; without a day those of all days. */
export class MessagesQueryDto {
  /** Only mails made for this day. */
  @IsOptional() @IsDay() day?: Day;
  /** `pending` is waiting for its first or next attempt; `skipped` is kept here by MAIL_ALLOW. */
  @IsOptional() @IsIn(MESSAGE_STATES) state?: MessageState;
  /** `next` of the page before. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(LARGEST_ID) after?: number;
  /** How many items at most; 50 where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MOST) limit?: number;
}

export class MessageDto {
  id: number;
  /** issue, reminders, overdue-digest, leader-digest */
  kind: string;
  /** The day it speaks of: YYYY-MM-DD. */
  onDay: string;
  toName: string;
  toAddress: string;
  subject: string;
  messageId: string;
  state: MessageState;
  /** Why it is not, or not yet, sent; `kept-here` without a mail server. */
  reason: string | null;
  /** What the mail server said last. */
  serverAnswer: string | null;
  /** More than one: it may have arrived more than once, under the same Message-ID. */
  attempts: number;
  /** ISO 8601, UTC; null unless it is waiting. */
  nextAttemptAt: string | null;
  createdAt: string;
  sentAt: string | null;
}

export class MessageListDto {
  items: MessageDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}
