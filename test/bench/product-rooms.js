/** The product without a door: its services in this process. */
import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { module } from './data.js';

// As main does.
setFlagsFromString('--heap-growing-percent=35');

/** @param instant where the clock stands. @returns `get` by the file and the name of a class */
export async function productRooms(dist, { file, folder, instant, smtpUrl }) {
  const { readConfig } = await module(dist, 'platform/config.js');
  const { SettableClock } = await module(dist, 'platform/clock.js');
  const { AppModule } = await module(dist, 'app.module.js');
  const { createServer } = await module(dist, 'web/server.js');
  const { makeLog } = await module(dist, 'web/log.js');
  const config = readConfig({
    DATABASE_URL: `sqlite:${file}`,
    DATA_DIR: folder,
    JOBS: 'off',
    ...(smtpUrl ? { SMTP_URL: smtpUrl } : {}),
  });
  const clock = new SettableClock(instant);
  const app = await createServer(AppModule.with({ config, clock }), config, makeLog(config));
  await app.init();
  const get = async (name, from) => app.get((await module(dist, from))[name]);
  return { app, clock, get };
}
