import { Entity, ForeignKey, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalInstantColumn,
  TextColumn,
} from '../platform/columns.js';

/** Opens once, in place of the second factor that was lost. */
@Entity('recovery_codes')
export class RecoveryCode {
  @IdColumn() id: number;
  @Index() @ForeignKey('Person') @IntegerColumn() personId: number;
  @TextColumn() codeHash: string;
  @InstantColumn() createdAt: string;
  @OptionalInstantColumn() usedAt: string | null;
}
