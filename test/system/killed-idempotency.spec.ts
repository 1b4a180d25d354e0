/** A program that got no answer sends its request again with the same key: whatever was killed, it is done once. */
import { randomInt } from 'node:crypto';
import { ApiToken } from '../../src/access/api-token.entity.js';
import { PersonRole } from '../../src/access/person-role.entity.js';
import { newSecret, secretHash } from '../../src/access/secrets.js';
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

const PROGRAMS = 8;
const KILLS = 4;
const PATIENCE = 240_000;

interface Program {
  deadlineId: number;
  token: string;
}

async function populate(db: Database): Promise<Program[]> {
  const now = new SystemClock('Asia/Shanghai').now();
  const names = Array.from({ length: PROGRAMS }, (_, i) => `第${i + 1}局`);
  const builder = aPlan(db);
  for (const name of names) builder.withTask({ leads: [name], deadlines: [{ dueOn: '2018-12-31' }] });
  const plan = await builder.insert();
  return db.inTransaction(async (tx) => {
    const programs: Program[] = [];
    for (const [i, name] of names.entries()) {
      const made = await tx.insert(Person, { name, loginName: `r${i}`, createdAt: now });
      const personId = made.identifiers[0]!['id'] as number;
      const unitId = plan.unitId(name);
      await tx.insert(PersonRole, { personId, role: 'reporter' });
      await tx.insert(Contact, { unitId, personId, isHead: false, fromOn: '2018-01-01', untilOn: null });
      const token = newSecret();
      await tx.insert(ApiToken, { personId, name: 'x', tokenHash: secretHash(token), createdAt: now });
      programs.push({ deadlineId: plan.deadlineIds[i]!, token });
    }
    return programs;
  });
}

describe.each<DatabaseKind>(['sqlite', 'postgres'])('%s, with the server killed again and again', (kind) => {
  let database: TestDatabase;
  const answered = new Map<string, number>();
  const faults: unknown[] = [];
  let retries = 0;

  const withDatabase = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
    try {
      return await work(db);
    } finally {
      await db.onApplicationShutdown();
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase(kind);
    const programs = await withDatabase(populate);
    const server = await ServerProcess.start({ DATABASE_URL: database.url, DATA_DIR: database.folder });
    let isOver = false;
    let up = Promise.resolve();
    const send = ({ deadlineId, token }: Program, key: string) =>
      fetch(`${server.url}/api/v1/deadlines/${deadlineId}/submissions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ text: key, standing: 'on-schedule' }),
      }).then(async (answer) => ({
        status: answer.status,
        body: (await answer.json()) as { submissionId: number },
      }));
    const work = async (program: Program, i: number) => {
      for (let n = 0; !isOver && !faults.length; n += 1) {
        const key = `${i}-${n}`;
        for (let isDone = false; !isDone && !faults.length;) {
          try {
            const { status, body } = await send(program, key);
            if (status === 201) answered.set(key, body.submissionId);
            else if (status !== 409) faults.push([status, body]);
            isDone = status === 201;
          } catch (error) {
            if ((error as Error).name !== 'TypeError') faults.push(error);
            retries += 1;
            await up;
          }
        }
      }
    };
    /** As a minute later: what the killed server was about is anybody's. */
    const age = () =>
      withDatabase((db) =>
        db.inTransaction((tx) =>
          tx.query(
            `UPDATE idempotent_answers SET "claimedAt" = '2018-01-01T00:00:00.000Z' WHERE status IS NULL`,
          ),
        ),
      );
    const all = Promise.all(programs.map(work));
    for (let kill = 0; kill < KILLS && !faults.length; kill += 1) {
      const goal = answered.size + randomInt(10, 30);
      while (answered.size < goal && !faults.length) await new Promise((resolve) => setTimeout(resolve, 2));
      await new Promise((resolve) => setTimeout(resolve, randomInt(0, 15)));
      up = server
        .kill()
        .then(age)
        .then(() => server.start());
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

  it('does each request once, and says of each what became of it', async () => {
    expect(faults).toEqual([]);
    expect(retries).toBeGreaterThan(0);
    const kept = await withDatabase((db) =>
      rows<{ id: number; text: string }>(db.read, 'SELECT id, text FROM submissions ORDER BY id'),
    );
    expect(kept.map(({ id, text }) => [text, id]).sort()).toEqual([...answered].sort());
  });
});
