/** Writes a batch of a morning: its messages and their ledger lines, in one short transaction. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Outbox, type OutgoingMail } from '../outbox/enqueue.js';
import { note, type NoticeLine } from '../outbox/notice-ledger.js';
import type { RunCounts } from './run.js';

export interface Batch {
  mails: OutgoingMail[];
  lines: NoticeLine[];
}

@Injectable()
export class NoticePost {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Whatever stands already is left as it is, so a run may be repeated, and two processes may run it. */
  async write({ mails, lines }: Batch, counts: RunCounts): Promise<void> {
    if (mails.length + lines.length === 0) return;
    const written = { composed: 0, skipped: 0, messages: 0 };
    await this.db.inTransaction(async (tx) => {
      for (const mail of mails) if ((await this.outbox.enqueue(tx, mail)) !== null) written.messages += 1;
      for (const line of lines) if (await note(tx, this.clock, line)) written[line.outcome] += 1;
    });
    counts.composed += written.composed;
    counts.skipped += written.skipped;
    counts.messages += written.messages;
  }
}
