/** One's own signed-in browsers: what the list shows, and ending one of them or all. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { RequestSession } from '../web/request.js';
import { secretHash } from './secrets.js';
import { SessionsService } from './sessions.service.js';

export interface OwnSession {
  /** Names it in a form; nothing follows from it. */
  mark: string;
  browser: string | null;
  address: string | null;
  createdAt: string;
  lastSeenAt: string;
  /** Somebody typed the password and stopped there. */
  isAwaiting: boolean;
  isThis: boolean;
}

type Row = Pick<OwnSession, 'browser' | 'address' | 'createdAt' | 'lastSeenAt'> & {
  tokenHash: string;
  awaits: string | null;
};

@Injectable()
export class OwnSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  /** This one first, then the one last seen. */
  async list({ holder, tokenHash: own }: RequestSession): Promise<OwnSession[]> {
    const open = await rows<Row>(
      this.db.read,
      `SELECT "tokenHash", browser, address, "createdAt", "lastSeenAt", awaits FROM sessions
       WHERE "personId" = :personId AND "endsAt" > :now AND "lastSeenAt" > :idleSince
       ORDER BY "lastSeenAt" DESC, "createdAt" DESC`,
      { personId: holder.personId!, ...this.sessions.liveAt() },
    );
    const listed = open.map(({ tokenHash, awaits, ...shown }) => ({
      ...shown,
      mark: markOf(tokenHash),
      isAwaiting: awaits !== null,
      isThis: tokenHash === own,
    }));
    return [...listed.filter((one) => one.isThis), ...listed.filter((one) => !one.isThis)];
  }

  /** One that ended meanwhile is as good as ended. */
  async end({ holder, tokenHash: own }: RequestSession, mark: string, address: string): Promise<void> {
    const personId = holder.personId!;
    await this.db.inTransaction(async (tx) => {
      const open = await rows<{ tokenHash: string }>(
        tx,
        'SELECT "tokenHash" FROM sessions WHERE "personId" = :personId',
        { personId },
      );
      const found = open.find(({ tokenHash }) => tokenHash !== own && markOf(tokenHash) === mark);
      if (!found) return;
      await this.sessions.close(tx, found.tokenHash);
      await record(tx, this.clock, holder, { verb: 'end-session', noun: 'person', id: personId });
      await noteSecurity(tx, this.clock, { kind: 'session-ended', personId, address });
    });
  }

  /** Signing out everywhere, here as well. */
  async endAll({ holder }: RequestSession, address: string): Promise<void> {
    const personId = holder.personId!;
    await this.db.inTransaction(async (tx) => {
      await this.sessions.closeAll(tx, personId, null);
      await record(tx, this.clock, holder, { verb: 'sign-out-everywhere', noun: 'person', id: personId });
      await noteSecurity(tx, this.clock, { kind: 'signed-out-everywhere', personId, address });
    });
  }
}

function markOf(tokenHash: string): string {
  return secretHash(`session ${tokenHash}`).slice(0, 16);
}
