import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tableOf, type Shape } from '../tables.js';

const TABLES: Record<string, Shape> = {
  settings: { primary: { name: 'name', type: 'text' }, columns: { value: 'text' } },
  audit_entries: {
    columns: {
      at: 'text',
      onDay: 'text',
      personId: 'integer?',
      personName: 'text',
      door: 'text',
      verb: 'text',
      noun: 'text',
      nounId: 'text',
      planId: 'integer?',
      before: 'text?',
      after: 'text?',
    },
    index: [['noun', 'nounId']],
  },
  messages: {
    columns: {
      dedupeKey: 'text',
      kind: 'text',
      onDay: 'text',
      fromName: 'text',
      fromAddress: 'text',
      toName: 'text',
      toAddress: 'text',
      subject: 'text',
      text: 'text',
      html: 'text',
      calendar: 'text?',
      headers: 'text',
      messageId: 'text',
      boundary: 'text',
      datedAt: 'text',
      state: 'text',
      attempts: 'integer',
      nextAttemptAt: 'text',
      leaseUntil: 'text?',
      leaseEpoch: 'integer',
      reason: 'text?',
      serverAnswer: 'text?',
      sentAt: 'text?',
      expiresOn: 'text?',
      createdAt: 'text',
    },
    uniqueIndex: ['dedupeKey'],
    index: [
      ['state', 'nextAttemptAt'],
      ['onDay', 'kind'],
    ],
  },
  units: {
    columns: {
      name: 'text',
      nameKey: 'text',
      kind: 'text',
      parentId: 'integer? -> units',
      reachedBy: 'text',
      isSenior: 'boolean',
      isSupervisor: 'boolean',
      endedOn: 'text?',
    },
    uniqueIndex: ['nameKey'],
  },
  unit_aliases: {
    columns: { unitId: 'integer -> units', name: 'text', nameKey: 'text', kind: 'text' },
    uniqueIndex: ['nameKey'],
    index: [['unitId']],
  },
  group_members: {
    columns: { groupId: 'integer -> units', unitId: 'integer -> units', fromOn: 'text', untilOn: 'text?' },
    unique: [['groupId', 'unitId', 'fromOn']],
  },
  people: {
    columns: {
      name: 'text',
      loginName: 'text?',
      email: 'text?',
      phone: 'text?',
      passwordHash: 'text?',
      lockedUntil: 'text?',
      createdAt: 'text',
      leftOn: 'text?',
    },
    uniqueIndex: ['loginName', 'email'],
  },
  contacts: {
    columns: {
      unitId: 'integer -> units',
      personId: 'integer -> people',
      isHead: 'boolean',
      fromOn: 'text',
      untilOn: 'text?',
    },
    index: [['unitId'], ['personId']],
  },
  person_roles: {
    columns: { personId: 'integer -> people', role: 'text' },
    unique: [['personId', 'role']],
  },
  sessions: {
    primary: { name: 'tokenHash', type: 'text' },
    columns: {
      personId: 'integer -> people',
      csrfToken: 'text',
      createdAt: 'text',
      lastSeenAt: 'text',
      endsAt: 'text',
    },
    index: [['personId']],
  },
  api_tokens: {
    columns: {
      personId: 'integer -> people',
      name: 'text',
      tokenHash: 'text',
      createdAt: 'text',
      lastOn: 'text?',
      revokedAt: 'text?',
    },
    uniqueIndex: ['tokenHash'],
  },
  sign_in_failures: {
    columns: { subject: 'text', failedAt: 'text' },
    index: [['subject', 'failedAt']],
  },
  calendar_days: {
    primary: { name: 'day', type: 'text' },
    columns: { isOff: 'boolean', name: 'text' },
  },
  calendar_years: { primary: { name: 'year', type: 'integer' }, columns: { source: 'text' } },
  plans: {
    columns: {
      title: 'text',
      documentNumber: 'text?',
      issuedBy: 'text?',
      issuedOn: 'text?',
      refinementDueOn: 'text?',
      refinementPhrase: 'text?',
      sourceName: 'text',
      state: 'text',
      reporting: 'text',
      supervisorUnitId: 'integer -> units',
      clockStartedOn: 'text?',
      issuedAt: 'text?',
      createdAt: 'text',
      changedAt: 'text',
      // Last: SQLite reads through what stands before a column, and these may be a book.
      sourceText: 'text',
      doubts: 'text',
      leftOver: 'text',
    },
    index: [['documentNumber']],
  },
  tasks: {
    columns: {
      planId: 'integer -> plans',
      parentId: 'integer? -> tasks',
      position: 'integer',
      no: 'text',
      section: 'text',
      title: 'text',
      text: 'text',
      sourceStart: 'integer',
      sourceEnd: 'integer',
      openEnded: 'boolean',
      kinds: 'text',
      kindsCertain: 'boolean',
      restsOnAssessment: 'boolean',
      standingRhythm: 'text',
      printed: 'text',
      reporting: 'text?',
      verifierUnitId: 'integer? -> units',
      state: 'text',
    },
    index: [['planId', 'position'], ['parentId']],
  },
  duties: {
    columns: {
      taskId: 'integer -> tasks',
      unitId: 'integer -> units',
      part: 'text',
      isFirst: 'boolean',
      position: 'integer',
      printedName: 'text',
      groupMode: 'text?',
      collectorUnitId: 'integer? -> units',
      viaGroupId: 'integer? -> units',
      reports: 'boolean',
    },
    unique: [['taskId', 'unitId', 'part']],
    index: [['unitId']],
  },
  deadlines: {
    columns: {
      planId: 'integer -> plans',
      taskId: 'integer? -> tasks',
      subject: 'text',
      unitId: 'integer -> units',
      kind: 'text',
      period: 'text',
      nominalOn: 'text?',
      originalDueOn: 'text',
      dueOn: 'text',
      source: 'text',
      openedOn: 'text?',
      pendingSince: 'text?',
      pendingAt: 'text?',
      metOn: 'text?',
      waivedOn: 'text?',
      reworkOn: 'text?',
      returnedAt: 'text?',
      acceptedAt: 'text?',
      returns: 'integer',
    },
    unique: [['subject', 'unitId', 'kind', 'period']],
    index: [['unitId', 'openedOn'], ['planId'], ['taskId']],
  },
  submissions: {
    columns: {
      deadlineId: 'integer -> deadlines',
      unitId: 'integer -> units',
      receiptNumber: 'text',
      text: 'text',
      standing: 'text',
      percentage: 'integer?',
      difficulty: 'text?',
      nextStep: 'text?',
      channel: 'text',
      receivedOn: 'text',
      submittedAt: 'text',
      submittedById: 'integer? -> people',
      givenBy: 'text?',
      state: 'text',
    },
    uniqueIndex: ['receiptNumber'],
    index: [['deadlineId', 'id'], ['state', 'submittedAt'], ['unitId']],
  },
  attachments: {
    columns: {
      submissionId: 'integer? -> submissions',
      name: 'text',
      mediaType: 'text',
      size: 'integer',
      sha256: 'text',
      createdAt: 'text',
    },
    index: [['submissionId']],
  },
  verifications: {
    columns: {
      submissionId: 'integer -> submissions',
      outcome: 'text',
      reason: 'text?',
      reworkOn: 'text?',
      verifiedOn: 'text',
      verifiedAt: 'text',
      verifiedById: 'integer? -> people',
    },
    uniqueIndex: ['submissionId'],
  },
  notices: {
    columns: {
      noticeKey: 'text',
      kind: 'text',
      onDay: 'text',
      unitId: 'integer? -> units',
      recipient: 'text',
      outcome: 'text',
      reason: 'text?',
      counts: 'text',
      composedAt: 'text',
    },
    uniqueIndex: ['noticeKey'],
    index: [
      ['onDay', 'kind'],
      ['unitId', 'kind', 'onDay'],
    ],
  },
  digest_recipients: {
    columns: {
      unitId: 'integer -> units',
      name: 'text',
      address: 'text',
      cadence: 'text',
      fromOn: 'text',
      untilOn: 'text?',
    },
    unique: [['unitId', 'address']],
  },
  job_runs: {
    columns: {
      job: 'text',
      day: 'text',
      state: 'text',
      foldedInto: 'text?',
      startedAt: 'text',
      finishedAt: 'text?',
      leaseUntil: 'text?',
      leaseEpoch: 'integer',
      attempts: 'integer',
      counts: 'text',
      error: 'text?',
    },
    unique: [['job', 'day']],
  },
};

/** What a list of open work is read from, in its order: the day it is owed by, or the instant it began to wait. */
const OPEN_WORK = [
  `CREATE INDEX deadlines_open ON deadlines (coalesce("reworkOn", "dueOn"), id)
   WHERE "openedOn" IS NOT NULL AND "metOn" IS NULL AND "waivedOn" IS NULL AND "pendingSince" IS NULL`,
  `CREATE INDEX deadlines_pending ON deadlines ("pendingAt", id)
   WHERE "openedOn" IS NOT NULL AND "metOn" IS NULL AND "waivedOn" IS NULL AND "pendingSince" IS NOT NULL`,
];

export class FirstTables1763600000000 implements MigrationInterface {
  name = 'FirstTables1763600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, shape] of Object.entries(TABLES)) await runner.createTable(tableOf(name, shape));
    for (const index of OPEN_WORK) await runner.query(index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
