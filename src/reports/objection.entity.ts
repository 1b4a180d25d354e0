import { Entity, ForeignKey, Unique } from 'typeorm';
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

/** 申诉: a unit contests one point of its score; upheld, the point is struck. */
@Entity('objections')
@Unique(['planId', 'unitId', 'eventKey'])
export class Objection {
  @IdColumn() id: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() eventKey: string;
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
