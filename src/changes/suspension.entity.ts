import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** 挂账: the clock of a task stops, with a reason and a review day. */
@Entity('suspensions')
export class Suspension {
  @IdColumn() id: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @TextColumn() reason: string;
  @DayColumn() fromOn: Day;
  @Index() @DayColumn() reviewOn: Day;
  @InstantColumn() startedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() startedById: number | null;
  @OptionalDayColumn() endedOn: Day | null;
  @OptionalInstantColumn() endedAt: string | null;
  @ForeignKey('Person') @OptionalIntegerColumn() endedById: number | null;
}
