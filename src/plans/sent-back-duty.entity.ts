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

/** 退回改派: a unit says that a duty is not its own; the department reassigns it or says why not. */
@Entity('sent_back_duties')
export class SentBackDuty {
  @IdColumn() id: number;
  @Index() @ForeignKey('Duty') @IntegerColumn() dutyId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() reason: string;
  @DayColumn() askedOn: Day;
  @InstantColumn() askedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() askedById: number | null;
  @TextColumn() outcome: Outcome;
  @OptionalTextColumn() remark: string | null;
  @OptionalDayColumn() decidedOn: Day | null;
  @OptionalInstantColumn() decidedAt: string | null;
  @ForeignKey('Person') @OptionalIntegerColumn() decidedById: number | null;
}
