import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { IdColumn, IntegerColumn, TextColumn } from '../platform/columns.js';

/** What a submission says of a target. */
@Entity('figures')
@Unique(['submissionId', 'targetId'])
export class Figure {
  @IdColumn() id: number;
  @ForeignKey('Submission') @IntegerColumn() submissionId: number;
  @Index() @ForeignKey('Target') @IntegerColumn() targetId: number;
  @TextColumn() amount: string;
}
