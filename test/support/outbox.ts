/** The outbox alone on a database of its own: the mailer is the test's, the clock stands where it is put. */
import { Logger } from '@nestjs/common';
import { ENTITIES } from '../../src/entities.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { Outbox, type OutgoingMail } from '../../src/outbox/enqueue.js';
import { MailLinks } from '../../src/outbox/mail-links.js';
import { DevMailboxMailer, type Mailer } from '../../src/outbox/mailer.js';
import type { Message } from '../../src/outbox/message.entity.js';
import { SettableClock } from '../../src/platform/clock.js';
import { readConfig, type Config } from '../../src/platform/config.js';
import { Keys } from '../../src/platform/keys.js';
import type { Database } from '../../src/platform/database.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { createTestDatabase } from './postgres.js';

export class TestOutbox {
  private readonly opened: Database[] = [];

  private constructor(
    readonly url: string,
    readonly db: Database,
    readonly clock: SettableClock,
    private readonly settings: Record<string, string>,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async open(now = '2018-11-09T00:30:00.000Z', settings: Record<string, string> = {}) {
    Logger.overrideLogger(false);
    const database = await createTestDatabase();
    const config = readConfig({ DATABASE_URL: database.url });
    const db = await openDatabase(config, ENTITIES);
    return new TestOutbox(database.url, db, new SettableClock(now), settings, database.drop);
  }

  get config(): Config {
    return readConfig({
      DATABASE_URL: this.url,
      MAIL_FROM: '海门督办 <duban@haimen.example>',
      ...this.settings,
    });
  }

  /** As new, at the same database: cheaper than another one for every test. */
  async reset(now = '2018-11-09T00:30:00.000Z'): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await tx.query('DELETE FROM "messages"');
      await tx.query('DELETE FROM "settings"');
    });
    for (const name of Object.keys(this.settings)) delete this.settings[name];
    this.clock.set(now);
  }

  /** As another MAIL_FROM or MAIL_ALLOW after a restart. */
  set(settings: Record<string, string>): void {
    Object.assign(this.settings, settings);
  }

  outbox(): Outbox {
    return new Outbox(this.config, this.clock);
  }

  /** Puts mails in, in one transaction; their ids. */
  async put(...mails: OutgoingMail[]): Promise<(number | null)[]> {
    return this.db.inTransaction(async (tx) => {
      const ids: (number | null)[] = [];
      for (const mail of mails) ids.push(await this.outbox().enqueue(tx, mail));
      return ids;
    });
  }

  /** A worker on this process's database, or on a connection of its own as another process has. */
  worker(mailer: Mailer = new DevMailboxMailer(), db = this.db, links = this.links()): Delivery {
    return new Delivery(db, this.clock, this.config, mailer, links);
  }

  links(): MailLinks {
    return new MailLinks(this.db, new Keys(this.config), this.config);
  }

  async anotherDatabase(): Promise<Database> {
    const db = await openDatabase(this.config, ENTITIES);
    this.opened.push(db);
    return db;
  }

  all(): Promise<Message[]> {
    return rows<Message>(this.db.read, 'SELECT * FROM "messages" ORDER BY "id"');
  }

  /** `{ sent: 3, pending: 1 }` */
  async states(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { state } of await this.all()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  /** The clock goes on by so much. */
  pass(minutes: number): void {
    this.clock.set(new Date(Date.parse(this.clock.now()) + minutes * 60_000).toISOString());
  }

  async close(): Promise<void> {
    for (const db of [...this.opened, this.db]) await db.onApplicationShutdown();
    await this.dropDatabase();
  }
}
