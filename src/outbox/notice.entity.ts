import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

export type NoticeKind =
  | 'issue'
  | 'reminders'
  | 'overdue-digest'
  | 'leader-digest'
  // Of duties that came to a unit by the end of another.
  | 'succession'
  // Sent at once, by a person's click.
  | 'reassignment'
  | 'refinement'
  | 'handover'
  | 'link'
  | 'urging'
  | 'supervision-notice'
  | 'instruction';
/** composed: there is a message. skipped: there is none, and `reason` says why. */
export type NoticeOutcome = 'composed' | 'skipped';

/** One line of the morning's ledger: what a unit or a recipient got on a day, or why nothing. */
@Entity('notices')
@Index(['onDay', 'kind'])
@Index(['unitId', 'kind', 'onDay'])
export class Notice {
  @IdColumn() id: number;
  /** `reminders:<day>:<unit>`, `overdue-digest:<day>:<address>`, `issue:<plan>:<unit>`, `urging:<first urging>` … */
  @Index({ unique: true }) @TextColumn() noticeKey: string;
  @TextColumn() kind: NoticeKind;
  @DayColumn() onDay: string;
  @ForeignKey('Unit') @OptionalIntegerColumn() unitId: number | null;
  @TextColumn() recipient: string;
  @TextColumn() outcome: NoticeOutcome;
  /** Of a skipped one: nothing-to-say, no-address, offline, not-allowed, senior. */
  @OptionalTextColumn() reason: string | null;
  @JsonColumn() counts: Record<string, number>;
  @InstantColumn() composedAt: string;
}
