import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, IntegerColumn, OptionalTextColumn, TextColumn } from '../platform/columns.js';
import type { SessionAwaits } from '../web/request.js';

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
  /** What stands between this session and everything else; null: nothing. */
  @OptionalTextColumn() awaits: SessionAwaits | null;
  /** Where and with what it was opened, for the person's own list. */
  @OptionalTextColumn() address: string | null;
  @OptionalTextColumn() browser: string | null;
}
