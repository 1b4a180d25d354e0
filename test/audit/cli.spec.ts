/** `duban audit verify`, as a person types it: built code, either database. */
import { spawn } from 'node:child_process';
import { TestTrail } from '../support/audit-trail.js';

let trail: TestTrail;
beforeEach(async () => {
  trail = await TestTrail.open();
  await trail.write(5);
});
afterEach(() => trail.close());

const verify = (...args: string[]) =>
  new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: trail.url };
    const child = spawn(process.execPath, ['dist/cli.js', 'audit', 'verify', ...args], { env });
    const said = { out: '', err: '' };
    child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
    child.on('close', (status) => resolve({ status, ...said }));
  });
const headIn = (text: string) => /v1:[0-9a-f]{64}@\d+/.exec(text)![0];

it('prints how many entries were read and the head to note, and compares with one', async () => {
  const whole = await verify();
  expect(whole).toMatchObject({ status: 0, err: '' });
  expect(whole.out).toMatch(/已读取审计记录 5 条。\n审计链完整。链头 v1:[0-9a-f]{64}@5，/);
  expect(await verify('--head', headIn(whole.out), '--from', '3')).toMatchObject({ status: 0 });
  await trail.tamper('DELETE FROM audit_entries WHERE id = 5');
  const cut = await verify('--head', headIn(whole.out));
  expect(cut).toMatchObject({ status: 1 });
  expect(cut.err).toBe('此前记下的链头第 5 条已不存在：末尾的审计记录被删除。\n');
});

it('names the first bad entry, in the language asked for', async () => {
  await trail.tamper(`UPDATE audit_entries SET "personName" = 'x' WHERE id = 3`);
  const found = await verify('--lang', 'en');
  expect(found.status).toBe(1);
  expect(found.err).toBe('The audit trail breaks at entry 3: its content was changed.\n');
});

it('says that nothing guards the trail, where the rest is whole', async () => {
  await trail.tamper();
  const found = await verify('--lang', 'en');
  expect(found.status).toBe(1);
  expect(found.err).toContain('The audit trail is not guarded');
});

it.each([
  [['--head', 'nonsense'], /链头应写作/],
  [['--from', '0'], /正整数/],
])('%p is refused', async (args, sentence) => {
  const { status, err } = await verify(...args);
  expect(status).toBe(1);
  expect(err).toMatch(sentence);
});
