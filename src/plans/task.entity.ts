import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  IdColumn,
  IntegerColumn,
  JsonColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { TaskKind } from '../rules/proposals.js';
import type { Grade, TaskState } from '../rules/task-states.js';
import type { Reporting } from './plan.entity.js';

export interface PrintedDeadline {
  phrase: string;
  dueOn: Day | null;
}

/** 任务: one numbered item of a plan, verbatim, and where it stands in the source. */
@Entity('tasks')
@Index(['planId', 'position'])
export class Task {
  @IdColumn() id: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @Index() @ForeignKey('Task') @OptionalIntegerColumn() parentId: number | null;
  @IntegerColumn() position: number;
  /** The supplement it came with: its place in the source is one in that document. null: the plan's own. */
  @OptionalIntegerColumn() sourcePlanId: number | null;
  /** The number as printed, without its punctuation. */
  @TextColumn() no: string;
  @TextColumn() section: string;
  @TextColumn() title: string;
  @TextColumn() text: string;
  @IntegerColumn() sourceStart: number;
  @IntegerColumn() sourceEnd: number;
  /** The unit list ended in 等. */
  @BooleanColumn() openEnded: boolean;
  @JsonColumn() kinds: TaskKind[];
  /** false: proposed from the text and not yet confirmed by a person. */
  @BooleanColumn() kindsCertain: boolean;
  /** Yearly by the results of the year's assessment: due on 31 March following. */
  @BooleanColumn() restsOnAssessment: boolean;
  @TextColumn() standingRhythm: 'half-year' | 'year';
  @JsonColumn() printed: PrintedDeadline[];
  /** null: as the plan says. */
  @OptionalTextColumn() reporting: Reporting | null;
  /** The outside unit that verifies a task which the supervisor leads itself. */
  @ForeignKey('Unit') @OptionalIntegerColumn() verifierUnitId: number | null;
  /** 分管领导, of a sub-task as its refinement plan names them. */
  @OptionalTextColumn() leaderInCharge: string | null;
  /** From this day on only “received offline” is recorded of it. */
  @OptionalDayColumn() sensitiveFromOn: Day | null;
  /** Changed by `moveTask` alone. */
  @TextColumn() state: TaskState;
  @OptionalDayColumn() closedOn: Day | null;
  /** What the verifier gave at the last close-out. */
  @OptionalTextColumn() grade: Grade | null;
}
