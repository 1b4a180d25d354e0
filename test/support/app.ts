/**
 * The whole product for one test file: its own database, its own clock, no network. Requests go in by
 * `inject`, without a socket.
 */
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { SessionsService } from '../../src/access/sessions.service.js';
import { SettableClock } from '../../src/platform/clock.js';
import { Config, readConfig } from '../../src/platform/config.js';
import { Database } from '../../src/platform/database.js';
import { row } from '../../src/platform/sql.js';
import { makeLog } from '../../src/web/log.js';
import { createServer } from '../../src/web/server.js';
import { createTestDatabase } from './postgres.js';

type Inject = NestFastifyApplication['inject'];
type Answer = Awaited<ReturnType<Inject>>;
type Fields = Record<string, string | number | string[]>;

export interface TestAppOptions {
  /** Any ISO instant. */
  now?: string;
  /** As in the environment: `{ BASE_URL: 'https://duban.example' }` */
  settings?: Record<string, string>;
  /** Handlers of the test's own, beside the product's. */
  controllers?: Type[];
  /** Receives the log's lines; left away, nobody reads it. */
  log?: (line: string) => void;
}

export interface TestApp {
  app: NestFastifyApplication;
  db: Database;
  clock: SettableClock;
  config: Config;
  inject: Inject;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** A browser in which that person is signed in. */
  signIn(loginName: string): Promise<Browser>;
  /** A browser in which nobody is. */
  browser(): Browser;
  close(): Promise<void>;
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    DATA_DIR: database.folder,
    JOBS: 'off',
    ...options.settings,
  });
  const clock = new SettableClock(new Date(options.now ?? '2018-11-02T01:00:00Z').toISOString());
  const log = makeLog(config, { write: (line) => options.log?.(line) });
  log.level = options.log ? 'info' : 'silent';
  const app = await createServer(roomsWith(options.controllers, config, clock), config, log);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const inject = app.inject.bind(app) as Inject;
  const db = app.get(Database);
  return {
    app,
    db,
    clock,
    config,
    inject,
    get: (type) => app.get(type as Type),
    browser: () => new Browser(inject),
    signIn: async (loginName) => new Browser(inject, await openSession(app, loginName)),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

@Module({})
class TestRooms {}

function roomsWith(controllers: Type[] | undefined, config: Config, clock: SettableClock): DynamicModule {
  return { module: TestRooms, imports: [AppModule.with({ config, clock })], controllers: controllers ?? [] };
}

/** As after the sign-in page, without the time a password takes. */
async function openSession(app: NestFastifyApplication, loginName: string) {
  const db = app.get(Database);
  const person = await row<{ id: number }>(db.read, 'SELECT id FROM people WHERE "loginName" = :loginName', {
    loginName,
  });
  if (!person) throw new Error(`nobody signs in as "${loginName}"`);
  return db.inTransaction((tx) => app.get(SessionsService).open(tx, person.id));
}

/** Keeps cookies and the forms' token, as a person's browser does. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Sent with every request, for a host name or a language. */
  headers: Record<string, string> = {};
  /** The token of this session's forms; taken from the last page that had one. */
  csrf: string;

  constructor(
    private readonly inject: Inject,
    session?: { token: string; csrfToken: string },
  ) {
    this.csrf = session?.csrfToken ?? '';
    if (session) this.cookies.set('duban', session.token);
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.keep(await this.inject({ method: 'GET', url, headers: this.sent(headers) }));
  }

  /** Posts a form with this session's token. */
  async post(url: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const pairs = Object.entries({ _csrf: this.csrf, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((item): [string, string] => [name, String(item)]),
    );
    const payload = new URLSearchParams(pairs).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.keep(
      await this.inject({ method: 'POST', url, payload, headers: this.sent({ ...type, ...headers }) }),
    );
  }

  /** Posts a form with files, as `multipart/form-data`. */
  async postFiles(
    url: string,
    fields: Fields,
    files: { field: string; name: string; mediaType?: string; bytes: Buffer | string }[],
  ): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ _csrf: this.csrf, ...fields })) {
      for (const item of [value].flat()) form.append(name, String(item));
    }
    for (const { field, name, mediaType, bytes } of files) {
      const content = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
      form.append(field, new Blob([content], { type: mediaType ?? 'application/octet-stream' }), name);
    }
    const encoded = new Response(form);
    const payload = Buffer.from(await encoded.arrayBuffer());
    const type = { 'content-type': encoded.headers.get('content-type')! };
    return this.keep(await this.inject({ method: 'POST', url, payload, headers: this.sent(type) }));
  }

  private sent(headers: Record<string, string>): Record<string, string> {
    return { ...(this.cookies.size ? { cookie: this.cookie } : {}), ...this.headers, ...headers };
  }

  private keep(answer: Answer): Answer {
    for (const { name, value, maxAge } of answer.cookies) {
      if (value && maxAge !== 0) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.csrf;
    return answer;
  }
}
