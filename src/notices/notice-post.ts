/** Writes a morning: messages and their ledger lines, batch by batch, each batch in one short transaction. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Outbox, type OutgoingMail } from '../outbox/enqueue.js';
import { note, type NoticeLine } from '../outbox/notice-ledger.js';
import { noCounts, type RunCounts } from './run.js';

export interface Batch {
  mails: OutgoingMail[];
  lines: NoticeLine[];
}

/** A commit waits for the disk: a thousand mails are written in a few dozen transactions. */
const LINES_PER_TRANSACTION = 25;

@Injectable()
export class NoticePost {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Whatever stands already is left as it is, so a run may be repeated, broken off and run by two processes.
   * A message and the lines about it have to come in the same batch.
   */
  async writeAll(batches: AsyncIterable<Batch>): Promise<RunCounts> {
    const counts = noCounts();
    let held: Batch = { mails: [], lines: [] };
    for await (const { mails, lines } of batches) {
      held.mails.push(...mails);
      held.lines.push(...lines);
      if (held.lines.length < LINES_PER_TRANSACTION) continue;
      await this.write(held, counts);
      held = { mails: [], lines: [] };
    }
    await this.write(held, counts);
    return counts;
  }

  private async write({ mails, lines }: Batch, counts: RunCounts): Promise<void> {
    if (mails.length + lines.length === 0) return;
    const written = noCounts();
    await this.db.inTransaction(async (tx) => {
      const ids = await this.outbox.enqueueAll(tx, mails);
      written.messages = ids.filter((id) => id !== null).length;
      for (const line of lines) if (await note(tx, this.clock, line)) written[line.outcome] += 1;
    });
    counts.composed += written.composed;
    counts.skipped += written.skipped;
    counts.messages += written.messages;
  }
}
