import { Entity, Unique } from 'typeorm';
import { IdColumn, IntegerColumn, OptionalTextColumn } from '../platform/columns.js';

/** What the trail says of a person by name, kept apart from the chain, so that it can be taken out. */
@Entity('personal_values')
@Unique(['personId', 'value'])
export class PersonalValue {
  @IdColumn() id: number;
  /** Whose it is; 0 where it is only a name somebody gave. No foreign key: the trail outlives what it tells of. */
  @IntegerColumn() personId: number;
  /** null: erased */
  @OptionalTextColumn() value: string | null;
}
