import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** 催办: by a person’s click, recorded. */
@Entity('urgings')
@Index(['unitId', 'urgedOn'])
export class Urging {
  @IdColumn() id: number;
  @Index() @ForeignKey('Deadline') @IntegerColumn() deadlineId: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @BooleanColumn() toHead: boolean;
  @OptionalTextColumn() note: string | null;
  /** In working days, when it was sent. */
  @IntegerColumn() daysLate: number;
  @DayColumn() urgedOn: Day;
  @InstantColumn() urgedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() urgedById: number | null;
}
