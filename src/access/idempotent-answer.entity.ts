import { Entity, Index, Unique } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/** What a POST with an `Idempotency-Key` was answered: the same key is answered the same again. */
@Entity('idempotent_answers')
@Unique(['caller', 'key'])
export class IdempotentAnswer {
  @IdColumn() id: number;
  /** `token:<id>` or `person:<id>`: keys of two callers never meet. */
  @TextColumn() caller: string;
  @TextColumn() key: string;
  /** Hash of method, path and body: the same key with another request is refused. */
  @TextColumn() request: string;
  /** null: the first request is still being answered. */
  @OptionalIntegerColumn() status: number | null;
  @OptionalTextColumn() body: string | null;
  @OptionalTextColumn() headers: string | null;
  /** Who is answering it: only that attempt may still commit anything. */
  @OptionalTextColumn() claim: string | null;
  @OptionalInstantColumn() claimedAt: string | null;
  /** What its transactions gave back, in order, as far as they are committed. */
  @OptionalTextColumn() gave: string | null;
  @Index() @InstantColumn() createdAt: string;
}
