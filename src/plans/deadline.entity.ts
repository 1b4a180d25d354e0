import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

export type { DeadlineKind };

/**
 * Where the current day came from. What was corrected was the department's mistake and is never charged to the unit:
 * scores go by the corrected day, the original one only says what was asked first.
 */
export type DaySource =
  | 'document'
  | 'rule'
  | 'person'
  | 'calendar'
  | 'extension'
  | 'correction'
  /** The rework day of a return, before the standstill that moves it on. */
  | 'rework'
  | 'suspension'
  | 'succession'
  /** Of a close-out: it is owed anew, and what was late before stays so. */
  | 'reopening';

/** closed: by close-out. moved: another unit owes it now. ended: with the plan. corrected: it was never owed. */
export type WaivedReason = 'closed' | 'moved' | 'withdrawn' | 'ended' | 'corrected';

/**
 * 时限: what a unit owes by a day. Only facts stand here; whether it is late is computed
 * (`rules/deadline-state`), never stored.
 */
@Entity('deadlines')
@Unique(['subject', 'unitId', 'kind', 'period'])
@Index(['unitId', 'openedOn'])
@Index(['planId'])
@Index(['taskId'])
// Partial and by an expression, so made by the migration.
@Index('deadlines_open', { synchronize: false })
@Index('deadlines_pending', { synchronize: false })
export class Deadline {
  @IdColumn() id: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  /** null: one for the whole plan (refinement). */
  @ForeignKey('Task') @OptionalIntegerColumn() taskId: number | null;
  /** `task:<id>` or `plan:<id>`: a key that may be unique although taskId may be null. */
  @TextColumn() subject: string;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() kind: DeadlineKind;
  /** `2019-H1`, `2019`, or empty where there is no period. */
  @TextColumn() period: string;
  /** The end of the period before the day moved off a free day. */
  @OptionalDayColumn() nominalOn: Day | null;
  @DayColumn() originalDueOn: Day;
  @DayColumn() dueOn: Day;
  @TextColumn() source: DaySource;
  /** null: of a draft, or of a period not yet open; nobody is asked for it. */
  @OptionalDayColumn() openedOn: Day | null;
  /** The day of the submission that waits for verification. */
  @OptionalDayColumn() pendingSince: Day | null;
  @OptionalInstantColumn() pendingAt: string | null;
  /** The day of the submission that was accepted. */
  @OptionalDayColumn() metOn: Day | null;
  @OptionalDayColumn() waivedOn: Day | null;
  @OptionalTextColumn() waivedReason: WaivedReason | null;
  /** The clock stands since this day (suspension, 待认领): openedOn is null meanwhile. */
  @OptionalDayColumn() heldOn: Day | null;
  /** What openedOn was before. */
  @OptionalDayColumn() heldOpenedOn: Day | null;
  /** Set by a return; lateness counts from here. */
  @OptionalDayColumn() reworkOn: Day | null;
  @OptionalInstantColumn() returnedAt: string | null;
  @OptionalInstantColumn() acceptedAt: string | null;
  @IntegerColumn() returns: number;
}
