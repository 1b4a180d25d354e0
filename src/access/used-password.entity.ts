import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, InstantColumn, IntegerColumn, TextColumn } from '../platform/columns.js';

/** The last passwords of a person, which may not be used again. */
@Entity('used_passwords')
export class UsedPassword {
  @IdColumn() id: number;
  @Index() @ForeignKey('Person') @IntegerColumn() personId: number;
  @TextColumn() passwordHash: string;
  @InstantColumn() setAt: string;
}
