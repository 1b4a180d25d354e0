import { Entity, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  JsonColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { SecurityEventKind } from './security-event-kinds.js';

/** One line of the security log 安全日志, apart from the audit trail: who came to the door, and how it went. */
@Entity('security_events')
@Index(['kind', 'id'])
export class SecurityEvent {
  @IdColumn() id: number;
  @Index() @InstantColumn() at: string;
  @TextColumn() kind: SecurityEventKind;
  /** No foreign key: a line outlives whom it names. */
  @Index() @OptionalIntegerColumn() personId: number | null;
  /** What it was about, never a secret: `account:duban`, `link:12`, `token:3`, `/plans/7`. */
  @OptionalTextColumn() subject: string | null;
  @OptionalTextColumn() address: string | null;
  @JsonColumn() details: Record<string, string | number>;
}
