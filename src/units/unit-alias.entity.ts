import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, IntegerColumn, TextColumn } from '../platform/columns.js';

/** Another name a document may print for a unit, or one it bore before. */
@Entity('unit_aliases')
export class UnitAlias {
  @IdColumn() id: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() name: string;
  @Index({ unique: true }) @TextColumn() nameKey: string;
  @TextColumn() kind: 'alias' | 'former';
}
