import { Entity, ForeignKey, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
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
}
