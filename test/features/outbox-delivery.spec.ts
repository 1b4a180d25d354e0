/** Every way a mail server can answer, or fail to, and what becomes of the mail (promise R12). */
import type { Delivery } from '../../src/outbox/delivery.js';
import { SmtpMailer } from '../../src/outbox/smtp-mailer.js';
import { aMail, asRead, mails } from '../support/mail.js';
import { TestOutbox } from '../support/outbox.js';
import { SmtpSink, type Misbehaviour, type Moment, type SinkOptions } from '../support/smtp.js';

const TIMES = { connect: 2_000, greeting: 400, silence: 400, limit: 3_000 };

let box: TestOutbox;
let sink: SmtpSink;
let mailer: SmtpMailer;
let worker: Delivery;

beforeAll(async () => {
  box = await TestOutbox.open();
});
beforeEach(() => box.reset());
afterEach(async () => {
  mailer?.close();
  await sink?.stop();
});
afterAll(() => box.close());

async function serve(options: SinkOptions = {}, url?: (sink: SmtpSink) => string): Promise<void> {
  sink = await SmtpSink.start(options);
  mailer = new SmtpMailer(url ? url(sink) : sink.url, TIMES);
  worker = box.worker(mailer);
}

/** One mail to a server that does this at that moment. */
async function afterOneAttempt(moment: Moment, how: Misbehaviour) {
  await serve({ misbehave: (at) => (at === moment ? how : null) });
  await box.put(aMail());
  const counts = await worker.tick();
  const [message] = await box.all();
  return { counts, message: message! };
}

describe('a mail server that takes the mail', () => {
  it('gets subject, both parts and the headers of an automatic duty mail', async () => {
    await serve();
    await box.put(aMail({ threadId: 'task:3' }));
    expect(await worker.tick()).toMatchObject({ sent: 1, later: 0, failed: 0 });
    const read = await asRead(sink.mails[0]!.bytes);
    expect(read.subject).toBe('【督办提醒】11月9日 临期1');
    expect(read.text).toBe('细化方案应于11月20日前报送。');
    expect(read.html).toContain('<b>11月20日</b>');
    expect(read.from!.value[0]).toEqual({ name: '海门督办', address: 'duban@haimen.example' });
    expect([read.to].flat()[0]!.value[0]).toEqual({ name: '市委办', address: 'a@haimen.example' });
    expect(read.headers.get('auto-submitted')).toBe('auto-generated');
    expect(read.headers.get('x-auto-response-suppress')).toBe('All');
    expect(read.headers.get('x-duban-reason')).toBe('reminders');
    expect(read.headers.has('list-unsubscribe')).toBe(false);
    expect(sink.mails[0]!.bytes.toString()).toMatch(/^List-Id: <duban\.haimen\.example>/im);
    expect(read.inReplyTo).toMatch(/@haimen\.example>$/);
    expect(read.references).toEqual(read.inReplyTo);
    const [message] = await box.all();
    expect(message).toMatchObject({ state: 'sent', attempts: 1, sentAt: box.clock.now(), leaseUntil: null });
    expect(message!.serverAnswer).toMatch(/^250/);
  });

  it('gets nothing a second time', async () => {
    await serve();
    await box.put(...mails(20));
    expect(await worker.tick()).toMatchObject({ sent: 20 });
    expect(await worker.tick()).toMatchObject({ sent: 0 });
    expect(sink.mails).toHaveLength(20);
  });
});

