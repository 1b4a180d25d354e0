import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from '../platform/columns.js';

/** Counted per account and per address, in the database so that every instance counts the same. */
@Entity('sign_in_failures')
@Index(['subject', 'failedAt'])
export class SignInFailure {
  @IdColumn() id: number;
  /** What is guessed at, an account by a signature of its name, or `address:<network>` the guesses come from. */
  @TextColumn() subject: string;
  @InstantColumn() failedAt: string;
}
