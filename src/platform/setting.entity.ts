import { Entity, PrimaryColumn } from 'typeorm';
import { JsonColumn } from './columns.js';

/** What an installation remembers about itself: thresholds, the hour, the day it began. */
@Entity('settings')
export class Setting {
  @PrimaryColumn({ type: 'text' }) name: string;
  @JsonColumn() value: unknown;
}
