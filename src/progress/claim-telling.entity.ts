import { Entity, ForeignKey, Unique } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** The first lead told another lead that it is about to claim close-out; after 3 working days of silence it may. */
@Entity('claim_tellings')
@Unique(['taskId', 'unitId', 'period'])
export class ClaimTelling {
  @IdColumn() id: number;
  @ForeignKey('Task') @IntegerColumn() taskId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() period: string;
  @DayColumn() toldOn: Day;
  @InstantColumn() toldAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() toldById: number | null;
}
