/**
 * Promise R17: slow or huge requests do not stop it. While 500 connections send their headers or their bodies byte by
 * byte and twenty at a time send ten megabytes, people sign in within a second, and the process neither grows nor ends.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { hashPassword } from '../../src/access/password.js';
import { PersonRole } from '../../src/access/person-role.entity.js';
import { SessionsService, type OpenedSession } from '../../src/access/sessions.service.js';
import { ENTITIES } from '../../src/entities.js';
import { SystemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { Person } from '../../src/units/person.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { killAll, ServerProcess } from '../support/processes.js';
import { sendHuge, SlowCrowd, type HugeBody } from '../support/slow-senders.js';

const PATIENCE = 120_000;
const SLOW = 500;
const HUGE = 20;
const TEN_MEGABYTES = 10 * 1024 * 1024;
const SIGN_INS = 40;
/** Milliseconds. */
const LONGEST = 1000;
const PASSWORD = 'Gao-zhi-liang 2019 fazhan';

let database: TestDatabase;
let server: ServerProcess;
let session: OpenedSession;

beforeAll(async () => {
  database = await createTestDatabase('sqlite');
  const settings = { DATABASE_URL: database.url, DATA_DIR: database.folder };
  const db = await openDatabase(readConfig(settings), ENTITIES);
  const clock = new SystemClock('Asia/Shanghai');
  const passwordHash = await hashPassword(PASSWORD);
  session = await db.inTransaction(async (tx) => {
    const given = { name: '督查员甲', loginName: 'ducha', passwordHash, createdAt: clock.now() };
    const personId = (await tx.insert(Person, given)).identifiers[0]!['id'] as number;
    await tx.insert(PersonRole, { personId, role: 'supervisor' });
    return new SessionsService(db, clock).open(tx, personId);
  });
  await db.onApplicationShutdown();
  server = await ServerProcess.start(settings);
}, PATIENCE);
afterAll(async () => {
  killAll();
  await database.drop();
});

/** By the form, as a browser does. @returns milliseconds */
async function signIn(): Promise<number> {
  const began = performance.now();
  const form = await fetch(`${server.url}/sign-in`);
  const cookie = form.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())![1]!;
  const answer = await fetch(`${server.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ _csrf: token, loginName: 'ducha', password: PASSWORD }),
  });
  expect(answer.status).toBe(303);
  expect(answer.headers.getSetCookie().join()).toMatch(/\bduban=[\w-]{43}/);
  return performance.now() - began;
}

async function p95OfSignIns(): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < SIGN_INS; n += 1) taken.push(await signIn());
  return taken.sort((a, b) => a - b)[Math.ceil(SIGN_INS * 0.95) - 1]!;
}

/** The most it ever had, where the system tells; else what it has now. */
function megabytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))![1]!
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) / 1024;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const FILE = { 'content-type': 'multipart/form-data; boundary=b' };
const PART = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';

/** Each kind and what it is answered: too large as announced, too large as it comes, not signed in, nothing there. */
const BODIES = (): [HugeBody, string][] => [
  [{ path: '/sign-in', headers: FORM, bytes: TEN_MEGABYTES }, '413'],
  [{ path: '/sign-in', headers: FORM, bytes: TEN_MEGABYTES, isChunked: true }, '413'],
  [{ path: '/plans', headers: FILE, start: PART, bytes: TEN_MEGABYTES }, '401'],
  [
    {
      path: '/deadlines/1/submissions',
      headers: { ...FILE, cookie: `duban=${session.token}` },
      start: PART,
      bytes: TEN_MEGABYTES,
    },
    '404',
  ],
];

it(
  'a body that is too large is answered, and the answer arrives',
  async () => {
    for (const [body, status] of BODIES()) expect(await sendHuge(server.url, body)).toBe(status);
  },
  PATIENCE,
);

it('one that announces more than any form holds is answered before a byte of it', async () => {
  const body = {
    path: '/deadlines/1/submissions',
    headers: FILE,
    bytes: 9_000_000_000,
    isOnlyAnnounced: true,
  };
  expect(await sendHuge(server.url, body)).toBe('413');
});

it('headers without end are refused', async () => {
  const headers = { 'x-a': 'b'.repeat(20_000) };
  expect(await sendHuge(server.url, { path: '/sign-in', headers, bytes: 0 })).toBe('431');
});

it(
  'people sign in within a second while 500 send slowly and 20 send ten megabytes',
  async () => {
    const idle = await p95OfSignIns();
    const pid = server.pid;
    const crowd = new SlowCrowd(SLOW, server.url);
    await crowd.gathered();
    let isOver = false;
    const answers: Record<string, number> = {};
    const flood = async (n: number) => {
      while (!isOver) {
        const answer = await sendHuge(server.url, BODIES()[n % BODIES().length]![0]);
        answers[answer] = (answers[answer] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    const floods = Array.from({ length: HUGE }, (_, n) => flood(n));
    const loaded = await p95OfSignIns();
    const open = crowd.open;
    isOver = true;
    await Promise.all(floods);
    crowd.stop();
    const most = megabytes(pid);
    process.stderr.write(
      `sign-in p95 ${idle.toFixed(0)} ms idle, ${loaded.toFixed(0)} ms under load (× ${(loaded / idle).toFixed(1)}); ` +
        `${most.toFixed(0)} MB at most; ${open} slow connections; huge bodies ${JSON.stringify(answers)}\n`,
    );
    expect(open).toBeGreaterThan(SLOW * 0.9);
    expect(Object.keys(answers).filter((answer) => !/^4\d\d$/.test(answer))).toEqual([]);
    expect(most).toBeLessThan(512);
    expect([server.pid, server.hasEnded]).toEqual([pid, false]);
    expect(loaded).toBeLessThan(LONGEST);
  },
  PATIENCE,
);
