import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, IntegerColumn, TextColumn } from '../platform/columns.js';

/** A target figure of a task with its unit of measure: 10 个, 35 %. */
@Entity('targets')
export class Target {
  @IdColumn() id: number;
  @Index() @ForeignKey('Task') @IntegerColumn() taskId: number;
  @IntegerColumn() position: number;
  @TextColumn() name: string;
  /** A decimal number as text, so that 0.1 stays 0.1. */
  @TextColumn() amount: string;
  @TextColumn() measuredIn: string;
}
