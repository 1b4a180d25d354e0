/**
 * A later plan adds to an issued one or replaces it; a person says so on its draft. At issue the items of a supplement
 * 补充 join the plan they add to, and a replacement 替代 withdraws what is open of the plan it replaces.
 *
 * Example: 海办〔2019〕31号 adds three items to 海办〔2018〕122号: they stand there behind item 21, in a section that
 * bears the number of the paper they came with, and keep their own numbers.
 */
import { record } from '../audit/audit.js';
import type { Reader, Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { laterOf } from '../rules/day.js';
import { TRANSITIONS } from '../rules/task-states.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { waive } from './deadline-days.js';
import { Deadline } from './deadline.entity.js';
import { withdrawRequests } from './open-requests.js';
import { Plan } from './plan.entity.js';
import { moveTask, type Acting } from './task-moves.js';
import { Task } from './task.entity.js';

export type PlanFacts = Pick<
  Plan,
  'id' | 'title' | 'documentNumber' | 'reporting' | 'supplementsPlanId' | 'replacesPlanId'
>;

/** Which plans a draft may add to or replace: issued, not over, no supplement, of the same department. */
const FIT = `p.state = 'issued' AND p."endedOn" IS NULL AND p."supplementsPlanId" IS NULL AND p.id <> :planId
  AND p."supervisorUnitId" = (SELECT d."supervisorUnitId" FROM plans d WHERE d.id = :planId)`;

export interface FitPlan {
  id: number;
  title: string;
  documentNumber: string | null;
}

/** The newest first. */
export function fitPlans(read: Reader, planId: number): Promise<FitPlan[]> {
  return rows<FitPlan>(
    read,
    `SELECT p.id, p.title, p."documentNumber" FROM plans p WHERE ${FIT} ORDER BY p.id DESC LIMIT 200`,
    { planId },
  );
}

/** @throws Refusal relation-plan-unfit */
export async function refuseUnfitPlan(tx: Tx, planId: number, otherId: number | null): Promise<void> {
  const found =
    otherId !== null &&
    (await row(tx, `SELECT p.id FROM plans p WHERE p.id = :otherId AND ${FIT}`, { planId, otherId }));
  if (!found) throw wrongInput('relation-plan-unfit', { relatedPlanId: 'relation-plan-unfit' });
}

/** The paper as the trail names it: its number, or its title where it has none. */
export function paperOf({ title, documentNumber }: Pick<Plan, 'title' | 'documentNumber'>): string {
  return documentNumber ?? `《${title}》`;
}

/** In working days after issue, for a lead unit that the plan had not and the supplement gives no day. */
const NEW_LEAD_HAS = 10;

export interface SupplementRefinement {
  dueOn: Day | null;
  /** Lead units that were asked already, for the plan it adds to. */
  askedAlready: Set<number>;
}

/** What a supplement that prints no day asks of refinement plans: only those who owe none, as the plan asks for one. */
export async function supplementRefinement(
  tx: Tx,
  plan: Pick<Plan, 'supplementsPlanId' | 'refinementDueOn'>,
  today: Day,
  calendar: WorkingCalendar,
): Promise<SupplementRefinement | null> {
  if (plan.supplementsPlanId === null || plan.refinementDueOn !== null) return null;
  const parent = await tx.findOneByOrFail(Plan, { id: plan.supplementsPlanId });
  const asked = await rows<{ unitId: number }>(
    tx,
    `SELECT "unitId" FROM deadlines WHERE "planId" = :planId AND kind = 'refinement' AND "taskId" IS NULL`,
    { planId: parent.id },
  );
  const dueOn = parent.refinementDueOn && laterOf(parent.refinementDueOn, calendar.plus(today, NEW_LEAD_HAS));
  return { dueOn, askedAlready: new Set(asked.map((one) => one.unitId)) };
}

/** After everything of the plan is issued and its mails are written. */
export async function settleRelation(tx: Tx, acting: Acting, plan: PlanFacts): Promise<void> {
  if (plan.supplementsPlanId !== null) await joinPlan(tx, acting, plan, plan.supplementsPlanId);
  if (plan.replacesPlanId !== null) await withdrawPlan(tx, acting, plan, plan.replacesPlanId);
}

async function joinPlan(tx: Tx, acting: Acting, plan: PlanFacts, parentId: number): Promise<void> {
  await refuseUnfitPlan(tx, plan.id, parentId);
  const parent = await tx.findOneByOrFail(Plan, { id: parentId });
  const last = await row<{ position: number | null }>(
    tx,
    'SELECT max(position) AS position FROM tasks WHERE "planId" = :parentId',
    { parentId },
  );
  const base = (last?.position ?? -1) + 1;
  const tasks = await tx.find(Task, { where: { planId: plan.id }, order: { position: 'ASC' } });
  const paper = paperOf(plan);
  for (const [i, { id, section, reporting }] of tasks.entries())
    await tx.update(Task, id, {
      ...{ planId: parentId, sourcePlanId: plan.id, position: base + i },
      section: section ? `${paper} ${section}` : paper,
      reporting: reporting ?? (plan.reporting === parent.reporting ? null : plan.reporting),
    });
  await tx.update(Deadline, { planId: plan.id }, { planId: parentId });
  await record(tx, acting.clock, acting.viewer, {
    ...{ verb: 'supplement', noun: 'plan', id: parentId, planId: parentId },
    after: { number: paper, supplementPlanId: plan.id, tasks: tasks.length },
  });
}

/** Closed tasks stay as they are; everything else is withdrawn, and nothing of the plan is owed any more. */
async function withdrawPlan(tx: Tx, acting: Acting, plan: PlanFacts, replacedId: number): Promise<void> {
  await refuseUnfitPlan(tx, plan.id, replacedId);
  const { clock, viewer } = acting;
  const reason = paperOf(plan);
  const open = (await tx.find(Task, { where: { planId: replacedId }, order: { position: 'ASC' } })).filter(
    (task) => TRANSITIONS.withdraw.from.includes(task.state),
  );
  for (const { id: taskId } of open)
    await moveTask(tx, acting, { taskId, move: 'withdraw', by: 'supervisor', reason });
  const owed = await rows<{ id: number; planId: number }>(
    tx,
    `SELECT id, "planId" FROM deadlines WHERE "planId" = :replacedId AND "metOn" IS NULL AND "waivedOn" IS NULL
     ORDER BY id`,
    { replacedId },
  );
  for (const deadline of owed) await waive(tx, acting, deadline, 'withdrawn');
  await withdrawRequests(tx, acting, { planId: replacedId }, reason);
  await tx.update(Plan, replacedId, { endedOn: clock.today(), changedAt: clock.now() });
  await record(tx, clock, viewer, {
    ...{ verb: 'replace', noun: 'plan', id: replacedId, planId: replacedId },
    after: { number: reason, endedOn: clock.today(), replacedByPlanId: plan.id, tasks: open.length },
  });
}

export interface RelatedPlans {
  supplements: FitPlan | null;
  replaces: FitPlan | null;
  supplementedBy: FitPlan[];
  replacedBy: FitPlan | null;
}

/** What stands before and after a plan, of issued ones. */
export async function relatedPlans(read: Reader, planId: number): Promise<RelatedPlans> {
  const found = await rows<FitPlan & { relation: keyof RelatedPlans }>(
    read,
    `SELECT p.id, p.title, p."documentNumber", 'supplements' AS relation FROM plans p
       JOIN plans o ON o."supplementsPlanId" = p.id WHERE o.id = :planId
     UNION ALL SELECT p.id, p.title, p."documentNumber", 'replaces' FROM plans p
       JOIN plans o ON o."replacesPlanId" = p.id WHERE o.id = :planId
     UNION ALL SELECT id, title, "documentNumber", 'supplementedBy' FROM plans
       WHERE "supplementsPlanId" = :planId AND state = 'issued'
     UNION ALL SELECT id, title, "documentNumber", 'replacedBy' FROM plans
       WHERE "replacesPlanId" = :planId AND state = 'issued' ORDER BY 1`,
    { planId },
  );
  const of = (relation: keyof RelatedPlans) =>
    found
      .filter((plan) => plan.relation === relation)
      .map(({ id, title, documentNumber }) => ({ id, title, documentNumber }));
  return {
    supplements: of('supplements')[0] ?? null,
    replaces: of('replaces')[0] ?? null,
    supplementedBy: of('supplementedBy'),
    replacedBy: of('replacedBy')[0] ?? null,
  };
}

/** Units that have a part in what is still open of a plan. */
export async function unitsInOpenTasks(read: Reader, planId: number): Promise<number[]> {
  const found = await rows<{ unitId: number }>(
    read,
    `SELECT DISTINCT y."unitId" FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN units u ON u.id = y."unitId"
     WHERE t."planId" = :planId AND t.state NOT IN ('closed', 'withdrawn') AND u.kind = 'unit'
       AND y."unclaimedFromOn" IS NULL ORDER BY y."unitId"`,
    { planId },
  );
  return found.map((one) => one.unitId);
}
