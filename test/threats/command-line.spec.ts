/** The command line of a shared machine: its history, its list of processes and its scripts see every argument. */
import { spawnSync } from 'node:child_process';
import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import type { Database } from '../../src/platform/database.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const STORY = 120_000;
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
});
afterAll(async () => {
  await db.onApplicationShutdown();
  await database.drop();
});

function duban(...args: string[]) {
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: database.folder };
  return spawnSync(process.execPath, ['dist/cli.js', ...args], { encoding: 'utf8', env });
}
async function stored(): Promise<string> {
  const found: unknown[] = [];
  for (const table of ['people', 'api_tokens', 'audit_entries', 'security_events', 'used_passwords'])
    found.push(await rows(db.read, `SELECT * FROM ${table} ORDER BY 1`));
  return JSON.stringify(found);
}
const PERSON = ['person', 'add', '联络员甲', '--login', 'lianluo'];
const TOKEN = ['token', 'create', '--person', 'lianluo', '--name', '台账'];

describe('a password or a key in a shell’s history', () => {
  it(
    'each is printed once, where it was asked for, and stands nowhere else',
    async () => {
      const added = duban(...PERSON);
      const reset = duban('password', 'reset', 'lianluo', '--lang', 'en');
      const made = duban(...TOKEN);
      expect([added.status, reset.status, made.status]).toEqual([0, 0, 0]);
      const secrets = [
        /密码 ?(\S+?)[（，(]/.exec(added.stdout)![1]!,
        / is (\S+) \(/.exec(reset.stdout)![1]!,
        /^(duban_[\w-]{43})\n$/.exec(made.stdout)![1]!,
      ];
      const later = duban('token', 'list');
      expect(later.stdout).toContain('台账');
      const elsewhere = later.stdout + [added, reset, made, later].map(({ stderr }) => stderr).join('');
      const kept = await stored();
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThanOrEqual(10);
        expect([elsewhere.includes(secret), kept.includes(secret)]).toEqual([false, false]);
      }
      for (const { stdout } of [added, reset, made])
        expect(secrets.map((secret) => stdout.split(secret).length - 1).sort()).toEqual([0, 0, 1]);
    },
    STORY,
  );

  it(
    'none is taken as an argument: the command is not understood, and nothing is done',
    async () => {
      const before = await stored();
      const tries = [
        [...PERSON, '--password', 'My-Own-2018!'],
        [...PERSON, 'My-Own-2018!'],
        ['password', 'reset', 'lianluo', 'My-Own-2018!'],
        ['password', 'reset', 'lianluo', '--password', 'My-Own-2018!'],
        [...TOKEN, '--token', 'duban_mine'],
        [...TOKEN, 'duban_mine'],
        ['token', 'list', '--token', 'duban_mine'],
      ];
      for (const args of tries) {
        const { status, stdout } = duban(...args);
        expect([args, status, stdout]).toEqual([args, 2, '']);
      }
      expect(await stored()).toBe(before);
    },
    STORY,
  );

  it(
    'a script that looks at the exit code alone knows: done, refused, not understood',
    () => {
      expect(duban('token', 'list').status).toBe(0);
      expect(duban('token', 'revoke', '999')).toMatchObject({ status: 1, stdout: '' });
      expect(duban('password', 'reset', 'nobody')).toMatchObject({ status: 1, stdout: '' });
      expect(duban('password', 'guess', 'lianluo')).toMatchObject({ status: 2, stdout: '' });
    },
    STORY,
  );
});
