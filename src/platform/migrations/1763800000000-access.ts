import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropColumns, tableOf, type Shape } from '../tables.js';

const COLUMNS: Record<string, Record<string, string>> = {
  people: {
    jurisdictionId: 'integer?',
    kind: 'text?',
    passwordGivenAt: 'text?',
    totpSecret: 'text?',
    totpFromAt: 'text?',
    totpLastStep: 'integer?',
    signsInAs: 'text?',
    erasedOn: 'text?',
  },
  units: { jurisdictionId: 'integer?' },
  plans: { jurisdictionId: 'integer?' },
  sessions: { awaits: 'text?', address: 'text?', browser: 'text?' },
  api_tokens: { scopes: 'text?', perMinute: 'integer?', lastUsedAt: 'text?', createdById: 'integer?' },
  submissions: { linkId: 'integer?' },
  attachments: { replacedById: 'integer?', replacedAt: 'text?' },
};

const TABLES: Record<string, Shape> = {
  jurisdictions: {
    columns: { name: 'text', nameKey: 'text', parentId: 'integer? -> jurisdictions', endedOn: 'text?' },
    uniqueIndex: ['nameKey'],
  },
  used_passwords: {
    columns: { personId: 'integer -> people', passwordHash: 'text', setAt: 'text' },
    index: [['personId']],
  },
  recovery_codes: {
    columns: { personId: 'integer -> people', codeHash: 'text', createdAt: 'text', usedAt: 'text?' },
    index: [['personId']],
  },
  links: {
    columns: {
      purpose: 'text',
      unitId: 'integer? -> units',
      jurisdictionId: 'integer? -> jurisdictions',
      personId: 'integer? -> people',
      address: 'text',
      lastOn: 'text',
      createdAt: 'text',
      usedAt: 'text?',
      revokedAt: 'text?',
      revokedReason: 'text?',
    },
    index: [['unitId'], ['personId'], ['address']],
  },
  idempotent_answers: {
    columns: {
      caller: 'text',
      key: 'text',
      request: 'text',
      status: 'integer?',
      body: 'text?',
      headers: 'text?',
      claim: 'text?',
      claimedAt: 'text?',
      gave: 'text?',
      createdAt: 'text',
    },
    unique: [['caller', 'key']],
    index: [['createdAt']],
  },
  personal_values: {
    columns: { personId: 'integer', value: 'text?' },
    unique: [['personId', 'value']],
  },
  security_events: {
    columns: {
      at: 'text',
      kind: 'text',
      personId: 'integer?',
      subject: 'text?',
      address: 'text?',
      details: 'text',
    },
    index: [['at'], ['kind', 'id'], ['personId']],
  },
};

export class Access1763800000000 implements MigrationInterface {
  name = 'Access1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS)) await addColumns(runner, table, columns);
    for (const [name, shape] of Object.entries(TABLES)) await runner.createTable(tableOf(name, shape));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
    for (const [table, columns] of Object.entries(COLUMNS)) await dropColumns(runner, table, columns);
  }
}
