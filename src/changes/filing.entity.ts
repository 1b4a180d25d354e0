import { Entity, ForeignKey, Index } from 'typeorm';
import {
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

/** 报备: a risk or difficulty filed in good time; once accepted it shields the score 容错. */
@Entity('filings')
export class Filing {
  @IdColumn() id: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() text: string;
  @DayColumn() askedOn: Day;
  @InstantColumn() askedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() askedById: number | null;
  @Index() @TextColumn() outcome: Outcome;
  @OptionalTextColumn() remark: string | null;
  @OptionalDayColumn() decidedOn: Day | null;
  @OptionalInstantColumn() decidedAt: string | null;
  @ForeignKey('Person') @OptionalIntegerColumn() decidedById: number | null;
}
