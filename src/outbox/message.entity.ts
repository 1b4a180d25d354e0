import { Entity, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/** in-doubt: the server may have taken it (reset or hang after the final dot); sent again under the same id. */
export type MessageState = 'pending' | 'sending' | 'sent' | 'failed' | 'expired';

/** A mail that will leave, or has left. All its parts are stored, so that every attempt sends the same bytes. */
@Entity('messages')
@Index(['state', 'nextAttemptAt'])
@Index(['onDay', 'kind'])
export class Message {
  @IdColumn() id: number;
  @Index({ unique: true }) @TextColumn() dedupeKey: string;
  /** issue, reminders, overdue-digest, leader-digest … */
  @TextColumn() kind: string;
  @DayColumn() onDay: string;
  @TextColumn() toName: string;
  @TextColumn() toAddress: string;
  @TextColumn() subject: string;
  @TextColumn() text: string;
  @TextColumn() html: string;
  @JsonColumn() headers: Record<string, string>;
  @TextColumn() messageId: string;
  @TextColumn() boundary: string;
  /** The Date header. */
  @InstantColumn() datedAt: string;
  @TextColumn() state: MessageState;
  @IntegerColumn() attempts: number;
  @InstantColumn() nextAttemptAt: string;
  @OptionalInstantColumn() leaseUntil: string | null;
  /** Raised by every claim; a worker that overslept its lease finds another number and changes nothing. */
  @IntegerColumn() leaseEpoch: number;
  @OptionalTextColumn() lastError: string | null;
  @OptionalInstantColumn() sentAt: string | null;
  /** A reminder past this day is not sent any more. */
  @OptionalDayColumn() expiresOn: string | null;
  @InstantColumn() createdAt: string;
}
