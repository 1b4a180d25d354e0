import { Entity, PrimaryColumn } from 'typeorm';
import { TextColumn } from '../platform/columns.js';

/** A year whose notice is known; any other year counts Monday to Friday and says so. */
@Entity('calendar_years')
export class CalendarYear {
  @PrimaryColumn({ type: 'integer' }) year: number;
  @TextColumn() source: string;
}
