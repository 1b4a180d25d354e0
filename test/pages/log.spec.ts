/** What the log says of a failure: enough to find it, and nothing of what people wrote. */
import { Controller, Get, Logger } from '@nestjs/common';
import { Database } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import { For } from '../../src/web/for.js';
import { testApp, type TestApp } from '../support/app.js';

const SECRETS = ['$argon2id$v=19$the-hash', '内部材料不得外传'];

@Controller('failing')
@For('anyone')
class FailingPages {
  constructor(private readonly db: Database) {}

  @Get('read')
  read(): Promise<unknown> {
    return rows(this.db.read, 'SELECT absent FROM people WHERE name = :text OR "passwordHash" = :hash', {
      hash: SECRETS[0],
      text: SECRETS[1],
    });
  }

  @Get('write')
  write(): Promise<unknown> {
    return this.db.inTransaction((tx) =>
      rows(tx, 'INSERT INTO people (name, "passwordHash") VALUES (:text, :hash)', {
        hash: SECRETS[0],
        text: SECRETS[1],
      }),
    );
  }

  @Get('told')
  async told(): Promise<void> {
    await this.read().catch((error: unknown) => {
      new Logger('Test').error(error);
      new Logger('Test').warn('a remark', error);
      new Logger('Test').error('a sentence', error);
    });
  }

  @Get('thrown')
  thrown(): void {
    throw Object.assign(new Error('out of order'), { code: 'E_TEST', parameters: SECRETS });
  }
}

describe('the log', () => {
  let t: TestApp;
  const lines: string[] = [];

  beforeAll(async () => {
    t = await testApp({ controllers: [FailingPages], log: (line) => lines.push(line) });
  });
  afterAll(() => t.close());
  beforeEach(() => {
    lines.length = 0;
  });

  interface Line {
    err?: Record<string, string>;
    msg: string;
    url?: string;
  }
  const failed = () => lines.map((line) => JSON.parse(line) as Line).find((line) => line.err)!;

  it.each(['read', 'write'])('names a statement that failed to %s, without its values', async (path) => {
    expect((await t.inject({ method: 'GET', url: `/failing/${path}` })).statusCode).toBe(500);
    const { err, url, msg } = failed();
    expect(Object.keys(err!).sort()).toEqual(['code', 'message', 'stack', 'type']);
    expect(err!.type).toBe('QueryFailedError');
    expect(err!.message).toMatch(path === 'read' ? /absent/ : /NOT NULL|not-null/);
    expect(err!.code).toMatch(/^SQLITE_|^\d{5}$|^42/);
    expect(err!.stack).toContain('QueryRunner');
    expect([url, msg]).toEqual([`/failing/${path}`, 'failed']);
    for (const secret of SECRETS) expect(lines.join('')).not.toContain(secret);
  });

  it('keeps them out where an error is told by hand', async () => {
    await t.inject({ method: 'GET', url: '/failing/told' });
    expect(lines.join('')).toMatch(/QueryFailedError[^]*a remark[^]*QueryFailedError[^]*a sentence/);
    for (const secret of SECRETS) expect(lines.join('')).not.toContain(secret);
  });

  it('tells type, message, code and stack of any error, and nothing else it carries', async () => {
    expect((await t.inject({ method: 'GET', url: '/failing/thrown' })).statusCode).toBe(500);
    expect(failed().err).toEqual({
      type: 'Error',
      message: 'out of order',
      code: 'E_TEST',
      stack: expect.stringContaining('log.spec') as string,
    });
  });
});
