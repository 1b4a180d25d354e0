import { Entity, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  OptionalIntegerColumn,
  OptionalJsonColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/** One change of one noun: who, when, through which door, before and after. Never changed, never deleted. */
@Entity('audit_entries')
@Index(['noun', 'nounId'])
@Index(['planId', 'id'])
export class AuditEntry {
  @IdColumn() id: number;
  @InstantColumn() at: string;
  @DayColumn() onDay: string;
  @OptionalIntegerColumn() personId: number | null;
  @TextColumn() personName: string;
  @TextColumn() door: string;
  @TextColumn() verb: string;
  @TextColumn() noun: string;
  @TextColumn() nounId: string;
  @OptionalIntegerColumn() planId: number | null;
  @OptionalJsonColumn() before: object | null;
  @OptionalJsonColumn() after: object | null;
  /** The chain, see chain.ts: the hash of the entry before, and this one's over that and all of the above. */
  @OptionalTextColumn() previousHash: string | null;
  @OptionalTextColumn() hash: string | null;
}
