/** Rows that scores are reckoned from, for tests that need them and not the way they came about. */
import { Coordination } from '../../src/changes/coordination.entity.js';
import { Extension } from '../../src/changes/extension.entity.js';
import { Filing } from '../../src/changes/filing.entity.js';
import { Urging } from '../../src/notices/urging.entity.js';
import { DayChange } from '../../src/plans/day-change.entity.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { insertRow } from '../../src/platform/database.js';
import { Submission } from '../../src/progress/submission.entity.js';
import { Verification } from '../../src/progress/verification.entity.js';
import { day } from '../../src/rules/day.js';
import type { TestApp } from './app.js';

const at = (on: string) => `${on}T02:00:00.000Z`;
const asked = (on: string) => ({ askedOn: day(on), askedAt: at(on), askedById: null });
const approved = (on: string) => ({
  ...{ outcome: 'approved' as const, remark: null, decidedOn: day(on), decidedAt: at(on), decidedById: null },
});

export async function anUrging(t: TestApp, deadlineId: number, urgedOn: string): Promise<void> {
  const { planId, unitId } = await t.db.read.findOneByOrFail(Deadline, { id: deadlineId });
  await t.db.inTransaction((tx) =>
    insertRow(tx, Urging, {
      ...{ deadlineId, planId, unitId, toHead: false, note: null, daysLate: 3 },
      ...{ urgedOn: day(urgedOn), urgedAt: at(urgedOn), urgedById: null },
    }),
  );
}

export async function aFiling(t: TestApp, taskId: number, unitId: number, on: string): Promise<void> {
  await t.db.inTransaction((tx) =>
    insertRow(tx, Filing, { taskId, unitId, text: '资金未到位。', ...asked(on), ...approved(on) }),
  );
}

/** Granted on the day it was asked for. */
export async function anExtension(
  t: TestApp,
  deadlineId: number,
  { on, toDay }: { on: string; toDay: string },
): Promise<void> {
  const { dueOn: fromDay, unitId } = await t.db.read.findOneByOrFail(Deadline, { id: deadlineId });
  await t.db.inTransaction(async (tx) => {
    await insertRow(tx, Extension, {
      ...{ deadlineId, unitId, fromDay, askedDay: day(toDay), reason: '材料不齐。', needsLeader: false },
      ...{ grantedDay: day(toDay), ...asked(on), ...approved(on) },
    });
    await tx.update(Deadline, deadlineId, { dueOn: day(toDay), source: 'extension' });
    await insertRow(tx, DayChange, {
      ...{ deadlineId, fromDay, toDay: day(toDay), source: 'extension', reason: '延期' },
      ...{ changedOn: day(on), changedAt: at(on), personId: null, personName: '督查员' },
    });
  });
}

/** The blocker owes nothing here: it is silent. */
export async function aCall(
  t: TestApp,
  {
    taskId,
    unitId,
    blockerUnitId,
    on,
  }: { taskId: number; unitId: number; blockerUnitId: number; on: string },
): Promise<void> {
  await t.db.inTransaction((tx) =>
    insertRow(tx, Coordination, {
      ...{ taskId, unitId, blockerUnitId, deadlineId: null, matter: '编制未批。', answerDueOn: day(on) },
      ...{ ...asked(on), withdrawnOn: null },
    }),
  );
}

/** Something handed in that was sent back. */
export async function aReturn(
  t: TestApp,
  deadlineId: number,
  { handedInOn, on, reworkOn }: { handedInOn: string; on: string; reworkOn: string },
): Promise<void> {
  const { unitId, returns } = await t.db.read.findOneByOrFail(Deadline, { id: deadlineId });
  await t.db.inTransaction(async (tx) => {
    const submissionId = await insertRow(tx, Submission, {
      ...{
        deadlineId,
        unitId,
        receiptNumber: `退-${deadlineId}-${returns}`,
        text: '进展。',
        channel: 'web' as const,
      },
      ...{
        standing: 'on-schedule' as const,
        percentage: null,
        difficulty: null,
        nextStep: null,
        givenBy: null,
      },
      ...{ receivedOn: day(handedInOn), submittedAt: at(handedInOn), submittedById: null, selfRating: null },
      state: 'returned',
    });
    await insertRow(tx, Verification, {
      ...{ submissionId, outcome: 'returned', grade: null, reason: '缺少数据。', reworkOn: day(reworkOn) },
      ...{ verifiedOn: day(on), verifiedAt: at(on), verifiedById: null },
    });
    await tx.update(Deadline, deadlineId, {
      ...{ returns: returns + 1, reworkOn: day(reworkOn), returnedAt: at(on) },
    });
  });
}
