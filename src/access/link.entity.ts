import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';

/** `unit`: reports for a unit without an account. `invitation`: chooses a first password. `password`: a new one. */
export type LinkPurpose = 'unit' | 'invitation' | 'password';

/** What a signed link in a mail opens. The signature is made from the id by a key outside the database. */
@Entity('links')
export class Link {
  @IdColumn() id: number;
  @TextColumn() purpose: LinkPurpose;
  /** Of a unit's link: whose page it opens, */
  @Index() @ForeignKey('Unit') @OptionalIntegerColumn() unitId: number | null;
  /** and of which jurisdiction's plans; null: the topmost one's. */
  @ForeignKey('Jurisdiction') @OptionalIntegerColumn() jurisdictionId: number | null;
  /** The person it was sent to, where one is known. */
  @Index() @ForeignKey('Person') @OptionalIntegerColumn() personId: number | null;
  /** The mailbox it was sent to, lower case; empty once that person was erased. */
  @Index() @TextColumn() address: string;
  @DayColumn() lastOn: string;
  @InstantColumn() createdAt: string;
  /** Last acted with, to the hour; of an invitation: when it was used up. */
  @OptionalInstantColumn() usedAt: string | null;
  @OptionalInstantColumn() revokedAt: string | null;
  @OptionalTextColumn() revokedReason: string | null;
}
