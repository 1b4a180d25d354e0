/** Travel, run, run again: nothing changes. Promises R6 to R8. */
import { day, type Day } from '../../src/rules/day.js';
import type { RunJob } from '../../src/jobs/job-registry.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { SUPERVISOR, TestJobs } from '../support/jobs.js';

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await TestJobs.open('2018-11-01T00:00:00Z');
});
beforeEach(() => jobs.reset());
afterAll(() => jobs.close());

/** The product was put up on Monday 5 November 2018 and has run that morning. */
async function sinceMonday() {
  jobs.at('2018-11-05');
  const runner = jobs.runner();
  await runner.tick();
  return runner;
}

describe('08:30 in Beijing', () => {
  it('one minute before nothing happens, then the run is made once', async () => {
    const runner = jobs.runner();
    jobs.at('2018-11-05', '08:29');
    expect(await runner.tick()).toEqual([]);
    jobs.at('2018-11-05', '08:30');
    expect(await runner.tick()).toEqual([
      { job: 'reminders', day: '2018-11-05', outcome: 'done', counts: { messages: 2 } },
    ]);
    jobs.at('2018-11-05', '08:31');
    expect(await runner.tick()).toEqual([]);
    expect(await jobs.mailKeys()).toEqual(['reminders:2018-11-05:1', 'reminders:2018-11-05:2']);
  });

  it('a weekend has none; the day it began is the first', async () => {
    await sinceMonday();
    const runner = jobs.runner();
    for (const on of ['2018-11-06', '2018-11-07', '2018-11-08', '2018-11-09', '2018-11-10', '2018-11-11']) {
      jobs.at(on, '12:00');
      await runner.tick();
    }
    expect(await jobs.runs()).toEqual([
      '2018-11-05 done',
      '2018-11-06 done',
      '2018-11-07 done',
      '2018-11-08 done',
      '2018-11-09 done',
    ]);
  });

  it('is the hour unless the jurisdiction has set another', async () => {
    const hour = { name: 'reminders', value: { hour: '14:15' } };
    await jobs.db.inTransaction((tx) => tx.insert(Setting, hour));
    const runner = jobs.runner();
    jobs.at('2018-11-05', '14:14');
    expect(await runner.tick()).toEqual([]);
    jobs.at('2018-11-05', '14:15');
    expect(await runner.tick()).toHaveLength(1);
    await jobs.db.inTransaction((tx) => tx.delete(Setting, { name: 'reminders' }));
  });

  it('each run is told when the one before began', async () => {
    await sinceMonday();
    jobs.at('2018-11-06', '09:10');
    await jobs.runner().tick();
    expect(jobs.told).toEqual([
      { day: '2018-11-05', previous: { day: null, at: null } },
      { day: '2018-11-06', previous: { day: '2018-11-05', at: '2018-11-05T00:30:00.000Z' } },
    ]);
  });
});

describe('after downtime', () => {
  it.each([
    ['a minute', '2018-11-06', '08:31', []],
    ['six hours', '2018-11-06', '14:30', []],
    ['three days', '2018-11-08', '14:30', ['2018-11-06', '2018-11-07']],
  ])('of %s the newest day composes and older ones are folded into it', async (_what, on, time, folded) => {
    await sinceMonday();
    jobs.at(on, time);
    const runner = jobs.runner();
    await runner.tick();
    await runner.tick();
    const rest = folded.map((missed) => `${missed} folded ${on}`);
    expect(await jobs.runs()).toEqual(['2018-11-05 done', ...rest, `${on} done`]);
    expect((await jobs.mailKeys()).filter((key) => key.includes(on))).toHaveLength(2);
    expect(await jobs.mailKeys()).toHaveLength(4);
  });

  it('of thirty days there is one catch-up mail per unit', async () => {
    await sinceMonday();
    jobs.at('2018-12-05', '10:00');
    const runner = jobs.runner();
    await runner.tick();
    const runs = await jobs.runs();
    expect(runs).toHaveLength(23);
    expect(runs.filter((run) => run.endsWith('folded 2018-12-05'))).toHaveLength(21);
    expect(await jobs.mailKeys()).toHaveLength(4);
    expect(await runner.tick()).toEqual([]);
  });

  it('that ends on a Saturday nothing is sent before Monday', async () => {
    await sinceMonday();
    jobs.at('2018-11-10', '12:00');
    const runner = jobs.runner();
    expect(await runner.tick()).toEqual([]);
    jobs.at('2018-11-12', '08:30');
    await runner.tick();
    expect(await jobs.runs()).toContain('2018-11-09 folded 2018-11-12');
    expect(await jobs.mailKeys()).toHaveLength(4);
  });
});

