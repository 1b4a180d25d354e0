import { Entity, Index, Unique } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/**
 * What is taken once: a POST with an `Idempotency-Key` is answered the same again, a form sent twice leads to the same
 * page, a ticket of the identity provider opens nothing a second time.
 */
@Entity('idempotent_answers')
@Unique(['caller', 'key'])
export class IdempotentAnswer {
  @IdColumn() id: number;
  /** `token:<id>`, `person:<id>`, `link:<id>` or `oidc`: keys of two callers never meet. */
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
