import { Entity, ForeignKey, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

@Entity('api_tokens')
export class ApiToken {
  @IdColumn() id: number;
  @ForeignKey('Person') @IntegerColumn() personId: number;
  @TextColumn() name: string;
  @Index({ unique: true }) @TextColumn() tokenHash: string;
  @InstantColumn() createdAt: string;
  @OptionalDayColumn() lastOn: string | null;
  @OptionalInstantColumn() revokedAt: string | null;
  /** What it may do, separated by spaces; null: whatever its person may. */
  @OptionalTextColumn() scopes: string | null;
  @OptionalIntegerColumn() perMinute: number | null;
  /** To the hour: a read must not be a write each time. */
  @OptionalInstantColumn() lastUsedAt: string | null;
  @OptionalIntegerColumn() createdById: number | null;
}
