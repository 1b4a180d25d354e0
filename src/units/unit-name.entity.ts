import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, IntegerColumn, OptionalDayColumn, TextColumn } from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** A name a unit bore, with its days: history shows the name of its time. */
@Entity('unit_names')
export class UnitName {
  @IdColumn() id: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() name: string;
  @OptionalDayColumn() fromOn: Day | null;
  /** The first day on which it no longer bore it. */
  @OptionalDayColumn() untilOn: Day | null;
}
