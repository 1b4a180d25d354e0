import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, IntegerColumn, TextColumn } from '../platform/columns.js';

/** A signed-in browser. The cookie holds the token, the database only its hash. */
@Entity('sessions')
export class Session {
  @PrimaryColumn({ type: 'text' }) tokenHash: string;
  @Index() @ForeignKey('Person') @IntegerColumn() personId: number;
  /** What every form of this session must carry. */
  @TextColumn() csrfToken: string;
  @InstantColumn() createdAt: string;
  @InstantColumn() lastSeenAt: string;
  @InstantColumn() endsAt: string;
}