describe('a run that fails', () => {
  it('is kept with its error and tried again, later each time', async () => {
    let isBroken = true;
    const job: RunJob = (on, previous) => {
      if (isBroken) throw new Error('the template is broken');
      return jobs.remindTwoUnits(jobs.db)(on, previous);
    };
    const runner = jobs.runner({ job });
    jobs.at('2018-11-05', '08:30');
    expect(await runner.tick()).toEqual([
      { job: 'reminders', day: '2018-11-05', outcome: 'failed', error: 'the template is broken' },
    ]);
    expect(await runner.tick()).toEqual([]);
    jobs.at('2018-11-05', '08:31');
    expect(await runner.tick()).toHaveLength(1);
    isBroken = false;
    jobs.at('2018-11-05', '08:35');
    expect(await runner.tick()).toEqual([]);
    jobs.at('2018-11-05', '08:36');
    expect(await runner.tick()).toMatchObject([{ outcome: 'done', counts: { messages: 2 } }]);
    expect((await jobs.rows())[0]).toMatchObject({ state: 'done', attempts: 3, error: null });
  });

  it('in the middle goes on where it stood: one mail per unit', async () => {
    let times = 0;
    const job = jobs.remindTwoUnits(jobs.db, () => {
      times += 1;
      if (times === 1) throw new Error('killed between two units');
    });
    const runner = jobs.runner({ job });
    jobs.at('2018-11-05', '08:30');
    await runner.tick();
    expect(await jobs.mailKeys()).toHaveLength(1);
    jobs.at('2018-11-05', '08:31');
    expect(await runner.tick()).toMatchObject([{ outcome: 'done', counts: { messages: 1 } }]);
    expect(await jobs.mailKeys()).toHaveLength(2);
  });

  it('the whole day is folded into the next, and an earlier one is not folded into a day that failed', async () => {
    await sinceMonday();
    let isBroken = true;
    const job: RunJob = (on, previous) =>
      isBroken ? Promise.reject(new Error('broken')) : jobs.remindTwoUnits(jobs.db)(on, previous);
    const runner = jobs.runner({ job });
    jobs.at('2018-11-07', '09:00');
    await runner.tick();
    expect(await jobs.runs()).toEqual(['2018-11-05 done', '2018-11-07 failed']);
    isBroken = false;
    jobs.at('2018-11-08', '08:30');
    await runner.tick();
    expect(await jobs.runs()).toEqual([
      '2018-11-05 done',
      '2018-11-06 folded 2018-11-08',
      '2018-11-07 folded 2018-11-08',
      '2018-11-08 done',
    ]);
  });
});

describe('a run whose process died', () => {
  it('is taken over when its lease is over, and what it had made is not made twice', async () => {
    jobs.at('2018-11-05', '08:30');
    let isFirst = true;
    const dying = jobs.runner({
      job: async (on, previous) => {
        const never = new Promise<never>(() => undefined);
        if (!isFirst) return never;
        isFirst = false;
        const half = jobs.remindTwoUnits(jobs.db, () => {
          throw new Error('dies here');
        });
        await half(on, previous).catch(() => undefined);
        return never;
      },
    });
    void dying.tick();
    while ((await jobs.mailKeys()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = jobs.runner();
    jobs.at('2018-11-05', '08:44');
    expect(await other.tick()).toEqual([]);
    jobs.at('2018-11-05', '08:46');
    expect(await other.tick()).toMatchObject([{ outcome: 'done', counts: { messages: 1 } }]);
    expect(await jobs.mailKeys()).toHaveLength(2);
  });

  it('that wakes up after another took it over changes nothing', async () => {
    jobs.at('2018-11-05', '08:30');
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const started = aSignal();
    const slow = jobs.runner({
      job: async () => {
        started.now();
        await asleep;
        return { messages: 99 };
      },
    });
    const first = slow.tick();
    await started.promise;
    jobs.at('2018-11-05', '08:50');
    await jobs.runner().tick();
    const before = await jobs.rows();
    wake();
    expect(await first).toMatchObject([{ outcome: 'under-way' }]);
    expect(await jobs.rows()).toEqual(before);
  });
});

describe('clocks that jump', () => {
  it.each([1 / 60, 60, 24 * 60])(
    'by ±%d minutes around the hour: every day once, none lost',
    async (minutes) => {
      await sinceMonday();
      const runner = jobs.runner();
      const jump = (by: number) =>
        jobs.clock.set(new Date(Date.parse(jobs.clock.now()) + by * 60_000).toISOString());
      for (const on of ['2018-11-06', '2018-11-07', '2018-11-08', '2018-11-09']) {
        jobs.at(on, '08:30');
        for (const by of [0, minutes, -minutes, -minutes, minutes]) {
          jump(by);
          await runner.tick();
        }
      }
      const days = (await jobs.rows()).map((run) => run.day);
      expect(new Set(days).size).toBe(days.length);
      expect(days.slice(0, 5)).toEqual([
        '2018-11-05',
        '2018-11-06',
        '2018-11-07',
        '2018-11-08',
        '2018-11-09',
      ]);
      expect((await jobs.rows()).every(({ state }) => state === 'done')).toBe(true);
      const keys = await jobs.mailKeys();
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => key <= 'reminders:2018-11-10')).toHaveLength(10);
    },
  );

  it('a first start with the clock ahead does not silence the days until then', async () => {
    jobs.at('2019-11-05', '08:00');
    await jobs.runner().tick();
    jobs.at('2018-11-05', '08:30');
    expect(await jobs.runner().tick()).toMatchObject([{ day: '2018-11-05', outcome: 'done' }]);
  });
});

