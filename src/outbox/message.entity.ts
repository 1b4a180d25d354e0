import { Entity, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalJsonColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { CalendarEntry, MessageState } from './messages.js';

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
  /** Kept with the mail: another MAIL_FROM after a restart must not change the bytes of a second attempt. */
  @TextColumn() fromName: string;
  @TextColumn() fromAddress: string;
  @TextColumn() toName: string;
  @TextColumn() toAddress: string;
  @TextColumn() subject: string;
  @TextColumn() text: string;
  @TextColumn() html: string;
  @OptionalJsonColumn() calendar: CalendarEntry | null;
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
  /** Why it is not (yet) sent: one of MESSAGE_REASONS. */
  @OptionalTextColumn() reason: string | null;
  /** What the mail server said last, word for word. */
  @OptionalTextColumn() serverAnswer: string | null;
  @OptionalInstantColumn() sentAt: string | null;
  /** A reminder past this day is not sent any more. */
  @OptionalDayColumn() expiresOn: string | null;
  @InstantColumn() createdAt: string;
}
