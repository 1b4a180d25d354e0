import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { BEGINNING, linkOf, type ChainField } from '../hash-chain.js';
import { addColumns, dropColumns } from '../tables.js';

const COLUMNS = { previousHash: 'text?', hash: 'text?' };
const HASHED = 'id at onDay personId personName door verb noun nounId planId before after'.split(' ');
const BATCH = 500;

/** A REPLACE deletes without asking the trigger that refuses DELETE: so it is refused itself. */
const SQLITE_UP = [
  `CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
   BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END`,
  `CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
   BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END`,
  `CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
   WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
   BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END`,
];
const SQLITE_DOWN = ['update', 'delete', 'replace'].map((what) => `DROP TRIGGER audit_entries_no_${what}`);

/** ALWAYS: also where a session plays a replica. */
const POSTGRES_UP = [
  `CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
   $$ BEGIN RAISE EXCEPTION 'the audit trail is never changed'; END $$`,
  `CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
   FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()`,
  'ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_no_change',
];
const POSTGRES_DOWN = [
  'DROP TRIGGER audit_entries_no_change ON audit_entries',
  'DROP FUNCTION audit_entries_refuse()',
];

type Entry = Record<string, ChainField> & { id: number };

export class AuditChain1763700100000 implements MigrationInterface {
  name = 'AuditChain1763700100000';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'audit_entries', COLUMNS);
    await runner.createIndex('audit_entries', new TableIndex({ columnNames: ['planId', 'id'] }));
    await chainWhatStands(runner);
    for (const statement of isPostgres(runner) ? POSTGRES_UP : SQLITE_UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of isPostgres(runner) ? POSTGRES_DOWN : SQLITE_DOWN) await runner.query(statement);
    const table = (await runner.getTable('audit_entries'))!;
    const index = table.indices.find(({ columnNames }) => [...columnNames].sort().join() === 'id,planId')!;
    await runner.dropIndex(table, index);
    await dropColumns(runner, 'audit_entries', COLUMNS);
  }
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.connection.options.type === 'postgres';
}

/** Entries of the years before the chain are its first links: what happened to them until now nobody can say. */
async function chainWhatStands(runner: QueryRunner): Promise<void> {
  let last = { id: -1, hash: BEGINNING };
  for (;;) {
    const entries = (await runner.query(
      `SELECT ${HASHED.map((name) => `"${name}"`).join(', ')} FROM audit_entries WHERE id > ${last.id}
       ORDER BY id LIMIT ${BATCH}`,
    )) as Entry[];
    if (!entries.length) return;
    const links = entries.map((entry) => {
      const previousHash = last.hash;
      const fields = HASHED.map((name) => entry[name]!);
      last = { id: entry.id, hash: linkOf(previousHash, fields) };
      return `(${entry.id}, '${previousHash}', '${last.hash}')`;
    });
    await runner.query(
      `UPDATE audit_entries SET "previousHash" = link.column2, hash = link.column3
       FROM (VALUES ${links.join(', ')}) AS link WHERE audit_entries.id = link.column1`,
    );
  }
}