describe('eight runners on one database', () => {
  it('make each run and each mail once', async () => {
    jobs.at('2018-11-05');
    const runners = [jobs.runner()];
    for (let i = 1; i < 8; i += 1) runners.push(jobs.runner({ db: await jobs.anotherDatabase() }));
    const instants = [];
    for (const on of ['2018-11-05', '2018-11-06', '2018-11-07', '2018-11-08', '2018-11-09', '2018-11-10'])
      for (const time of ['08:29', '08:30', '08:31', '12:00', '23:59']) instants.push([on, time] as const);
    let done = 0;
    for (const [on, time] of instants) {
      jobs.at(on, time);
      const reports = await Promise.all(runners.map((runner) => runner.tick()));
      done += reports.flat().filter(({ outcome }) => outcome === 'done').length;
    }
    expect(done).toBe(5);
    expect((await jobs.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
    expect(await jobs.mailKeys()).toHaveLength(10);
  });
});

describe('a job that mails nothing', () => {
  it('runs for each missed day, oldest first', async () => {
    jobs.at('2018-11-05');
    const runner = jobs.runner({ mails: false });
    await runner.tick();
    jobs.at('2018-11-08', '09:00');
    await runner.tick();
    expect(jobs.told.map((one) => one.day)).toEqual(['2018-11-05', '2018-11-06', '2018-11-07', '2018-11-08']);
  });
});

describe('by hand', () => {
  const on = (text: string): Day => day(text);

  it('makes the run; a second time it makes nothing and says so', async () => {
    jobs.at('2018-11-20', '10:00');
    const runner = jobs.runner();
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-19'))).toEqual({
      outcome: 'done',
      counts: { messages: 2 },
    });
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-19'))).toEqual({
      outcome: 'already-done',
      counts: { messages: 2 },
    });
    expect(await jobs.mailKeys()).toHaveLength(2);
  });

  it('a free day has no run, a make-up Saturday has', async () => {
    jobs.at('2026-11-20', '10:00');
    const runner = jobs.runner();
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2026-10-09'))).toMatchObject({ outcome: 'done' });
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2026-10-10'))).toMatchObject({ outcome: 'done' });
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2026-10-17'))).toEqual({
      outcome: 'not-a-working-day',
    });
  });

  it('a day that a newer one has spoken for is folded into it', async () => {
    await sinceMonday();
    const runner = jobs.runner();
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-02'))).toEqual({
      outcome: 'folded',
      into: '2018-11-05',
    });
    expect(await jobs.runs()).toEqual(['2018-11-02 folded 2018-11-05', '2018-11-05 done']);
    expect(await jobs.mailKeys()).toHaveLength(2);
  });

  it('a failed run is made at once, without waiting', async () => {
    let isBroken = true;
    const runner = jobs.runner({
      job: (day_, previous) =>
        isBroken ? Promise.reject(new Error('broken')) : jobs.remindTwoUnits(jobs.db)(day_, previous),
    });
    jobs.at('2018-11-05');
    await runner.tick();
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-05'))).toEqual({
      outcome: 'failed',
      error: 'broken',
    });
    isBroken = false;
    expect(await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-05'))).toMatchObject({ outcome: 'done' });
  });

  it('an unknown job is refused', async () => {
    await expect(jobs.runner().runNow(SUPERVISOR, 'reminder', on('2018-11-05'))).rejects.toMatchObject({
      code: 'job-unknown',
    });
    expect(await jobs.rows()).toEqual([]);
  });

  it('in production a day to come is refused: a wrong year would mail everybody', async () => {
    jobs.at('2018-11-05');
    const settings = { NODE_ENV: 'production', BASE_URL: 'https://duban.example' };
    await expect(
      jobs.runner({ settings }).runNow(SUPERVISOR, 'reminders', on('2019-11-05')),
    ).rejects.toMatchObject({ code: 'day-in-future' });
    expect(await jobs.rows()).toEqual([]);
  });

  it('a day to come, tried out, does not silence the days before it', async () => {
    jobs.at('2018-11-05', '08:00');
    const runner = jobs.runner();
    await runner.runNow(SUPERVISOR, 'reminders', on('2018-11-15'));
    jobs.at('2018-11-05', '08:30');
    expect(await runner.tick()).toMatchObject([{ day: '2018-11-05', outcome: 'done' }]);
  });
});

function aSignal() {
  let now: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (now = resolve));
  return { promise, now: () => now() };
}
