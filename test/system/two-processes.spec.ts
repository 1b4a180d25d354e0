/** Two servers on one PostgreSQL for a week: each run and each mail exactly once, whatever the clocks do. */
import { ENTITIES } from '../../src/entities.js';
import type { JobRun } from '../../src/jobs/job-run.entity.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { createTestDatabase } from '../support/postgres.js';
import { killAll, ProductProcess } from '../support/processes.js';
import { SmtpSink } from '../support/smtp.js';

const PATIENCE = 240_000;
const DAYS = ['05', '06', '07', '08', '09', '10', '11'].map((date) => `2018-11-${date}`);
const TIMES = ['08:29', '08:30', '08:31', '12:00', '20:00'];

afterEach(killAll);

it(
  'make every run of the week once and send every mail once',
  async () => {
    const database = await createTestDatabase('postgres');
    const sink = await SmtpSink.start();
    const settings = {
      DATABASE_URL: database.url,
      DATA_DIR: database.folder,
      SMTP_URL: sink.url,
      MAIL_FROM: 'd@h.example',
    };
    const first = '2018-11-05T00:00:00.000Z';
    let pair = await Promise.all([
      ProductProcess.start(settings, first),
      ProductProcess.start(settings, first),
    ]);
    let minute = 0;
    for (const on of DAYS) {
      for (const time of TIMES) {
        minute += 1;
        const instant = Date.parse(`${on}T${time}:00+08:00`);
        // Their clocks differ: by up to four seconds, and once a day by an hour.
        const skew = time === '12:00' ? 3_600_000 : 1_000 * (minute % 5);
        await Promise.all([
          pair[0].ask('at', new Date(instant).toISOString()),
          pair[1].ask('at', new Date(instant - skew).toISOString()),
        ]);
        await Promise.all(pair.map((product) => product.ask('tick')));
        await Promise.all(pair.map((product) => product.ask('deliver')));
      }
      if (on === '2018-11-07') {
        await pair[0].kill();
        pair = [await ProductProcess.start(settings, `${on}T13:00:00.000Z`), pair[1]];
      }
    }
    await Promise.all(pair.map((product) => product.kill('SIGTERM')));

    const db = await openDatabase(readConfig(settings), ENTITIES);
    const runs = await rows<JobRun>(
      db.read,
      `SELECT * FROM "job_runs" WHERE "job" = 'test-reminders' ORDER BY "day"`,
    );
    const messages = await rows<{ dedupeKey: string; attempts: number; state: string }>(
      db.read,
      `SELECT "dedupeKey", "attempts", "state" FROM "messages"`,
    );
    await db.onApplicationShutdown();
    expect(runs.map(({ day, state, attempts }) => [day, state, attempts])).toEqual(
      DAYS.slice(0, 5).map((on) => [on, 'done', 1]),
    );
    expect(messages).toHaveLength(50);
    expect(messages.every(({ state, attempts }) => state === 'sent' && attempts === 1)).toBe(true);
    expect(sink.mails).toHaveLength(50);
    expect(sink.byId().size).toBe(50);
    await sink.stop();
    await database.drop();
  },
  PATIENCE,
);
