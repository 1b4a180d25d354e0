import { Entity, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
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
  /** Where the person's roles hold, with everything below; null: everywhere. */
  @OptionalIntegerColumn() jurisdictionId: number | null;
  /** `system`: a program with tokens of its own, which nobody signs in as; null: a human being. */
  @OptionalTextColumn() kind: 'system' | null;
  /** The password was chosen by somebody else at this instant and must be changed at the next sign-in. */
  @OptionalInstantColumn() passwordGivenAt: string | null;
  /** Second factor, encrypted by a key that is not in the database. It counts from `totpFromAt` on. */
  @OptionalTextColumn() totpSecret: string | null;
  @OptionalInstantColumn() totpFromAt: string | null;
  /** The last time step a code was taken from: no code opens twice. */
  @OptionalIntegerColumn() totpLastStep: number | null;
  /** `<issuer> <subject>` at the identity provider, since the first sign-in by it. */
  @OptionalTextColumn() signsInAs: string | null;
  /** Name, mailbox and phone were taken out on request on this day. */
  @OptionalDayColumn() erasedOn: string | null;
}
