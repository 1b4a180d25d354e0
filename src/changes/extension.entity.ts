import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { Outcome } from '../rules/outcome.js';

/** 延期: a request before the day, with reason and new day. The second one of a deadline needs a leader. */
@Entity('extensions')
export class Extension {
  @IdColumn() id: number;
  @Index() @ForeignKey('Deadline') @IntegerColumn() deadlineId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @DayColumn() fromDay: Day;
  @DayColumn() askedDay: Day;
  @TextColumn() reason: string;
  @BooleanColumn() needsLeader: boolean;
  @OptionalDayColumn() grantedDay: Day | null;
  @DayColumn() askedOn: Day;
  @InstantColumn() askedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() askedById: number | null;
  @Index() @TextColumn() outcome: Outcome;
  @OptionalTextColumn() remark: string | null;
  @OptionalDayColumn() decidedOn: Day | null;
  @OptionalInstantColumn() decidedAt: string | null;
  @ForeignKey('Person') @OptionalIntegerColumn() decidedById: number | null;
}