describe('what the server answers decides the next state', () => {
  const table: [Moment, Misbehaviour, string, string, 'tried' | 'not counted'][] = [
    ['rcpt', 421, 'pending', 'server-busy', 'tried'],
    ['rcpt', 450, 'pending', 'server-busy', 'tried'],
    ['rcpt', 451, 'pending', 'server-busy', 'tried'],
    ['dot', 451, 'pending', 'server-busy', 'tried'],
    ['dot', 452, 'pending', 'server-busy', 'tried'],
    ['mail', 454, 'pending', 'server-busy', 'tried'],
    ['mail', 530, 'pending', 'sign-in-refused', 'not counted'],
    ['mail', 553, 'pending', 'sender-refused', 'not counted'],
    ['rcpt', 550, 'failed', 'server-refused', 'tried'],
    ['mail', 552, 'failed', 'server-refused', 'tried'],
    ['dot', 552, 'failed', 'server-refused', 'tried'],
    ['rcpt', 554, 'failed', 'server-refused', 'tried'],
    ['dot', 554, 'failed', 'server-refused', 'tried'],
    ['connect', 554, 'pending', 'server-busy', 'tried'],
    ['connect', 'reset', 'pending', 'unreachable', 'tried'],
    ['connect', 'hang', 'pending', 'unreachable', 'tried'],
    ['rcpt', 'reset', 'pending', 'unreachable', 'tried'],
    ['rcpt', 'hang', 'pending', 'unreachable', 'tried'],
    ['dot', 'reset', 'pending', 'connection-lost', 'tried'],
    ['dot', 'hang', 'pending', 'no-answer', 'tried'],
  ];

  it.each(table)('%s %s: %s, %s, attempt %s', async (moment, how, state, reason, counted) => {
    const { message } = await afterOneAttempt(moment, how);
    expect(message).toMatchObject({ state, reason, attempts: counted === 'tried' ? 1 : 0, leaseUntil: null });
    const isLater = state === 'pending' && counted === 'tried';
    expect(message.nextAttemptAt).toBe(isLater ? '2018-11-09T00:31:00.000Z' : '2018-11-09T00:30:00.000Z');
    if (typeof how === 'number') expect(message.serverAnswer).toContain(String(how));
  });

  it('nobody listening: later', async () => {
    await serve();
    await sink.stop();
    await box.put(aMail());
    expect(await worker.tick()).toMatchObject({ later: 1 });
    expect((await box.all())[0]).toMatchObject({ state: 'pending', reason: 'unreachable', attempts: 1 });
  });

  it('a certificate nobody vouches for: later, and not one byte of the mail is shown', async () => {
    await serve({ tls: true });
    await box.put(aMail());
    await worker.tick();
    expect((await box.all())[0]).toMatchObject({ state: 'pending', reason: 'tls' });
    expect(sink.mails).toHaveLength(0);
  });
});

describe('a mail in doubt', () => {
  it('is sent again under the same Message-ID with the same bytes', async () => {
    await serve({ misbehave: (moment) => (moment === 'dot' && sink.mails.length === 0 ? 'reset' : null) });
    await box.put(aMail());
    await worker.tick();
    box.pass(1);
    expect(await worker.tick()).toMatchObject({ sent: 1 });
    expect(sink.mails).toHaveLength(2);
    expect(sink.mails[0]!.bytes.equals(sink.mails[1]!.bytes)).toBe(true);
    expect((await box.all())[0]).toMatchObject({ state: 'sent', attempts: 2 });
  });
});

