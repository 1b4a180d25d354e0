import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  DayColumn,
  IdColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { DutyPart } from './duty.entity.js';

export type DutyEnd = 'reassigned' | 'correction' | 'merge' | 'split' | 'dissolve' | 'claimed' | 'withdrawn';

/** A duty as another unit held it before: `duties` holds only who holds it now. */
@Entity('former_duties')
export class FormerDuty {
  @IdColumn() id: number;
  @ForeignKey('Duty') @IntegerColumn() dutyId: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() part: DutyPart;
  @BooleanColumn() isFirst: boolean;
  @TextColumn() printedName: string;
  @OptionalDayColumn() issuedOn: Day | null;
  @ForeignKey('Receipt') @OptionalIntegerColumn() receiptId: number | null;
  /** The first day on which it was no longer this unit’s. */
  @DayColumn() endedOn: Day;
  @OptionalInstantColumn() endedAt: string | null;
  @TextColumn() cause: DutyEnd;
  @TextColumn() reason: string;
  @ForeignKey('Unit') @OptionalIntegerColumn() successorUnitId: number | null;
  /** Of what was 待认领: the day the successor was named, and its clock ran again. */
  @OptionalDayColumn() claimedOn: Day | null;
}
