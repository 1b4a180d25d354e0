/** The command line as a person types it: built code, a database of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'duban-cli-'));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const duban = (...args: string[]) => {
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('duban read --json', () => {
  it('prints the Haimen plan in the public shape', () => {
    const { status, stdout } = duban('read', 'seeds/plans/haimen-2018-122.txt', '--json');
    const plan = JSON.parse(stdout) as { tasks: Record<string, unknown>[]; [key: string]: unknown };
    expect(status).toBe(0);
    expect(plan).toMatchObject({
      documentNumber: '海办〔2018〕122号',
      issuedBy: '中共海门市委办公室',
      issuedOn: '2018-11-02',
      deadlines: [{ kind: 'refinement', phrase: '于11月20日前', dueOn: '2018-11-20' }],
    });
    expect(plan.tasks).toHaveLength(21);
    expect(plan.tasks[2]).toMatchObject({ no: '3', lead: ['市委办', '市政府办'], cooperating: ['市考核办'] });
    expect(Object.keys(plan.tasks[2]!)).toEqual([
      ...['no', 'section', 'text', 'lead', 'cooperating', 'openEnded', 'deadlines', 'source'],
    ]);
    expect(plan['doubts']).toContainEqual(
      expect.objectContaining({
        code: 'open-ended',
        taskNo: '2',
        message: expect.stringContaining('等') as string,
      }),
    );
  });

  it('answers a text without a task with a doubt, not with a failure', () => {
    const { status, stdout } = duban('read', file('letter.txt', '各位同事：明天开会。'), '--json');
    expect(status).toBe(0);
    const { tasks, doubts } = JSON.parse(stdout) as { tasks: unknown[]; doubts: { code: string }[] };
    expect(tasks).toEqual([]);
    expect(doubts.map((doubt) => doubt.code)).toContain('no-tasks');
  });
});

describe('what is wrong is said in one sentence on standard error', () => {
  it.each<[string, () => string[], number, RegExp]>([
    ['a file that is not there', () => ['read', '/nowhere.txt'], 1, /打不开文件/],
    ['a folder', () => ['read', folder], 1, /打不开文件/],
    ['an empty file', () => ['read', file('empty.txt', '')], 1, /是空的/],
    ['a binary file', () => ['read', file('b.txt', Buffer.from([0, 1, 2, 0, 255, 254, 0, 0]))], 1, /粘贴/],
    ['a Word file', () => ['import', file('w.docx', Buffer.from('504b0304140006000800', 'hex'))], 1, /粘贴/],
    ['six megabytes', () => ['read', file('long.txt', '一'.repeat(2_000_000))], 1, /5 MB/],
    [
      'an import before there is a department',
      () => ['import', 'seeds/plans/haimen-2018-122.txt'],
      1,
      /督办部门/,
    ],
    ['an unknown job', () => ['run', 'lunch'], 1, /lunch/],
    ['a day that is none', () => ['run', 'overdue-digest', '--for', '2018-02-30'], 1, /2018|日期/],
    ['an anchor without the demonstration', () => ['seed', '--anchor', '2026-11-18'], 1, /--demo/],
    ['a token for nobody', () => ['token', 'create', '--person', 'nobody', '--name', 'x'], 1, /nobody/],
    ['a second factor of nobody', () => ['person', 'second-factor', 'reset', 'nobody'], 1, /nobody/],
    ['a role that is none', () => ['person', 'add', '某人', '--login', 'x', '--role', 'king'], 2, /role/],
    ['a command that is none', () => ['dance'], 2, /dance|command/],
    ['a missing argument', () => ['read'], 2, /file/],
    ['an option that is none', () => ['read', '--loud', 'x'], 2, /loud/],
  ])('%s', (_, args, status, sentence) => {
    const answer = duban(...args());
    expect(answer.status).toBe(status);
    expect(answer.stderr).toMatch(sentence);
    expect(answer.stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(answer.stdout).toBe('');
  });

  it('a setting that is wrong, by its name', () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: 'mysql://x', TIME_ZONE: 'Mars/Base' };
    const { status, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'migrate'], {
      encoding: 'utf8',
      env,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/DATABASE_URL/);
    expect(stderr).toMatch(/TIME_ZONE/);
  });
});

describe('duban seed --demo', () => {
  it('fills an empty database once, and makes one digest on its anchor day', () => {
    const first = duban('seed', '--demo', '--anchor', '2026-11-18');
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/duban {2}市委组织部/);
    expect(duban('seed', '--demo')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('没有改动') as string,
    });
    expect(duban('run', 'overdue-digest', '--for', '2026-11-18').stdout).toMatch(/messages 1/);
    expect(duban('run', 'overdue-digest', '--for', '2026-11-18').stdout).toMatch(/此前已完成/);
    expect(duban('run', 'overdue-digest', '--for', '2026-11-21').stdout).toMatch(/不是工作日/);
    expect(duban('deliver').stdout).toMatch(/已发送 1/);
  });
});