describe('a password the server refuses', () => {
  const user = { name: 'duban', password: 'right' };

  it('stops the queue; no mail loses an attempt, and the others are not tried', async () => {
    await serve({ user }, (at) => at.urlFor('duban', 'wrong'));
    await box.put(...mails(30));
    expect(await worker.tick()).toMatchObject({ sent: 0, later: 0, failed: 0 });
    expect(sink.connections).toBeLessThanOrEqual(mailer.parallel);
    for (const message of await box.all()) expect(message).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('holds the queue of other processes too, for a while', async () => {
    await serve({ user }, (at) => at.urlFor('duban', 'wrong'));
    await box.put(aMail());
    await worker.tick();
    const before = sink.connections;
    await box.worker(mailer).tick();
    expect(sink.connections).toBe(before);
    box.pass(15);
    await box.worker(mailer).tick();
    expect(sink.connections).toBe(before + 1);
  });

  it('once corrected, everything leaves after a restart', async () => {
    await serve({ user }, (at) => at.urlFor('duban', 'wrong'));
    await box.put(...mails(3));
    await worker.tick();
    mailer.close();
    mailer = new SmtpMailer(sink.urlFor('duban', 'right'), TIMES);
    const restarted = box.worker(mailer);
    await restarted.lift();
    expect(await restarted.tick()).toMatchObject({ sent: 3 });
  });
});

describe('a server that is not there', () => {
  it('is not asked for every mail: the rest waits untried, and all leave once it is back', async () => {
    let isDown = true;
    await serve({ misbehave: (moment) => (moment === 'connect' && isDown ? 'reset' : null) });
    await box.put(...mails(40));
    await worker.tick();
    expect((await box.all()).filter(({ attempts }) => attempts > 0).length).toBeLessThanOrEqual(
      mailer.parallel,
    );
    await worker.tick();
    isDown = false;
    box.pass(1);
    expect(await worker.tick()).toMatchObject({ sent: 40 });
    expect(sink.mails).toHaveLength(40);
  });
});

describe('one bad recipient among many', () => {
  it('does not hold up the others', async () => {
    await serve({
      misbehave: (moment, to) => (moment === 'rcpt' && to === 'u7@haimen.example' ? 550 : null),
    });
    await box.put(...mails(20));
    // On a busy machine a connection may time out and the rest wait for the next tick.
    for (let tick = 0; tick < 5; tick += 1) {
      await worker.tick();
      box.pass(2);
    }
    const states = (await box.all()).map(({ state }) => state);
    expect(states.filter((state) => state === 'sent')).toHaveLength(19);
    expect(states.filter((state) => state === 'failed')).toHaveLength(1);
  });
});

describe('trying again', () => {
  it('waits longer each time, and after three days of failing it is given up', async () => {
    await serve({ misbehave: (moment) => (moment === 'rcpt' ? 450 : null) });
    await box.put(aMail());
    const waits: number[] = [];
    for (let attempt = 1; attempt < 30; attempt += 1) {
      await worker.tick();
      const [message] = await box.all();
      if (message!.state !== 'pending') break;
      waits.push((Date.parse(message!.nextAttemptAt) - Date.parse(box.clock.now())) / 60_000);
      box.clock.set(message!.nextAttemptAt);
    }
    expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720, 720]);
    expect((await box.all())[0]).toMatchObject({ state: 'failed', reason: 'gave-up' });
    expect((await box.all())[0]!.serverAnswer).toContain('450');
  });

  it('downtime alone gives nothing up: after thirty days it is tried', async () => {
    await serve();
    await box.put(aMail());
    box.pass(30 * 24 * 60);
    expect(await worker.tick()).toMatchObject({ sent: 1 });
  });
});

describe('a reminder past its day', () => {
  const reminder = aMail({ expiresOn: '2018-11-09' as never });

  it('leaves until midnight in Beijing', async () => {
    await serve();
    await box.put(reminder);
    box.clock.set('2018-11-09T15:59:59.000Z');
    expect(await worker.tick()).toMatchObject({ sent: 1, expired: 0 });
  });

  it('expires unsent afterwards', async () => {
    await serve();
    await box.put(reminder);
    box.clock.set('2018-11-09T16:00:00.000Z');
    expect(await worker.tick()).toMatchObject({ sent: 0, expired: 1 });
    expect((await box.all())[0]).toMatchObject({ state: 'expired', reason: 'day-passed' });
    expect(sink.mails).toHaveLength(0);
  });

  it('that a clock running ahead expired leaves when the clock is put right', async () => {
    await serve();
    await box.put(reminder);
    box.clock.set('2018-11-10T00:30:00.000Z');
    await worker.tick();
    box.clock.set('2018-11-09T00:35:00.000Z');
    expect(await worker.tick()).toMatchObject({ sent: 1 });
  });
});

describe('MAIL_ALLOW', () => {
  it('is asked again when the mail leaves', async () => {
    await serve();
    await box.put(...mails(2));
    box.set({ MAIL_ALLOW: 'u2@haimen.example' });
    expect(await box.worker(mailer).tick()).toMatchObject({ sent: 1, skipped: 1 });
    expect(sink.mails.map(({ to }) => to)).toEqual([['u2@haimen.example']]);
  });
});
