import { Entity, ForeignKey, Unique } from 'typeorm';
import { DayColumn, IdColumn, IntegerColumn, OptionalDayColumn, TextColumn } from '../platform/columns.js';

/** Who reads a department's digest; an account is not needed. */
@Entity('digest_recipients')
@Unique(['unitId', 'address'])
export class DigestRecipient {
  @IdColumn() id: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() name: string;
  @TextColumn() address: string;
  /** `overdue`: the department's. `weekly`: a leader's, exceptions only. */
  @TextColumn() cadence: 'overdue' | 'weekly';
  @DayColumn() fromOn: string;
  @OptionalDayColumn() untilOn: string | null;
}
