/** Keys for programs at the command line: made once, listed without the secret, ended. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'duban-tokens-'));
const duban = (...args: string[]) => {
  const env = { PATH: process.env.PATH, DATA_DIR: folder };
  return spawnSync(process.execPath, ['dist/cli.js', ...args], { encoding: 'utf8', env });
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes one that is limited, lists it, and ends it', () => {
  expect(duban('migrate').status).toBe(0);
  expect(duban('person', 'add', '联络员甲', '--login', 'lianluo').status).toBe(0);
  const create = (...more: string[]) =>
    duban('token', 'create', '--person', 'lianluo', '--name', '台账', ...more);
  expect(create('--scope', 'everything').status).toBe(2);
  expect(create('--until', '2018-01-01').status).toBe(1);
  const made = create('--scope', 'read', 'report');
  expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/^duban_[\w-]{43}\n$/)]);
  const listed = duban('token', 'list').stdout;
  expect(listed).toMatch(/^1\t联络员甲\t台账\tread report\t\d{4}-\d\d-\d\d\t-\n$/);
  expect(duban('token', 'revoke', '2')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching('没有找到'),
  });
  expect(duban('token', 'revoke', '1').status).toBe(0);
  expect(duban('token', 'list').stdout).toBe('');
}, 120_000);
