import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { DaySource } from './deadline.entity.js';

/** Dates with memory: every change of a deadline’s day, written by `deadline-days` alone. */
@Entity('day_changes')
export class DayChange {
  @IdColumn() id: number;
  @Index() @ForeignKey('Deadline') @IntegerColumn() deadlineId: number;
  @DayColumn() fromDay: Day;
  @DayColumn() toDay: Day;
  @TextColumn() source: DaySource;
  @TextColumn() reason: string;
  @DayColumn() changedOn: Day;
  @InstantColumn() changedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() personId: number | null;
  @TextColumn() personName: string;
}
