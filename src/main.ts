/** Starts the server: settings, database, first run, doors. */
import 'reflect-metadata';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { firstRun } from './first-run.js';
import { configFromEnvironment, ConfigError, type Config } from './platform/config.js';
import { Templates } from './platform/templates.js';
import { LANGUAGES, Words } from './platform/words.js';
import type { SeededDemo } from './seed-demo.js';
import { makeLog } from './web/log.js';
import { createServer as createDuban } from './web/server.js';

/** Milliseconds a stop may take: what is being answered or sent is finished, then the process leaves. */
const LONGEST_STOP = 28_000;

/** Left alone, V8 lets the heap grow to four times what is alive before it clears up; a third more does as well. */
const HEAP_GROWTH = '--heap-growing-percent=35';

/** The parts worth trying first: the department, a unit that is late, an outside verifier, who keeps the house. */
const SHOWN = ['duban', 'weiji', 'shenhe', 'guanli', 'shenji'];

try {
  await start(configFromEnvironment());
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const log = makeLog(config);
  // Node itself would print the error with all it carries.
  process.once('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a bug ends the server');
    process.exit(1);
  });
  const app = await createDuban(AppModule.with({ config }), config, log);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stopInTime);
  await refuseTakenPort(config);
  const first = await firstRun(app, config);
  await app.listen(config.port, config.host);
  log.info({ url: await app.getUrl() }, 'serving');
  process.stdout.write(await greeting(app, config, first));
  app
    .get(Templates)
    .prepare()
    .catch((error: unknown) => log.error({ err: error }, 'a template is wrong'));
}

/** Before the first run: its password would be made and never be shown. */
function refuseTakenPort({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Nest closes everything in order; this only holds the clock. */
function stopInTime(): void {
  setTimeout(() => process.exit(1), LONGEST_STOP).unref();
}

async function greeting(
  app: NestFastifyApplication,
  config: Config,
  first: SeededDemo | null,
): Promise<string> {
  const words = app.get(Words);
  const listening = (await app.getUrl()).replace('[::1]', '127.0.0.1').replace('://[::]', '://127.0.0.1');
  const lines = LANGUAGES.flatMap((language) => {
    const say = (key: string, values = {}) => words.say(language, `start.${key}`, values);
    const mail = config.smtpUrl ? say('mailLeaves') : say('mailStays', { url: `${listening}/mailbox` });
    const accounts = first
      ? [
          say('demo', { day: first.anchor, issuedOn: first.issuedOn }),
          ...first.accounts
            .filter((account) => SHOWN.includes(account.loginName))
            .map((account) => say('account', { ...account, password: first.password })),
          say('otherAccounts', { others: othersOf(first) }),
        ]
      : [say('noAccount')];
    return [say('serving', { url: listening }), ...accounts, mail, ''];
  });
  return `\n${lines.join('\n')}\n`;
}

function othersOf({ accounts }: SeededDemo): string {
  const others = accounts.filter((account) => !SHOWN.includes(account.loginName));
  return others.map((account) => account.loginName).join(' ');
}

function sentence(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message, port } = error as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `PORT ${port} is already in use: stop what uses it or choose another PORT.`;
  if (code === 'EACCES') return `PORT ${port} may not be opened by this user: choose one above 1023.`;
  return `Duban cannot start: ${message || code || String(error)}`;
}
