/** Promise R1: what was acknowledged to a unit survives a crash, with its entry in the trail and its file. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiToken } from '../../src/access/api-token.entity.js';
import { PersonRole } from '../../src/access/person-role.entity.js';
import { newSecret, secretHash } from '../../src/access/secrets.js';
import { SessionsService, type OpenedSession } from '../../src/access/sessions.service.js';
import { ENTITIES } from '../../src/entities.js';
import { SystemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import type { Database } from '../../src/platform/database.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import { Contact } from '../../src/units/contact.entity.js';
import { Person } from '../../src/units/person.entity.js';
import { aPlan } from '../support/a-plan.js';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from '../support/postgres.js';
import { killAll, ServerProcess } from '../support/processes.js';

const SUBMITTERS = 20;
const KILLS = 4;
/** Submissions acknowledged between two kills. */
const FEWEST = 10;
const MOST = 60;
/** Five starts of the whole product, on a machine that may be busy. */
const PATIENCE = 240_000;

interface Submitter {
  deadlineId: number;
  unitId: number;
  session: OpenedSession;
  token: string;
}

interface Acknowledged {
  submissionId: number;
  unitId: number;
  text: string;
  file: Buffer | null;
}

/** A unit, a deadline and a reporter each; odd ones use the page and hand in a file, even ones the API. */
async function populate(db: Database): Promise<Submitter[]> {
  const clock = new SystemClock('Asia/Shanghai');
  const builder = aPlan(db);
  const names = Array.from({ length: SUBMITTERS }, (_, i) => `第${i + 1}局`);
  for (const name of names) builder.withTask({ leads: [name], deadlines: [{ dueOn: '2018-12-31' }] });
  const plan = await builder.insert();
  return db.inTransaction(async (tx) => {
    const submitters: Submitter[] = [];
    for (const [i, name] of names.entries()) {
      const unitId = plan.unitId(name);
      const made = await tx.insert(Person, {
        name: `${name}联络员`,
        loginName: `r${i}`,
        createdAt: clock.now(),
      });
      const personId = made.identifiers[0]!['id'] as number;
      await tx.insert(PersonRole, { personId, role: 'reporter' });
      await tx.insert(Contact, { unitId, personId, isHead: false, fromOn: '2018-01-01', untilOn: null });
      const token = newSecret();
      await tx.insert(ApiToken, {
        personId,
        name: 'a test',
        tokenHash: secretHash(token),
        createdAt: clock.now(),
      });
      const session = await new SessionsService(db, clock).open(tx, personId);
      submitters.push({ deadlineId: plan.deadlineIds[i]!, unitId, session, token });
    }
    return submitters;
  });
}

/** @returns the submission's id. @throws Error when the server went away first */
async function byApi(url: string, { deadlineId, token }: Submitter, text: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/deadlines/${deadlineId}/submissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text, standing: 'on-schedule' }),
  });
  const body = (await answer.json()) as { submissionId: number };
  expect([answer.status, body]).toEqual([201, expect.objectContaining({ submissionId: expect.any(Number) })]);
  return body.submissionId;
}

