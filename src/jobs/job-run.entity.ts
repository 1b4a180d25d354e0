import { Entity, Unique } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

export type RunState = 'running' | 'done' | 'failed' | 'folded';

/** One scheduled run: one row per job and day, whatever happens. */
@Entity('job_runs')
@Unique(['job', 'day'])
export class JobRun {
  @IdColumn() id: number;
  @TextColumn() job: string;
  @DayColumn() day: string;
  @TextColumn() state: RunState;
  /** The newer day whose run spoke for this one after downtime. */
  @OptionalDayColumn() foldedInto: string | null;
  @InstantColumn() startedAt: string;
  @OptionalInstantColumn() finishedAt: string | null;
  @OptionalInstantColumn() leaseUntil: string | null;
  @IntegerColumn() leaseEpoch: number;
  @IntegerColumn() attempts: number;
  @JsonColumn() counts: Record<string, number>;
  @OptionalTextColumn() error: string | null;
}
