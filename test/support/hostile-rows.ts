/** Rows of the tables that no single form fills in one go, for what a year leaves behind. */
import { Suspension } from '../../src/changes/suspension.entity.js';
import { UnitChange } from '../../src/changes/unit-change.entity.js';
import { SupervisionNotice } from '../../src/notices/supervision-notice.entity.js';
import { Urging } from '../../src/notices/urging.entity.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { PlansService } from '../../src/plans/plans.service.js';
import { Receipt } from '../../src/plans/receipt.entity.js';
import { row, rows } from '../../src/platform/sql.js';
import { Submission } from '../../src/progress/submission.entity.js';
import { Verification } from '../../src/progress/verification.entity.js';
import { Objection } from '../../src/reports/objection.entity.js';
import { day } from '../../src/rules/day.js';
import { UnitAlias } from '../../src/units/unit-alias.entity.js';
import { UnitName } from '../../src/units/unit-name.entity.js';
import type { TestApp } from './app.js';
import type { MatrixWorld } from './matrix-world.js';
import { ADMINISTRATOR } from './people.js';

const WORDS = '情况说明';
const DOCUMENT = `关于印发重点任务分解方案的通知
一、完善制度
1．制定考核办法，年底前完成。（责任单位：市考核办、市财政局、市新设办）
2．健全工作机制，2018年12月底前完成。（责任单位：市财政局）
各责任单位请于12月10日前报送细化方案。
`;

/** As it comes from a document: nothing handed in, nothing asked for. */
export async function addDraft(t: TestApp, { things }: MatrixWorld): Promise<void> {
  const given = { text: DOCUMENT, sourceName: '方案.txt' };
  const planId = await t.get(PlansService).importDraft(ADMINISTRATOR, given);
  const first = (table: string, where: string) =>
    row<{ id: number }>(t.db.read, `SELECT min(id) AS id FROM ${table} WHERE ${where}`, { planId });
  const inPlan = '"taskId" IN (SELECT id FROM tasks WHERE "planId" = :planId)';
  things['plans']!['draft'] = planId;
  things['tasks']!['draft'] = (await first('tasks', '"planId" = :planId'))!.id;
  things['duties']!['draft'] = (await first('duties', inPlan))!.id;
  things['deadlines']!['draft'] = (await first('deadlines', '"planId" = :planId'))!.id;
}

export async function addRows(t: TestApp, { things, unitIds }: MatrixWorld): Promise<void> {
  const [planId, taskId, deadlineId] = (['plans', 'tasks', 'deadlines'] as const).map((name) =>
    Number(things[name]!['own']),
  );
  const own = { planId: planId!, unitId: unitIds.own };
  const [today, now] = [t.clock.today(), t.clock.now()];
  await t.db.inTransaction(async (tx) => {
    await tx.insert(Receipt, {
      ...own,
      contactName: WORDS,
      leaderInCharge: WORDS,
      signedOn: today,
      signedAt: now,
    });
    await tx.insert(UnitName, { unitId: unitIds.own, name: WORDS, fromOn: null, untilOn: day('2018-01-01') });
    await tx.insert(UnitChange, {
      kind: 'rename',
      unitId: unitIds.own,
      onDay: today,
      reason: WORDS,
      successors: [],
      madeAt: now,
    });
    await tx.insert(Urging, {
      ...own,
      deadlineId: deadlineId!,
      toHead: false,
      note: WORDS,
      daysLate: 3,
      urgedOn: today,
      urgedAt: now,
    });
    await tx.insert(Suspension, {
      taskId: taskId!,
      reason: WORDS,
      fromOn: today,
      reviewOn: day('2019-01-10'),
      startedAt: now,
    });
    const given = { verifiedOn: today, verifiedAt: now, reason: WORDS };
    const open = await rows<{ id: number }>(
      tx,
      `SELECT id FROM submissions WHERE id NOT IN (SELECT "submissionId" FROM verifications) ORDER BY id`,
    );
    const submissionId = open[0]!.id;
    await tx.insert(Verification, {
      ...given,
      submissionId,
      outcome: 'returned',
      reworkOn: day('2018-12-20'),
    });
    const doubt = {
      code: 'unknown-unit',
      taskNo: '1',
      start: 0,
      end: 4,
      params: { unit: WORDS },
      settled: false,
    };
    const leftOver = [{ start: 0, end: 4, text: WORDS }];
    await tx.update(Plan, Number(things['plans']!['draft']), { doubts: [doubt], leftOver } as never);
    await tx.update(SupervisionNotice, Number(things['supervision-notices']!['other']), {
      withdrawnReason: WORDS,
      withdrawnOn: today,
    });
    // Returned and not handed in again, so that it is late, is urged for and digested.
    const late = Number(things['deadlines']!['other']);
    await tx.update(Deadline, late, { pendingSince: null, pendingAt: null });
    await tx.update(Submission, { deadlineId: late }, { state: 'returned' });
    // The town's own stand for no event; the pages name the kind of one.
    for (const { id } of await rows<{ id: number }>(tx, 'SELECT id FROM objections'))
      await tx.update(Objection, id, { eventKey: `late:${id}` });
  });
}

/** Last, as a form may take it away. */
export async function addAlias(t: TestApp, { unitIds }: MatrixWorld): Promise<void> {
  const alias = { unitId: unitIds.own, name: WORDS, nameKey: 'own-alias', kind: 'alias' as const };
  await t.db.inTransaction((tx) => tx.insert(UnitAlias, alias));
}
