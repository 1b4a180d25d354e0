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

/** 批示: a leader’s dated note on a task. */
@Entity('instructions')
export class Instruction {
  @IdColumn() id: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @TextColumn() leaderName: string;
  @TextColumn() text: string;
  @DayColumn() instructedOn: Day;
  @InstantColumn() enteredAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() enteredById: number | null;
}
