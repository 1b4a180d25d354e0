import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { IdColumn, IntegerColumn, TextColumn } from '../platform/columns.js';
import type { Light } from '../rules/lights.js';

/** The light of each lead unit’s task at a month’s end, as it was shown then: what history is drawn from. */
@Entity('light_snapshots')
@Unique(['month', 'taskId', 'unitId'])
@Index(['unitId', 'month'])
@Index(['planId', 'month'])
export class LightSnapshot {
  @IdColumn() id: number;
  /** 2019-06 */
  @TextColumn() month: string;
  @ForeignKey('Plan') @IntegerColumn() planId: number;
  @ForeignKey('Task') @IntegerColumn() taskId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() light: Light;
}
