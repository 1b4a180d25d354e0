import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** A reform of a unit: renamed, merged, split or dissolved on a day. */
@Entity('unit_changes')
export class UnitChange {
  @IdColumn() id: number;
  @TextColumn() kind: 'rename' | 'merge' | 'split' | 'dissolve';
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @DayColumn() onDay: Day;
  @TextColumn() reason: string;
  @JsonColumn() successors: number[];
  @InstantColumn() madeAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() madeById: number | null;
}
