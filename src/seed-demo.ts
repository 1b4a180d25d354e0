/** Opens rooms whose clock can be put back, plays the demonstration in them, and closes them again. */
import { generatePassword } from './access/password.js';
import { openRooms } from './cli-rooms.js';
import { importHaimen, playDemo, type PlayedDemo } from './demo.js';
import { SettableClock, SystemClock } from './platform/clock.js';
import type { Config } from './platform/config.js';
import type { Day } from './rules/day.js';
import { seedTown } from './seed.js';

export interface SeededDemo extends PlayedDemo {
  anchor: Day;
  /** Of all accounts; shown once. */
  password: string;
}

/** @param anchor left away: today. Its mails stay in the dev mailbox whatever SMTP_URL says. */
export async function seedDemo(config: Config, anchor?: Day): Promise<SeededDemo> {
  const now = new SystemClock(config.timeZone);
  const clock = new SettableClock(now.now(), config.timeZone);
  const app = await openRooms({ ...config, smtpUrl: null, jobs: false }, clock);
  try {
    const password = generatePassword();
    const day = anchor ?? now.today();
    return { ...(await playDemo(app, clock, { anchor: day, password })), anchor: day, password };
  } finally {
    await app.close();
  }
}

/** The town and the plan as a draft, on the document's own days, for whoever wants to correct and issue it. */
export async function seedPlain(
  config: Config,
): Promise<{ accounts: PlayedDemo['accounts']; password: string }> {
  const app = await openRooms({ ...config, jobs: false });
  try {
    const password = generatePassword();
    const accounts = await seedTown(app, password);
    await importHaimen(app);
    return { accounts, password };
  } finally {
    await app.close();
  }
}
