/** Who may send a mail while others are at it too: leases, clocks that jump, a shutdown in the middle. */
import type { Delivery } from '../../src/outbox/delivery.js';
import { Mailer, type ReadyMail, type SendOutcome } from '../../src/outbox/mailer.js';
import { aMail, mails } from '../support/mail.js';
import { TestOutbox } from '../support/outbox.js';

const SENT: SendOutcome = { kind: 'sent', reason: null, answer: '250 ok' };

/** Holds every mail until it is let go. */
class SlowMailer extends Mailer {
  readonly parallel = 5;
  readonly limit = 150_000;
  readonly sent: ReadyMail[] = [];
  private held: (() => void)[] = [];
  isHolding = true;

  async send(mail: ReadyMail): Promise<SendOutcome> {
    this.sent.push(mail);
    if (this.isHolding) await new Promise<void>((resolve) => this.held.push(resolve));
    return SENT;
  }

  letGo(): void {
    this.isHolding = false;
    for (const resolve of this.held.splice(0)) resolve();
  }

  /** Waits until so many mails are on their way. */
  async has(count: number): Promise<void> {
    while (this.sent.length < count) await new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {}
}

let box: TestOutbox;
beforeAll(async () => {
  box = await TestOutbox.open();
});
beforeEach(() => box.reset());
afterAll(() => box.close());

describe('a worker that overslept its lease', () => {
  it('changes nothing once another has taken the mail over', async () => {
    const stalled = new SlowMailer();
    const other = new SlowMailer();
    other.isHolding = false;
    await box.put(aMail());
    const slow = box.worker(stalled);
    const first = slow.tick();
    await stalled.has(1);
    box.pass(11);
    const second = box.worker(other, await box.anotherDatabase());
    await second.tick();
    expect(await second.tick()).toMatchObject({ sent: 1 });
    const taken = await box.all();
    box.pass(1);
    stalled.letGo();
    expect(await first).toMatchObject({ sent: 0 });
    expect(await box.all()).toEqual(taken);
    expect(taken[0]).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('begins no further mail of its batch', async () => {
    const stalled = new SlowMailer();
    await box.put(...mails(20));
    const run = box.worker(stalled).tick();
    await stalled.has(5);
    box.pass(8);
    const before = stalled.sent.length;
    stalled.letGo();
    await run;
    // The rest went back and was claimed again with a lease of its own: each mail once.
    expect(before).toBe(5);
    expect(stalled.sent).toHaveLength(20);
    expect(new Set(stalled.sent.map(({ to }) => to)).size).toBe(20);
    expect(await box.states()).toEqual({ sent: 20 });
  });
});

describe('clocks that jump', () => {
  const jumps = [1 / 60, 60, 24 * 60];

  it.each([...jumps, ...jumps.map((minutes) => -minutes)])(
    'by %d minutes while mails are on their way: each mail once, none lost',
    async (minutes) => {
      const mailer = new SlowMailer();
      await box.put(...mails(30));
      const first = box.worker(mailer).tick();
      await mailer.has(5);
      box.pass(minutes);
      const other = box.worker(mailer, await box.anotherDatabase());
      const second = other.tick();
      mailer.letGo();
      await Promise.all([first, second]);
      await other.tick();
      await other.tick();
      expect(await box.states()).toEqual({ sent: 30 });
      expect(mailer.sent).toHaveLength(30);
    },
  );

  it('back by a day: what a dead worker had claimed before is not held for that day', async () => {
    const dead = new SlowMailer();
    await box.put(aMail());
    void box.worker(dead).tick();
    await dead.has(1);
    box.pass(-24 * 60);
    const mailer = new SlowMailer();
    mailer.isHolding = false;
    const worker = box.worker(mailer);
    await worker.tick();
    expect(await worker.tick()).toMatchObject({ sent: 1 });
    dead.letGo();
  });
});

describe('several workers on one database', () => {
  it('send each mail once', async () => {
    const mailer = new SlowMailer();
    mailer.isHolding = false;
    await box.put(...mails(300));
    const workers: Delivery[] = [box.worker(mailer)];
    for (let i = 0; i < 3; i += 1) workers.push(box.worker(mailer, await box.anotherDatabase()));
    const counts = await Promise.all(workers.map((worker) => worker.tick()));
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(300);
    expect(mailer.sent).toHaveLength(300);
    expect(new Set(mailer.sent.map(({ to }) => to)).size).toBe(300);
  });
});

describe('a tick while another is at it', () => {
  it('is the same tick', async () => {
    const mailer = new SlowMailer();
    await box.put(aMail());
    const worker = box.worker(mailer);
    const first = worker.tick();
    const second = worker.tick();
    await mailer.has(1);
    mailer.letGo();
    expect(await first).toBe(await second);
    expect(mailer.sent).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('ends what is on its way, gives the rest back untried and leaves nothing "sending"', async () => {
    const mailer = new SlowMailer();
    await box.put(...mails(250));
    const worker = box.worker(mailer);
    const run = worker.tick();
    await mailer.has(5);
    const stopping = worker.stop(20_000);
    mailer.letGo();
    await Promise.all([run, stopping]);
    expect(await box.states()).toEqual({ sent: 5, pending: 245 });
    expect((await box.all()).filter(({ attempts, state }) => state === 'pending' && attempts > 0)).toEqual(
      [],
    );
    expect(await box.worker(mailer).tick()).toMatchObject({ sent: 245 });
  });

  it('does not wait for a silent server: what it may have taken is in doubt and sent again', async () => {
    const silent = new SlowMailer();
    await box.put(...mails(120));
    const worker = box.worker(silent);
    void worker.tick();
    await silent.has(5);
    await worker.stop(10);
    expect(await box.states()).toEqual({ pending: 120 });
    const doubtful = (await box.all()).filter(({ reason }) => reason === 'no-answer');
    expect(doubtful.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
    silent.letGo();
  });
});
