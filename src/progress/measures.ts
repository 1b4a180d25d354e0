/** What verification does with the rows of a refinement plan: accepted or returned as a whole, remarks stand by row. */
import type { Reader, Tx } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { makeSubTask, treeOfPlan, type TreeTask } from '../plans/sub-tasks.js';
import type { Acting } from '../plans/task-moves.js';
import type { Day } from '../rules/day.js';
import { isLaterThanParent, latestDay } from '../rules/task-tree.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import { Measure } from './measure.entity.js';
import { responsibleUnits, unfitResponsible, type ResponsibleUnit } from './responsible-units.js';
import type { VerificationDto } from './verification.dto.js';

export type MeasureTaskRow = Measure & {
  taskNo: string;
  taskTitle: string;
  unitName: string | null;
  subTaskNo: string | null;
};

export function measuresOf(read: Reader, submissionId: number): Promise<MeasureTaskRow[]> {
  return measuresOfAll(read, [submissionId]);
}

/** With the task each refines and, once accepted, the sub-task it became. */
export async function measuresOfAll(read: Reader, submissionIds: number[]): Promise<MeasureTaskRow[]> {
  if (!submissionIds.length) return [];
  return rows(
    read,
    `SELECT m.*, t.no AS "taskNo", t.title AS "taskTitle", u.name AS "unitName", c.no AS "subTaskNo"
     FROM measures m JOIN tasks t ON t.id = m."taskId" LEFT JOIN units u ON u.id = m."responsibleUnitId"
       LEFT JOIN tasks c ON c.id = m."subTaskId"
     WHERE m."submissionId" IN (:...ids) ORDER BY m."submissionId", m.position`,
    { ids: submissionIds },
  );
}

/** What is said of the rows is reason enough for a return: “第2行：…”. */
export async function withRowRemarks<V extends VerificationDto>(
  read: Reader,
  submissionId: number,
  dto: V,
): Promise<V> {
  if (dto.outcome !== 'returned' || dto.reason?.trim() || !dto.remarks?.length) return dto;
  const measures = await measuresOf(read, submissionId);
  const said = measures.flatMap(({ id, position }) => {
    const remark = dto.remarks!.find((one) => one.measureId === id)?.remark.trim();
    return remark ? [`第${position}行：${remark}`] : [];
  });
  return { ...dto, reason: said.join('；') };
}

interface Settled {
  submissionId: number;
  planId: number;
  unitId: number;
  outcome: 'accepted' | 'returned';
  remarks?: VerificationDto['remarks'];
}

/**
 * @returns the sub-tasks that were made
 * @throws Refusal where a row may not become a sub-task any more: then the whole stays unverified
 */
export async function settleMeasures(
  tx: Tx,
  acting: Acting,
  units: UnitDirectory,
  { submissionId, planId, unitId, outcome, remarks = [] }: Settled,
): Promise<{ taskId: number; unitId: number }[]> {
  const measures = await measuresOf(tx, submissionId);
  for (const { id } of measures) {
    const remark = remarks.find(({ measureId }) => measureId === id)?.remark.trim();
    if (remark) await tx.update(Measure, id, { remark });
  }
  if (outcome !== 'accepted' || !measures.length) return [];
  const tasks = new Map((await treeOfPlan(tx, planId, unitId)).map((task) => [task.id, task]));
  const today = acting.clock.today();
  const unitIds = othersIn(measures, unitId);
  const responsible = await responsibleUnits(tx, units, { planId, unitIds, today });
  for (const measure of measures)
    refuseStale(measure, { task: tasks.get(measure.taskId)!, responsible, today });
  const receiptId = await newestReceipt(tx, planId, unitId);
  const made: { taskId: number; unitId: number }[] = [];
  for (const measure of measures) {
    const subTask = subTaskOf(measure, unitId, receiptId);
    const subTaskId = await makeSubTask(tx, acting, subTask);
    await tx.update(Measure, measure.id, { subTaskId });
    made.push({ taskId: subTaskId, unitId: subTask.unitId });
  }
  return made;
}

function othersIn(measures: Measure[], unitId: number): number[] {
  const named = new Set(measures.flatMap(({ responsibleUnitId }) => responsibleUnitId ?? []));
  return [...named].filter((id) => id !== unitId);
}

interface Against {
  task: TreeTask;
  responsible: Map<number, ResponsibleUnit>;
  today: Day;
}

/** What may have changed since it was handed in: the parent's day, state and lead, and the unit made responsible. */
function refuseStale(measure: Measure, { task, responsible, today }: Against): void {
  const { position, dueOn, responsibleUnitId } = measure;
  const params = { row: position, no: task.no, day: dueOn, latest: latestDay(task) ?? '' };
  if (!task.isLed) throw new Refusal('row-task-not-led', params);
  if (!['issued', 'active'].includes(task.state)) throw new Refusal('row-task-not-running', params);
  if (isLaterThanParent(dueOn, task)) throw new Refusal('row-later-than-parent', params);
  const unit = responsible.get(responsibleUnitId ?? 0);
  const unfit = unit && unfitResponsible(unit, task, today);
  if (unfit) throw new Refusal(unfit, { ...params, name: unit.name });
}

function subTaskOf(measure: Measure, unitId: number, receiptId: number | null) {
  const { taskId: parentId, targetName, targetAmount, targetMeasuredIn, responsibleUnitId } = measure;
  const leadId = responsibleUnitId ?? unitId;
  return {
    ...{ parentId, measure: measure.measure, dueOn: measure.dueOn, unitId: leadId },
    target:
      targetAmount === null
        ? null
        : { name: targetName ?? '', amount: targetAmount, measuredIn: targetMeasuredIn ?? '' },
    responsibleName: measure.responsibleName,
    leaderInCharge: measure.leaderInCharge,
    receiptId: leadId === unitId ? receiptId : null,
  };
}

async function newestReceipt(tx: Tx, planId: number, unitId: number): Promise<number | null> {
  const found = await row<{ id: number }>(
    tx,
    'SELECT id FROM receipts WHERE "planId" = :planId AND "unitId" = :unitId ORDER BY id DESC LIMIT 1',
    { planId, unitId },
  );
  return found?.id ?? null;
}
