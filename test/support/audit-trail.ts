/** A trail to tamper with: some entries, and an intruder who knows SQL and takes the triggers away first. */
import { record } from '../../src/audit/audit.js';
import { ENTITIES } from '../../src/entities.js';
import { SettableClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import type { Database, Tx } from '../../src/platform/database.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { createTestDatabase, databaseKind } from './postgres.js';

export const SOMEBODY: Viewer = {
  personId: null,
  name: '督查员甲',
  roles: ['supervisor'],
  unitIds: [],
  door: 'page',
};

const REPLACED = `BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END`;
const OF_SQLITE = {
  update: 'BEFORE UPDATE ON audit_entries',
  delete: 'BEFORE DELETE ON audit_entries',
  replace: 'BEFORE INSERT ON audit_entries WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)',
};

/** What an intruder runs first, and what covers it up afterwards. */
export const unguarded =
  databaseKind() === 'sqlite'
    ? {
        off: Object.keys(OF_SQLITE).map((what) => `DROP TRIGGER IF EXISTS audit_entries_no_${what}`),
        on: Object.entries(OF_SQLITE).map(
          ([what, when]) => `CREATE TRIGGER audit_entries_no_${what} ${when} ${REPLACED}`,
        ),
      }
    : {
        off: ['ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_no_change'],
        on: ['ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_no_change'],
      };

export class TestTrail {
  readonly clock = new SettableClock('2018-11-02T01:00:00.000Z');
  private readonly opened: Database[] = [];

  private constructor(
    readonly url: string,
    readonly db: Database,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async open(): Promise<TestTrail> {
    const database = await createTestDatabase();
    const db = await openDatabase(readConfig({ DATABASE_URL: database.url }), ENTITIES);
    return new TestTrail(database.url, db, database.drop);
  }

  /** As another process has it. */
  async anotherDatabase(): Promise<Database> {
    const db = await openDatabase(readConfig({ DATABASE_URL: this.url }), ENTITIES);
    this.opened.push(db);
    return db;
  }

  async write(count: number, db = this.db): Promise<void> {
    await db.inTransaction(async (tx) => {
      for (let i = 1; i <= count; i += 1) await this.entry(tx, i);
    });
  }

  entry(tx: Tx, i: number): Promise<void> {
    const change = { verb: 'correct', noun: 'task', id: i, planId: i % 3 || null };
    return record(tx, this.clock, SOMEBODY, {
      ...change,
      before: { title: `旧题${i}`, no: null },
      after: { title: `新题${i} "'\\`, no: i },
    });
  }

  /** With the triggers gone. */
  async tamper(...statements: string[]): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      for (const statement of [...unguarded.off, ...statements]) await tx.query(statement);
    });
  }

  entries(): Promise<Record<string, string | number | null>[]> {
    return rows(this.db.read, 'SELECT * FROM audit_entries ORDER BY id');
  }

  async close(): Promise<void> {
    for (const db of [...this.opened, this.db]) await db.onApplicationShutdown();
    await this.dropDatabase();
  }
}
