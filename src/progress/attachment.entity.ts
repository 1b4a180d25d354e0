import { Entity, ForeignKey, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';

/** A file of a submission. Its bytes lie under the data folder by their hash, written before the row. */
@Entity('attachments')
export class Attachment {
  @IdColumn() id: number;
  @Index() @ForeignKey('Submission') @OptionalIntegerColumn() submissionId: number | null;
  @TextColumn() name: string;
  @TextColumn() mediaType: string;
  @IntegerColumn() size: number;
  /** SHA-256, hexadecimal. */
  @TextColumn() sha256: string;
  @InstantColumn() createdAt: string;
  /** A newer version of the same file; the older one is kept. */
  @OptionalIntegerColumn() replacedById: number | null;
  @OptionalInstantColumn() replacedAt: string | null;
}
