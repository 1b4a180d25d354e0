/** Promise R5: no mail is lost; a copy can only come from one in flight at a crash, and keeps its Message-ID. */
import { randomInt } from 'node:crypto';
import type { Message } from '../../src/outbox/message.entity.js';
import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { mails } from '../support/mail.js';
import { createTestDatabase, type DatabaseKind } from '../support/postgres.js';
import { killAll, ProductProcess } from '../support/processes.js';
import { SmtpSink } from '../support/smtp.js';

const COUNT = 200;
const KILLS = 10;
/** Connections of the mailer: so many mails can be in flight. */
const PARALLEL = 5;
const HTML = `<table>${'<tr><td>第3项 命名优秀区镇（市委办） 超期2天</td></tr>'.repeat(40)}</table>`;
const START = Date.parse('2018-11-09T00:30:00.000Z');
/** Eleven starts of the whole product, on a machine that may be busy. */
const PATIENCE = 240_000;
const minutesLater = (minutes: number) => new Date(START + minutes * 60_000).toISOString();

async function stored(url: string): Promise<Message[]> {
  const db = await openDatabase(readConfig({ DATABASE_URL: url }), ENTITIES);
  try {
    return await rows<Message>(db.read, 'SELECT * FROM "messages" ORDER BY "id"');
  } finally {
    await db.onApplicationShutdown();
  }
}

describe.each<DatabaseKind>(['sqlite', 'postgres'])('a delivery of 200 mails on %s', (kind) => {
  let url: string;
  let sink: SmtpSink;
  let drop: () => Promise<void>;
  let settings: Record<string, string>;
  beforeEach(async () => {
    const database = await createTestDatabase(kind);
    sink = await SmtpSink.start();
    ({ url, drop } = database);
    settings = {
      DATABASE_URL: url,
      DATA_DIR: database.folder,
      SMTP_URL: sink.url,
      MAIL_FROM: 'duban@haimen.example',
    };
  });
  afterEach(async () => {
    killAll();
    await sink.stop();
    await drop();
  }, PATIENCE);

  it(
    `killed ${KILLS} times: every mail arrives, copies only of what was in flight, byte for byte`,
    async () => {
      let clock = 0;
      const start = () => ProductProcess.start(settings, minutesLater(clock));
      let product = await start();
      await product.ask('put', mails(COUNT, { html: HTML }));
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = sink.mails.length;
        const run = product.ask('deliver').catch((error: Error) => error.message);
        const goal = before + randomInt(1, Math.max(2, Math.floor(COUNT / KILLS)));
        while (sink.mails.length < goal && sink.byId().size < COUNT)
          await new Promise((r) => setImmediate(r));
        await product.kill();
        await run;
        clock += 11;
        product = await start();
        // A lease must be seen over twice before it is taken back; the second look also sends.
        await product.ask('deliver').catch(() => undefined);
      }
      for (let look = 0; look < 3; look += 1) {
        clock += 11;
        await product.ask('at', minutesLater(clock));
        await product.ask('deliver');
      }
      await product.kill('SIGTERM');

      const received = sink.byId();
      const messages = await stored(url);
      expect(received.size).toBe(COUNT);
      expect(messages.map(({ state }) => state)).toEqual(Array.from({ length: COUNT }, () => 'sent'));
      expect(new Set(messages.map(({ messageId }) => messageId))).toEqual(new Set(received.keys()));
      expect(sink.mails.length - COUNT).toBeLessThanOrEqual(KILLS * PARALLEL);
      for (const [messageId, copies] of received) {
        for (const copy of copies) expect(copy.bytes.equals(copies[0]!.bytes)).toBe(true);
        const { attempts } = messages.find((message) => message.messageId === messageId)!;
        if (copies.length > 1) expect(attempts).toBeGreaterThan(1);
      }
    },
    PATIENCE,
  );

  it(
    'not killed: no copies',
    async () => {
      const product = await ProductProcess.start(settings, minutesLater(0));
      await product.ask('put', mails(COUNT));
      expect(await product.ask('deliver')).toMatchObject({ sent: COUNT });
      expect(sink.mails).toHaveLength(COUNT);
      expect(await product.kill('SIGTERM')).toBe(0);
    },
    PATIENCE,
  );

  it(
    'told to stop (SIGTERM): ends what is in flight, leaves nothing "sending", loses nothing',
    async () => {
      const product = await ProductProcess.start(settings, minutesLater(0));
      await product.ask('put', mails(COUNT, { html: HTML }));
      const run = product.ask('deliver').catch(() => undefined);
      while (sink.mails.length < 20) await new Promise((resolve) => setImmediate(resolve));
      expect(await product.kill('SIGTERM')).toBe(0);
      await run;
      const states = (await stored(url)).map(({ state }) => state);
      expect(states).not.toContain('sending');
      expect(states.filter((state) => state === 'sent')).toHaveLength(sink.mails.length);
      const next = await ProductProcess.start(settings, minutesLater(1));
      await next.ask('deliver');
      await next.kill('SIGTERM');
      expect(sink.mails).toHaveLength(COUNT);
      expect(sink.byId().size).toBe(COUNT);
    },
    PATIENCE,
  );

  it(
    'frozen past its lease (SIGSTOP): the other process sends, the late one changes nothing',
    async () => {
      let isHolding = true;
      const held: (() => void)[] = [];
      await sink.stop();
      sink = await SmtpSink.start({
        received: () => (isHolding ? new Promise<void>((resolve) => held.push(resolve)) : undefined),
      });
      settings['SMTP_URL'] = sink.url;
      const frozen = await ProductProcess.start(settings, minutesLater(0));
      await frozen.ask('put', mails(1));
      const late = frozen.ask('deliver');
      while (sink.mails.length < 1) await new Promise((resolve) => setImmediate(resolve));
      frozen.child.kill('SIGSTOP');
      isHolding = false;
      const other = await ProductProcess.start(settings, minutesLater(11));
      await other.ask('deliver');
      expect(await other.ask('deliver')).toMatchObject({ sent: 1 });
      const taken = await stored(url);
      for (const acknowledge of held) acknowledge();
      frozen.child.kill('SIGCONT');
      expect(await late).toMatchObject({ sent: 0 });
      expect(await stored(url)).toEqual(taken);
      expect(sink.byId().size).toBe(1);
      await Promise.all([frozen.kill('SIGTERM'), other.kill('SIGTERM')]);
    },
    PATIENCE,
  );
});
