/** The database itself refuses to change the trail, and Duban refuses a database that would not. */
import { ENTITIES } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { verifyTrail } from '../../src/audit/verify.js';
import { TestTrail } from '../support/audit-trail.js';
import { databaseKind } from '../support/postgres.js';

let trail: TestTrail;
beforeEach(async () => {
  trail = await TestTrail.open();
  await trail.write(3);
});
afterEach(() => trail.close());

const REFUSED = /the audit trail is never changed/;
const COLUMNS = `at, "onDay", "personName", door, verb, noun, "nounId"`;
const ofSqlite = [
  `INSERT OR REPLACE INTO audit_entries (id, ${COLUMNS}) VALUES (2, '', '', '', '', '', '', '')`,
  `REPLACE INTO audit_entries (id, ${COLUMNS}) VALUES (2, '', '', '', '', '', '', '')`,
];

it.each([
  `UPDATE audit_entries SET "personName" = '别人' WHERE id = 2`,
  `UPDATE audit_entries SET hash = hash`,
  'DELETE FROM audit_entries WHERE id = 2',
  'DELETE FROM audit_entries',
  `INSERT INTO audit_entries (id, ${COLUMNS}) VALUES (2, '', '', '', '', '', '', '')
   ON CONFLICT (id) DO UPDATE SET verb = 'x'`,
  ...(databaseKind() === 'sqlite' ? ofSqlite : ['TRUNCATE audit_entries', 'TRUNCATE audit_entries CASCADE']),
])('%s is refused', async (statement) => {
  const before = await trail.entries();
  await expect(trail.db.inTransaction((tx) => tx.query(statement))).rejects.toThrow(REFUSED);
  expect(await trail.entries()).toEqual(before);
  await trail.write(2);
  expect(await verifyTrail(trail.db.read)).toMatchObject({ rows: 5, fault: null });
});

it.each(databaseKind() === 'sqlite' ? ['update', 'delete', 'replace'] : ['change'])(
  'without its trigger against %s Duban does not start',
  async (what) => {
    const name = `audit_entries_no_${what}`;
    await trail.tamper(
      `DROP TRIGGER IF EXISTS ${name}${databaseKind() === 'sqlite' ? '' : ' ON audit_entries'}`,
    );
    const config = readConfig({ DATABASE_URL: trail.url });
    await expect(openDatabase(config, ENTITIES)).rejects.toThrow(
      /^The audit trail is not guarded: .*no trigger/,
    );
    await expect(openDatabase(config, ENTITIES)).rejects.toThrow(name);
  },
);

it('with its triggers switched off Duban does not start', async () => {
  await trail.tamper();
  await expect(openDatabase(readConfig({ DATABASE_URL: trail.url }), ENTITIES)).rejects.toThrow(
    'not guarded',
  );
});
