import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, OptionalDayColumn, OptionalIntegerColumn, TextColumn } from '../platform/columns.js';

/**
 * 辖区: a part of the house with a department of its own, say a district under the city. The topmost one, the
 * whole installation, has no row: what lies in no jurisdiction lies there.
 */
@Entity('jurisdictions')
export class Jurisdiction {
  @IdColumn() id: number;
  @TextColumn() name: string;
  @Index({ unique: true }) @TextColumn() nameKey: string;
  /** null: directly below the topmost one */
  @ForeignKey('Jurisdiction') @OptionalIntegerColumn() parentId: number | null;
  @OptionalDayColumn() endedOn: string | null;
}
