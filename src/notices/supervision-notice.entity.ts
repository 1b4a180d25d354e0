import { Entity, ForeignKey, Index, Unique } from 'typeorm';
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

/** 督办单: 督办〔2026〕3号, numbered per year and department without gaps, with a reply day. */
@Entity('supervision_notices')
@Unique(['supervisorUnitId', 'year', 'number'])
export class SupervisionNotice {
  @IdColumn() id: number;
  @ForeignKey('Unit') @IntegerColumn() supervisorUnitId: number;
  @IntegerColumn() year: number;
  @IntegerColumn() number: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() urgency: 'normal' | 'urgent' | 'most-urgent';
  @TextColumn() reason: string;
  @TextColumn() requirement: string;
  @DayColumn() replyDueOn: Day;
  /** The unit’s deadline of kind `reply`. */
  @Index() @ForeignKey('Deadline') @OptionalIntegerColumn() replyDeadlineId: number | null;
  @DayColumn() sentOn: Day;
  @InstantColumn() sentAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() sentById: number | null;
  @OptionalDayColumn() withdrawnOn: Day | null;
  @OptionalTextColumn() withdrawnReason: string | null;
}
