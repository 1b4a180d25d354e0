import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** One row of a refinement plan 细化方案; accepted, it becomes a sub-task. */
@Entity('measures')
export class Measure {
  @IdColumn() id: number;
  @Index() @ForeignKey('Submission') @IntegerColumn() submissionId: number;
  /** The task it refines. */
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @IntegerColumn() position: number;
  @TextColumn() measure: string;
  @OptionalTextColumn() targetName: string | null;
  @OptionalTextColumn() targetAmount: string | null;
  @OptionalTextColumn() targetMeasuredIn: string | null;
  @TextColumn() responsibleName: string;
  /** null: an office or person within the unit that hands in. */
  @ForeignKey('Unit') @OptionalIntegerColumn() responsibleUnitId: number | null;
  @OptionalTextColumn() leaderInCharge: string | null;
  @DayColumn() dueOn: Day;
  /** What the verifier says of this row. */
  @OptionalTextColumn() remark: string | null;
  @ForeignKey('Task') @OptionalIntegerColumn() subTaskId: number | null;
}
