/** A plan of two tasks for the changes of their terms, with people on every side. */
import { row, rows } from '../../src/platform/sql.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import { aPlan } from './a-plan.js';
import { testApp, type TestApp } from './app.js';
import { addReader, addPerson } from './haimen.js';
import { contactOf } from './morning.js';

export interface Terms {
  t: TestApp;
  planId: number;
  /** led by 市考核办, with 市财政局 cooperating; and one led by the department, verified by 市委督查室 */
  taskIds: [number, number];
  /** 市考核办's progress of 2018, the department's own */
  deadlineIds: [number, number];
  unitId(name: string): number;
  /** Somebody of that unit, with an entry among the people. */
  viewer(role: Role, unit: string): Promise<Viewer>;
  /** What stands in a row of this table. */
  stored<R = Record<string, unknown>>(table: string, id: number): Promise<R>;
  handIn(viewer: Viewer, deadlineId: number, text?: string): Promise<number>;
  verify(viewer: Viewer, submissionId: number, outcome: 'accepted' | 'returned'): Promise<void>;
}

export const DEPARTMENT = '市委组织部';
export const LEAD = '市考核办';
export const BLOCKER = '市财政局';
export const OUTSIDE = '市委督查室';

/** Issued on Friday 2018-11-02; both reports are due on Tuesday 2018-11-20. */
export async function terms(): Promise<Terms> {
  const t = await testApp({ now: '2018-11-02T02:00:00Z' });
  const plan = await aPlan(t.db)
    .withTask({
      ...{ leads: [LEAD], cooperating: [BLOCKER], title: '健全考核办法' },
      deadlines: [{ kind: 'progress', period: '2018', dueOn: '2018-11-20' }],
    })
    .withTask({
      ...{ leads: [DEPARTMENT], verifier: OUTSIDE, title: '加强教育培训' },
      deadlines: [{ kind: 'progress', period: '2018', dueOn: '2018-11-20' }],
    })
    .insert();
  for (const unit of [LEAD, BLOCKER]) await contactOf(t, plan.unitId(unit), addressAt(unit));
  await t.db.inTransaction((tx) => addReader(tx, plan.unitId(DEPARTMENT)));
  const viewer = async (role: Role, unit: string): Promise<Viewer> => {
    const personId = await t.db.inTransaction((tx) => addPerson(tx, { name: `${unit}某` }));
    return { personId, name: `${unit}某`, roles: [role], unitIds: [plan.unitId(unit)], door: 'page' };
  };
  return {
    ...{ t, planId: plan.planId, unitId: plan.unitId, viewer },
    taskIds: plan.taskIds as [number, number],
    deadlineIds: plan.deadlineIds as [number, number],
    stored: async <R>(table: string, id: number) =>
      (await row<R>(t.db.read, `SELECT * FROM ${table} WHERE id = :id`, { id }))!,
    handIn: async (who, deadlineId, text = '已完成。') => {
      const dto = { text, standing: 'on-schedule' as const };
      return (await t.get(SubmissionsService).submit(who, deadlineId, dto)).submissionId;
    },
    verify: (who, submissionId, outcome) =>
      t.get(VerificationsService).verify(who, submissionId, { outcome, reason: '请补充' }),
  };
}

export function addressAt(unit: string): string {
  return unit === LEAD ? 'kaohe@haimen.example' : 'caizheng@haimen.example';
}

/** Day changes of a deadline, the oldest first: `2018-11-20 → 2018-11-30 extension` */
export async function daysOf({ t }: Pick<Terms, 't'>, deadlineId: number): Promise<string[]> {
  const found = await rows<{ fromDay: string; toDay: string; source: string }>(
    t.db.read,
    'SELECT * FROM day_changes WHERE "deadlineId" = :deadlineId ORDER BY id',
    { deadlineId },
  );
  return found.map(({ fromDay, toDay, source }) => `${fromDay} → ${toDay} ${source}`);
}
