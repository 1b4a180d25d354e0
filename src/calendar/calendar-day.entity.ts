import { Entity, PrimaryColumn } from 'typeorm';
import { BooleanColumn, TextColumn } from '../platform/columns.js';

/** A day that differs from the plain week: a holiday, or a make-up working day 调休补班. */
@Entity('calendar_days')
export class CalendarDayRow {
  @PrimaryColumn({ type: 'text' }) day: string;
  @BooleanColumn() isOff: boolean;
  @TextColumn() name: string;
}
