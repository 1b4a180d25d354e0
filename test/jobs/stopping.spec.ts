/** Promise R11, the order of it: the timetable and the outbox are told to stop at once and share their time. */
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clockwork } from '../../src/jobs/clockwork.js';
import { Mailer, type SendOutcome } from '../../src/outbox/mailer.js';
import type { RunJob } from '../../src/jobs/job-registry.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { MailLinks } from '../../src/outbox/mail-links.js';
import { readConfig } from '../../src/platform/config.js';
import { Keys } from '../../src/platform/keys.js';
import { rows } from '../../src/platform/sql.js';
import { TestJobs } from '../support/jobs.js';
import { mails } from '../support/mail.js';

const FOREVER = 3_600_000;

class Gate {
  private open!: () => void;
  readonly passed = new Promise<void>((resolve) => (this.open = resolve));
  letThrough(): void {
    this.open();
  }
}

class SlowMailer extends Mailer {
  readonly parallel = 5;
  readonly limit = 150_000;
  begun = 0;
  readonly gate = new Gate();
  async send(): Promise<SendOutcome> {
    this.begun += 1;
    await this.gate.passed;
    return { kind: 'sent', reason: null, answer: '250 ok' };
  }
  close(): void {
    // Nothing is open.
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

describe('told to stop while a job runs and mails are on their way', () => {
  let jobs: TestJobs;
  let mailer: SlowMailer;
  let job: Gate;
  let clockwork: Clockwork;
  let runs: Promise<unknown>[];

  beforeEach(async () => {
    jobs = await TestJobs.open('2018-11-05T00:30:00Z');
    mailer = new SlowMailer();
    job = new Gate();
    let hasBegun = false;
    const slowly: RunJob = async () => {
      hasBegun = true;
      await job.passed;
      return { messages: 0 };
    };
    const runner = jobs.runner({ job: slowly });
    const config = readConfig({});
    const delivery = new Delivery(
      jobs.db,
      jobs.clock,
      config,
      mailer,
      new MailLinks(jobs.db, new Keys(config), config),
    );
    clockwork = new Clockwork(new SchedulerRegistry(), config, runner, delivery);
    await jobs.db.inTransaction(async (tx) => {
      for (const mail of mails(20, { onDay: jobs.clock.today() }))
        await new Outbox(config, jobs.clock).enqueue(tx, mail);
    });
    runs = [runner.tick(), delivery.tick()];
    await until(() => hasBegun && mailer.begun === 5);
  });
  afterEach(async () => {
    mailer.gate.letThrough();
    job.letThrough();
    await Promise.all(runs);
    await jobs.close();
  });

  const states = async () => {
    const found = await rows<{ state: string }>(jobs.db.read, 'SELECT state FROM messages');
    return found.map(({ state }) => state);
  };
  const isNoneSending = async () => !(await states()).includes('sending');

  it('no mail waits for the job: what was on its way is marked, the rest goes back', async () => {
    const stopping = clockwork.stop(FOREVER);
    mailer.gate.letThrough();
    await until(isNoneSending);
    expect(mailer.begun).toBe(5);
    expect((await states()).filter((state) => state === 'sent')).toHaveLength(5);
    expect((await jobs.runs()).filter((run) => run.endsWith('running'))).toHaveLength(1);
    job.letThrough();
    await stopping;
  });

  it('the job does not wait for a silent mail server', async () => {
    const stopping = clockwork.stop(FOREVER);
    job.letThrough();
    await until(async () => (await jobs.runs()).includes('2018-11-05 done'));
    expect((await states()).filter((state) => state === 'sending')).not.toHaveLength(0);
    mailer.gate.letThrough();
    await stopping;
    expect(await isNoneSending()).toBe(true);
  });

  it('neither outlasts the patience there is: no row is left "sending"', async () => {
    await clockwork.stop(20);
    expect(await states()).toEqual(Array.from({ length: 20 }, () => 'pending'));
    expect((await jobs.runs()).filter((run) => run.endsWith('running'))).toHaveLength(1);
  });
});
