import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropColumns, tableOf, type Shape } from '../tables.js';

/** A request: who asked when, and what became of it. */
const ASKED = { askedOn: 'text', askedAt: 'text', askedById: 'integer? -> people' };
const DECIDED = {
  outcome: 'text',
  remark: 'text?',
  decidedOn: 'text?',
  decidedAt: 'text?',
  decidedById: 'integer? -> people',
};

const COLUMNS: Record<string, Record<string, string>> = {
  plans: {
    supplementsPlanId: 'integer?',
    replacesPlanId: 'integer?',
    endedOn: 'text?',
    scoreRules: 'text?',
    rankingFromOn: 'text?',
  },
  tasks: {
    sensitiveFromOn: 'text?',
    closedOn: 'text?',
    grade: 'text?',
    leaderInCharge: 'text?',
    sourcePlanId: 'integer?',
  },
  duties: { issuedOn: 'text?', receiptId: 'integer?', unclaimedFromOn: 'text?' },
  deadlines: { waivedReason: 'text?', heldOn: 'text?', heldOpenedOn: 'text?' },
  submissions: { selfRating: 'text?' },
  verifications: { grade: 'text?' },
};

const TABLES: Record<string, Shape> = {
  task_moves: {
    columns: {
      taskId: 'integer -> tasks',
      move: 'text',
      fromState: 'text',
      toState: 'text',
      reason: 'text?',
      grade: 'text?',
      movedOn: 'text',
      movedAt: 'text',
      personId: 'integer? -> people',
      personName: 'text',
    },
    index: [['taskId']],
  },
  receipts: {
    columns: {
      planId: 'integer -> plans',
      unitId: 'integer -> units',
      contactName: 'text',
      leaderInCharge: 'text',
      signedOn: 'text',
      signedAt: 'text',
      signedById: 'integer? -> people',
    },
    index: [['planId', 'unitId']],
  },
  former_duties: {
    columns: {
      dutyId: 'integer -> duties',
      taskId: 'integer -> tasks',
      unitId: 'integer -> units',
      part: 'text',
      isFirst: 'boolean',
      printedName: 'text',
      issuedOn: 'text?',
      receiptId: 'integer? -> receipts',
      endedOn: 'text',
      endedAt: 'text?',
      cause: 'text',
      reason: 'text',
      successorUnitId: 'integer? -> units',
      claimedOn: 'text?',
    },
    index: [['taskId'], ['unitId']],
  },
  sent_back_duties: {
    columns: {
      dutyId: 'integer -> duties',
      unitId: 'integer -> units',
      reason: 'text',
      ...ASKED,
      ...DECIDED,
    },
    index: [['dutyId']],
  },
  day_changes: {
    columns: {
      deadlineId: 'integer -> deadlines',
      fromDay: 'text',
      toDay: 'text',
      source: 'text',
      reason: 'text',
      changedOn: 'text',
      changedAt: 'text',
      personId: 'integer? -> people',
      personName: 'text',
    },
    index: [['deadlineId']],
  },
  extensions: {
    columns: {
      deadlineId: 'integer -> deadlines',
      unitId: 'integer -> units',
      fromDay: 'text',
      askedDay: 'text',
      reason: 'text',
      needsLeader: 'boolean',
      grantedDay: 'text?',
      ...ASKED,
      ...DECIDED,
    },
    index: [['deadlineId'], ['outcome']],
  },
  suspensions: {
    columns: {
      taskId: 'integer -> tasks',
      reason: 'text',
      fromOn: 'text',
      reviewOn: 'text',
      startedAt: 'text',
      startedById: 'integer? -> people',
      endedOn: 'text?',
      endedAt: 'text?',
      endedById: 'integer? -> people',
    },
    index: [['taskId'], ['reviewOn']],
  },
  filings: {
    columns: { taskId: 'integer -> tasks', unitId: 'integer -> units', text: 'text', ...ASKED, ...DECIDED },
    index: [['taskId'], ['outcome']],
  },
  coordinations: {
    columns: {
      taskId: 'integer -> tasks',
      unitId: 'integer -> units',
      blockerUnitId: 'integer -> units',
      deadlineId: 'integer? -> deadlines',
      matter: 'text',
      answerDueOn: 'text',
      ...ASKED,
      withdrawnOn: 'text?',
    },
    index: [['taskId'], ['blockerUnitId'], ['deadlineId']],
  },
  measures: {
    columns: {
      submissionId: 'integer -> submissions',
      taskId: 'integer -> tasks',
      position: 'integer',
      measure: 'text',
      targetName: 'text?',
      targetAmount: 'text?',
      targetMeasuredIn: 'text?',
      responsibleName: 'text',
      responsibleUnitId: 'integer? -> units',
      leaderInCharge: 'text?',
      dueOn: 'text',
      remark: 'text?',
      subTaskId: 'integer? -> tasks',
    },
    index: [['submissionId'], ['taskId']],
  },
  targets: {
    columns: {
      taskId: 'integer -> tasks',
      position: 'integer',
      name: 'text',
      amount: 'text',
      measuredIn: 'text',
    },
    index: [['taskId']],
  },
  figures: {
    columns: { submissionId: 'integer -> submissions', targetId: 'integer -> targets', amount: 'text' },
    unique: [['submissionId', 'targetId']],
    index: [['targetId']],
  },
  claim_tellings: {
    columns: {
      taskId: 'integer -> tasks',
      unitId: 'integer -> units',
      period: 'text',
      toldOn: 'text',
      toldAt: 'text',
      toldById: 'integer? -> people',
    },
    unique: [['taskId', 'unitId', 'period']],
  },
  urgings: {
    columns: {
      deadlineId: 'integer -> deadlines',
      planId: 'integer -> plans',
      unitId: 'integer -> units',
      toHead: 'boolean',
      note: 'text?',
      daysLate: 'integer',
      urgedOn: 'text',
      urgedAt: 'text',
      urgedById: 'integer? -> people',
    },
    index: [['deadlineId'], ['unitId', 'urgedOn']],
  },
  supervision_notices: {
    columns: {
      supervisorUnitId: 'integer -> units',
      year: 'integer',
      number: 'integer',
      planId: 'integer -> plans',
      unitId: 'integer -> units',
      urgency: 'text',
      reason: 'text',
      requirement: 'text',
      replyDueOn: 'text',
      replyDeadlineId: 'integer? -> deadlines',
      sentOn: 'text',
      sentAt: 'text',
      sentById: 'integer? -> people',
      withdrawnOn: 'text?',
      withdrawnReason: 'text?',
    },
    unique: [['supervisorUnitId', 'year', 'number']],
    index: [['unitId'], ['replyDeadlineId']],
  },
  supervision_notice_items: {
    columns: { noticeId: 'integer -> supervision_notices', deadlineId: 'integer -> deadlines' },
    unique: [['noticeId', 'deadlineId']],
    index: [['deadlineId']],
  },
  instructions: {
    columns: {
      planId: 'integer -> plans',
      taskId: 'integer -> tasks',
      leaderName: 'text',
      text: 'text',
      instructedOn: 'text',
      enteredAt: 'text',
      enteredById: 'integer? -> people',
    },
    index: [['taskId']],
  },
  light_snapshots: {
    columns: {
      month: 'text',
      planId: 'integer -> plans',
      taskId: 'integer -> tasks',
      unitId: 'integer -> units',
      light: 'text',
    },
    unique: [['month', 'taskId', 'unitId']],
    index: [
      ['unitId', 'month'],
      ['planId', 'month'],
    ],
  },
  objections: {
    columns: {
      planId: 'integer -> plans',
      unitId: 'integer -> units',
      eventKey: 'text',
      reason: 'text',
      ...ASKED,
      ...DECIDED,
    },
    unique: [['planId', 'unitId', 'eventKey']],
  },
  unit_names: {
    columns: { unitId: 'integer -> units', name: 'text', fromOn: 'text?', untilOn: 'text?' },
    index: [['unitId']],
  },
  unit_changes: {
    columns: {
      kind: 'text',
      unitId: 'integer -> units',
      onDay: 'text',
      reason: 'text',
      successors: 'text',
      madeAt: 'text',
      madeById: 'integer? -> people',
    },
    index: [['unitId']],
  },
};

