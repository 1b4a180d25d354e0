/**
 * A whole product of built code in a process of its own, without a server and without clockwork: what it does
 * and what time it is come over IPC, so that a test can kill it at any moment. Nothing here is a switch in the
 * product: the clock and a job are put in from outside, as every test does.
 */
import { SettableClock } from '../../dist/platform/clock.js';
import { readConfig } from '../../dist/platform/config.js';
import { Database } from '../../dist/platform/database.js';
import { openRooms } from '../../dist/cli-rooms.js';
import { JobRegistry } from '../../dist/jobs/job-registry.js';
import { Runner } from '../../dist/jobs/runner.js';
import { Delivery } from '../../dist/outbox/delivery.js';
import { Outbox } from '../../dist/outbox/enqueue.js';

const { settings, now } = JSON.parse(process.argv[2]);
const clock = new SettableClock(now);
const app = await openRooms(readConfig({ JOBS: 'off', ...settings }), clock);
const db = app.get(Database);

/** One mail for each of ten units, each in a transaction of its own, as a real job does. */
app
  .get(JobRegistry)
  .add(
    { job: 'test-reminders', at: '08:30', on: 'working days', catchUpDays: 3, mails: true },
    async (day) => {
      let messages = 0;
      for (let unit = 1; unit <= 10; unit += 1) {
        const mail = {
          dedupeKey: `test:${day}:${unit}`,
          kind: 'reminders',
          onDay: day,
          to: { name: `单位${unit}`, address: `u${unit}@haimen.example` },
          subject: `【督办提醒】${day}`,
          text: day,
          html: `<p>${day}</p>`,
        };
        if ((await db.inTransaction((tx) => app.get(Outbox).enqueue(tx, mail))) !== null) messages += 1;
      }
      return { messages };
    },
  );

const commands = {
  at: (instant) => clock.set(instant),
  deliver: () => app.get(Delivery).tick(),
  tick: () => app.get(Runner).tick(),
  put: (mails) =>
    db.inTransaction(async (tx) => {
      for (const mail of mails) await app.get(Outbox).enqueue(tx, mail);
    }),
};

process.on('message', ({ id, name, given }) => {
  Promise.resolve(commands[name](given)).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: String(error?.stack ?? error) }),
  );
});
/** As `main` does on SIGTERM. */
process.once('SIGTERM', () => {
  void app.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
