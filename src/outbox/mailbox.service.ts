import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { changedRows, row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { linksIn, MailLinks, shownLinks } from './mail-links.js';

/** What a person may do with a message: nothing but ask for one more attempt. */
@Injectable()
export class MailboxService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: MailLinks,
  ) {}

  /**
   * A mail as a person of the department reads it: where nothing leaves this machine it is read, and opened, here;
   * where mails are sent, whoever it was sent to holds the link and nobody else.
   */
  async readable<M extends { text: string; html: string }>(
    viewer: Viewer,
    message: M,
    linkWord: string,
  ): Promise<M> {
    const { text, html } = message;
    const urls = await this.links.urlsHere(viewer, linksIn(text, html));
    return {
      ...message,
      text: shownLinks(text, urls, linkWord),
      html: shownLinks(html, urls, linkWord),
    };
  }

  /**
   * For a mail the server refused, once the reason is gone. Same Message-ID, same bytes.
   * @throws Refusal message-not-to-resend, also past its day: it would expire unsent
   */
  async sendAgain(viewer: Viewer, id: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const found = await row<{ state: string }>(tx, `SELECT "state" FROM "messages" WHERE "id" = :id`, {
        id,
      });
      if (!found) throw new NotFound('message');
      const changed = await changedRows(
        tx,
        `UPDATE "messages" SET "state" = 'pending', "nextAttemptAt" = :now
         WHERE "id" = :id AND "state" = 'failed' AND "reason" IN ('server-refused', 'gave-up')
           AND ("expiresOn" IS NULL OR "expiresOn" >= :today) RETURNING "id"`,
        { id, now: this.clock.now(), today: this.clock.today() },
      );
      if (!changed.length) throw new Refusal('message-not-to-resend');
      const change = { before: { state: 'failed' }, after: { state: 'pending' } };
      await record(tx, this.clock, viewer, { verb: 'send-again', noun: 'message', id, ...change });
    });
  }
}
