import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { Grade, Move, TaskState } from '../rules/task-states.js';

/** One step of a task from state to state: who, when, why. Written by `moveTask` alone. */
@Entity('task_moves')
export class TaskMove {
  @IdColumn() id: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @TextColumn() move: Move;
  @TextColumn() fromState: TaskState;
  @TextColumn() toState: TaskState;
  @OptionalTextColumn() reason: string | null;
  /** Given with a close-out; it stays here when the task is reopened. */
  @OptionalTextColumn() grade: Grade | null;
  @DayColumn() movedOn: Day;
  @InstantColumn() movedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() personId: number | null;
  @TextColumn() personName: string;
}
