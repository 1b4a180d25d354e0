import { Entity, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/** Only what the work needs is kept of a person: name, unit (by contact), duty mail, office phone. */
@Entity('people')
export class Person {
  @IdColumn() id: number;
  @TextColumn() name: string;
  /** null: this person does not sign in. Lower case. */
  @Index({ unique: true }) @OptionalTextColumn() loginName: string | null;
  /** Duty mailbox, lower case. */
  @Index({ unique: true }) @OptionalTextColumn() email: string | null;
  @OptionalTextColumn() phone: string | null;
  @OptionalTextColumn() passwordHash: string | null;
  @OptionalInstantColumn() lockedUntil: string | null;
  @InstantColumn() createdAt: string;
  @OptionalDayColumn() leftOn: string | null;
}
