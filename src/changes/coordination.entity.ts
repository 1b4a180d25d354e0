import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** 提请协调: a lead names who blocks it, on what, by when; the blocker owes an answer, which is a deadline of its own. */
@Entity('coordinations')
export class Coordination {
  @IdColumn() id: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() blockerUnitId: number;
  /** The blocker’s deadline of kind `answer`. */
  @Index() @ForeignKey('Deadline') @OptionalIntegerColumn() deadlineId: number | null;
  @TextColumn() matter: string;
  @DayColumn() answerDueOn: Day;
  @DayColumn() askedOn: Day;
  @InstantColumn() askedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() askedById: number | null;
  @OptionalDayColumn() withdrawnOn: Day | null;
}
