import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

/** 签收: a unit signs for all its duties of a plan, naming its contact and its leader in charge. Duties point here. */
@Entity('receipts')
@Index(['planId', 'unitId'])
export class Receipt {
  @IdColumn() id: number;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() contactName: string;
  @TextColumn() leaderInCharge: string;
  @DayColumn() signedOn: Day;
  @InstantColumn() signedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() signedById: number | null;
}
