/** A test mail goes to whoever asks for it and to nobody else: no address, no server can be named. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import { Words } from '../platform/words.js';
import type { Viewer } from '../rules/permissions.js';
import { Outbox } from './enqueue.js';
import { LETTER_LANGUAGE, Letters } from './letters.js';
import type { ListedMessage } from './mailbox.queries.js';
import { plusMinutes } from './retries.js';

const KIND = 'mail-test';
const MINUTES_BETWEEN = 1;

@Injectable()
export class MailTests {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly letters: Letters,
    private readonly words: Words,
  ) {}

  /** @returns the message's id. @throws Refusal without a duty mailbox, and for a second one within a minute */
  async send(viewer: Viewer): Promise<number> {
    const say = (key: string, values = {}) => this.words.say(LETTER_LANGUAGE, `mailTest.${key}`, values);
    const [now, today] = [this.clock.now(), this.clock.today()];
    return this.db.inTransaction(async (tx) => {
      const address = await this.addressOf(viewer, tx);
      if (address === null) throw new Refusal('mail-test-without-address');
      const last = await this.lastOf(viewer, tx);
      if (last && last.createdAt > plusMinutes(now, -MINUTES_BETWEEN))
        throw new Refusal('mail-test-too-soon');
      const letter = this.letters.compose({
        ...{ subject: say('subject'), title: say('title'), sub: today },
        ...{ greeting: say('greeting', { name: viewer.name }), lines: [say('line')], why: say('why') },
      });
      const to = { name: viewer.name, address };
      const dedupeKey = `${KIND}:${viewer.personId!}:${now}`;
      const id = (await this.outbox.enqueue(tx, {
        ...{ ...letter, dedupeKey, kind: KIND, onDay: today, to, expiresOn: today },
      }))!;
      await record(tx, this.clock, viewer, { verb: 'test', noun: 'message', id });
      return id;
    });
  }

  /** The viewer's own duty mailbox. */
  async addressOf({ personId }: Viewer, from: Reader = this.db.read): Promise<string | null> {
    const found = await row<{ email: string | null }>(from, 'SELECT email FROM people WHERE id = :personId', {
      personId,
    });
    return found?.email ?? null;
  }

  /** What became of the viewer's last one. */
  lastOf({ personId }: Viewer, from: Reader = this.db.read): Promise<ListedMessage | null> {
    return row<ListedMessage>(
      from,
      `SELECT * FROM messages WHERE kind = '${KIND}' AND "dedupeKey" LIKE :own ORDER BY id DESC LIMIT 1`,
      { own: `${KIND}:${personId ?? 0}:%` },
    );
  }
}
