/** Signed-in browsers. Kept in the database, so that signing out holds on every instance. */
import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotAllowed } from '../platform/refusal.js';
import type { SessionAwaits } from '../web/request.js';
import { sessionIdentity, type SessionIdentity } from './identity.queries.js';
import { newSecret, secretHash } from './secrets.js';
import { Session } from './session.entity.js';
import { later } from './instants.js';

const IDLE_MINUTES = 30;
const LONGEST_MINUTES = 8 * 60;
/** lastSeenAt is written at most this often: a page view must not be a write. */
const SEEN_MINUTES = 1;

export interface OpenedSession {
  /** For the cookie; stored nowhere. */
  token: string;
  csrfToken: string;
}

/** Where and with what somebody signs in, and what still stands between the session and everything else. */
export interface SessionGiven {
  address?: string | null;
  /** in words, of `browserOf` */
  browser?: string | null;
  awaits?: SessionAwaits | null;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Part of signing in. Always a new token: one that was planted before is worth nothing after. */
  async open(tx: Tx, personId: number, given: SessionGiven = {}): Promise<OpenedSession> {
    const { address = null, browser = null, awaits = null } = given;
    const now = this.clock.now();
    const [token, csrfToken] = [newSecret(), newSecret()];
    await tx.insert(Session, {
      tokenHash: secretHash(token),
      personId,
      csrfToken,
      createdAt: now,
      lastSeenAt: now,
      endsAt: later(now, LONGEST_MINUTES),
      awaits,
      address,
      browser,
    });
    return { token, csrfToken };
  }

  /**
   * After each step of signing in, and whenever a secret of its person changed: the session goes on under a new token,
   * and the old one is worth nothing. The eight hours go on.
   * @throws NotAllowed where it is no more, or awaits something else by now
   */
  async renew(
    tx: Tx,
    tokenHash: string,
    { awaited, awaits }: { awaited: SessionAwaits | null; awaits: SessionAwaits | null },
  ): Promise<OpenedSession> {
    const known = await tx.findOneBy(Session, { tokenHash });
    if (known?.awaits !== awaited) throw new NotAllowed('not-signed-in');
    const { personId, address, browser } = known;
    await tx.delete(Session, { tokenHash });
    const opened = await this.open(tx, personId, { address, browser, awaits });
    const { createdAt, endsAt } = known;
    await tx.update(Session, { tokenHash: secretHash(opened.token) }, { createdAt, endsAt });
    return opened;
  }

  /** null for a session that ended, went idle or never was. */
  async find(tokenHash: string): Promise<SessionIdentity | null> {
    const live = this.liveAt();
    const { now } = live;
    const identity = await sessionIdentity(this.db.read, {
      hash: tokenHash,
      ...live,
      today: this.clock.today(),
    });
    if (identity && identity.lastSeenAt <= later(now, -SEEN_MINUTES)) await this.see(tokenHash, now);
    return identity;
  }

  /** A session is live that ends after `now` and was seen after `idleSince`. */
  liveAt(): { now: string; idleSince: string } {
    const now = this.clock.now();
    return { now, idleSince: later(now, -IDLE_MINUTES) };
  }

  /** Ended and idle ones are of no use to anybody. */
  async forgetEnded(tx: Tx): Promise<void> {
    await tx
      .createQueryBuilder()
      .delete()
      .from(Session)
      .where('"endsAt" <= :now OR "lastSeenAt" <= :idleSince', this.liveAt())
      .execute();
  }

  async close(tx: Tx, tokenHash: string): Promise<void> {
    await tx.delete(Session, { tokenHash });
  }

  /** @param exceptHash left open; null: none is */
  async closeAll(tx: Tx, personId: number, exceptHash: string | null): Promise<void> {
    await tx.delete(Session, { personId, ...(exceptHash !== null && { tokenHash: Not(exceptHash) }) });
  }

  private see(tokenHash: string, now: string): Promise<unknown> {
    return this.db.inTransaction((tx) => tx.update(Session, { tokenHash }, { lastSeenAt: now }));
  }
}
