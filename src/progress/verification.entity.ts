import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { Grade } from '../rules/task-states.js';

/** 审核: accepted, or returned with a reason and a rework day. */
@Entity('verifications')
export class Verification {
  @IdColumn() id: number;
  @Index({ unique: true }) @ForeignKey('Submission') @IntegerColumn() submissionId: number;
  @TextColumn() outcome: 'accepted' | 'returned';
  /** Of an accepted claim. */
  @OptionalTextColumn() grade: Grade | null;
  @OptionalTextColumn() reason: string | null;
  @OptionalDayColumn() reworkOn: Day | null;
  @DayColumn() verifiedOn: Day;
  @InstantColumn() verifiedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() verifiedById: number | null;
}