async function byPage(url: string, submitter: Submitter, text: string, file: Buffer): Promise<number> {
  const { deadlineId, session } = submitter;
  const form = new FormData();
  for (const [name, value] of Object.entries({ _csrf: session.csrfToken, text, standing: 'on-schedule' }))
    form.append(name, value);
  form.append('files', new Blob([new Uint8Array(file)]), '台账.pdf');
  const answer = await fetch(`${url}/deadlines/${deadlineId}/submissions`, {
    method: 'POST',
    headers: { cookie: `duban=${session.token}` },
    body: form,
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
  return Number(/\/submissions\/(\d+)/.exec(answer.headers.get('location')!)![1]);
}

describe.each<DatabaseKind>(['sqlite', 'postgres'])(
  `${SUBMITTERS} units that hand in at once, on %s`,
  (kind) => {
    let database: TestDatabase;
    let submitters: Submitter[];
    const acknowledged: Acknowledged[] = [];
    const faults: unknown[] = [];
    let interrupted = 0;

    const opened = () => openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);

    beforeAll(async () => {
      database = await createTestDatabase(kind);
      const db = await opened();
      submitters = await populate(db);
      await db.onApplicationShutdown();
      const server = await ServerProcess.start({ DATABASE_URL: database.url, DATA_DIR: database.folder });
      let isOver = false;
      /** Until a killed server is back, nobody knocks. */
      let up = Promise.resolve();
      const submit = async (submitter: Submitter, i: number) => {
        for (let round = 0; !isOver; round += 1) {
          const text = `第${round}次：${randomBytes(8).toString('hex')}`;
          const file =
            i % 2 ? Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(randomInt(1, 40_000))]) : null;
          const asked = file ? byPage(server.url, submitter, text, file) : byApi(server.url, submitter, text);
          await asked.then(
            (submissionId) => acknowledged.push({ submissionId, unitId: submitter.unitId, text, file }),
            async (error: unknown) => {
              // Only a server that is gone, fetch's TypeError, is an excuse: an answer that says no is a fault.
              if ((error as Error).name !== 'TypeError') faults.push(error);
              interrupted += 1;
              await up;
            },
          );
        }
      };
      const all = Promise.all(submitters.map(submit));
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = acknowledged.length;
        const goal = before + randomInt(FEWEST, MOST);
        // A page is slower than the API: each life of the server takes at least one file.
        const isEnough = () =>
          acknowledged.length >= goal && acknowledged.slice(before).some((each) => each.file);
        while (!isEnough() && !faults.length) await new Promise((resolve) => setTimeout(resolve, 2));
        await new Promise((resolve) => setTimeout(resolve, randomInt(0, 15)));
        up = server.kill().then(() => server.start());
        await up;
      }
      isOver = true;
      await all;
      await server.kill('SIGTERM');
    }, PATIENCE);
    afterAll(async () => {
      killAll();
      await database.drop();
    }, PATIENCE);

    async function read<R>(sql: string): Promise<R[]> {
      const db = await opened();
      try {
        return await rows<R>(db.read, sql);
      } finally {
        await db.onApplicationShutdown();
      }
    }

    interface SubmissionRow {
      id: number;
      unitId: number;
      text: string;
      receiptNumber: string;
      deadlineId: number;
    }
    const submissions = () => read<SubmissionRow>('SELECT * FROM submissions ORDER BY id');

    it(`were answered yes, or not at all, while the server was killed ${KILLS} times`, () => {
      expect(faults).toEqual([]);
      expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * FEWEST);
      expect(interrupted).toBeGreaterThan(0);
    });

    it('find everything that was acknowledged', async () => {
      const byId = new Map((await submissions()).map((row) => [row.id, row]));
      const missing = acknowledged.filter(({ submissionId, unitId, text }) => {
        const kept = byId.get(submissionId);
        return !kept || kept.text !== text || kept.unitId !== unitId;
      });
      expect(missing).toEqual([]);
      expect(new Set(acknowledged.map(({ submissionId }) => submissionId)).size).toBe(acknowledged.length);
    });

    it('have one entry in the trail for each, and none for what did not happen', async () => {
      const trail = await read<{ nounId: string; after: string }>(
        `SELECT "nounId", after FROM audit_entries WHERE verb = 'submit' AND noun = 'deadline'`,
      );
      const told = trail.map(({ nounId, after }) => {
        const { submissionId, receiptNumber } = JSON.parse(after) as {
          submissionId: number;
          receiptNumber: string;
        };
        return `${submissionId} ${receiptNumber} of ${nounId}`;
      });
      const kept = (await submissions()).map((row) => `${row.id} ${row.receiptNumber} of ${row.deadlineId}`);
      expect(told.sort()).toEqual(kept.sort());
    });

    it('have receipts numbered without a gap', async () => {
      const numbers = (await submissions()).map(({ receiptNumber }) => Number(receiptNumber.slice(-6)));
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    });

    it('find the bytes of every file on disk', async () => {
      const files = await read<{ submissionId: number; sha256: string; size: number }>(
        'SELECT * FROM attachments',
      );
      for (const { sha256, size } of files) {
        const bytes = await readFile(join(database.folder, 'attachments', sha256.slice(0, 2), sha256));
        expect([bytes.length, hashOf(bytes)]).toEqual([size, sha256]);
      }
      const hashes = new Map(files.map(({ submissionId, sha256 }) => [submissionId, sha256]));
      const given = acknowledged.filter((each) => each.file);
      expect(given.length).toBeGreaterThan(0);
      expect(given.filter(({ submissionId, file }) => hashes.get(submissionId) !== hashOf(file!))).toEqual(
        [],
      );
    });

    it('have one submission waiting, and a deadline that knows it', async () => {
      const waiting = await read<{ deadlineId: number; pendingSince: string | null; n: number }>(
        `SELECT d.id AS "deadlineId", d."pendingSince", count(s.id) AS n
       FROM deadlines d LEFT JOIN submissions s ON s."deadlineId" = d.id AND s.state = 'pending' GROUP BY d.id ORDER BY d.id`,
      );
      const handedIn = new Set((await submissions()).map(({ deadlineId }) => deadlineId));
      for (const { deadlineId, pendingSince, n } of waiting)
        expect([deadlineId, n, pendingSince !== null]).toEqual([
          deadlineId,
          ...(handedIn.has(deadlineId) ? [1, true] : [0, false]),
        ]);
    });

    if (kind === 'sqlite') {
      it('leave a file that SQLite finds whole', async () => {
        expect(await read('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(await read('PRAGMA foreign_key_check')).toEqual([]);
      });
    }
  },
);

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