/** 待认领 is rare: home counts it without reading every duty. */
const UNCLAIMED =
  'CREATE INDEX duties_unclaimed ON duties ("unclaimedFromOn") WHERE "unclaimedFromOn" IS NOT NULL';

/** What was claimed and accepted before states moved with it. */
const CLAIMED_BEFORE = `UPDATE tasks SET state = 'claimed' WHERE state = 'issued' AND EXISTS (
  SELECT 1 FROM deadlines d JOIN submissions s ON s."deadlineId" = d.id WHERE d."taskId" = tasks.id
    AND d.kind = 'completion' AND s.state = 'pending' AND s.standing = 'claim')`;
const CLOSED_BEFORE = `UPDATE tasks SET state = 'closed', "closedOn" = (SELECT max(d."metOn") FROM deadlines d
    WHERE d."taskId" = tasks.id AND d.kind = 'completion' AND d.period = '')
  WHERE state = 'issued' AND kinds = '["one-off"]' AND EXISTS (SELECT 1 FROM deadlines d
    WHERE d."taskId" = tasks.id AND d.kind = 'completion' AND d.period = '' AND d."metOn" IS NOT NULL)`;

export class LifeOfATask1763700000000 implements MigrationInterface {
  name = 'LifeOfATask1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS)) await addColumns(runner, table, columns);
    for (const [name, shape] of Object.entries(TABLES)) await runner.createTable(tableOf(name, shape));
    await runner.query(UNCLAIMED);
    await runner.query(`UPDATE duties SET "issuedOn" = (SELECT p."clockStartedOn" FROM tasks t JOIN plans p
      ON p.id = t."planId" WHERE t.id = duties."taskId" AND p.state = 'issued')`);
    await runner.query(CLOSED_BEFORE);
    await runner.query(CLAIMED_BEFORE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX duties_unclaimed');
    const names = Object.keys(TABLES).reverse();
    for (const name of names) await runner.dropTable(name);
    for (const [table, columns] of Object.entries(COLUMNS)) await dropColumns(runner, table, columns);
  }
}
