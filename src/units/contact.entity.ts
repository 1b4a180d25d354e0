import { Entity, ForeignKey, Index } from 'typeorm';
import { BooleanColumn, DayColumn, IdColumn, IntegerColumn, OptionalDayColumn } from '../platform/columns.js';

/** 联络员: a person who answers for a unit, for a span of days. One person may serve two units. */
@Entity('contacts')
export class Contact {
  @IdColumn() id: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @Index() @ForeignKey('Person') @IntegerColumn() personId: number;
  @BooleanColumn() isHead: boolean;
  @DayColumn() fromOn: string;
  @OptionalDayColumn() untilOn: string | null;
}
