/** A task as part of a tree, and what its submissions hold by rows, as the API shows them. */
import type { TaskRow } from '../desk/task.queries.js';
import type { MeasureTaskRow } from '../progress/measures.js';
import type { SaidFigure, TaskTree } from '../progress/task-trees.queries.js';
import { figuresOf, progressOf } from '../rules/task-tree.js';
import type { TaskDto, TaskMeasureDto, TaskSubmissionDto } from './report-answers.dto.js';

/** Of all submissions shown. */
export interface RowParts {
  figures: SaidFigure[];
  measures: MeasureTaskRow[];
}

type Family = Pick<TaskDto, 'parentId' | 'leaderInCharge' | 'progress' | 'targets' | 'figures' | 'subTasks'>;

export function familyJson(task: TaskRow, tree: TaskTree): Family {
  return {
    parentId: task.parentId,
    leaderInCharge: task.leaderInCharge,
    progress: progressOf(tree),
    targets: tree.targets.map(({ taskId: _of, ...target }) => target),
    figures: figuresOf(tree),
    subTasks: tree.children.map((child) => ({
      ...{ id: child.id, no: child.no, title: child.title, state: child.state },
      progress: progressOf(child),
    })),
  };
}

/** Of one submission. */
export function rowsJson(
  submissionId: number,
  { figures, measures }: RowParts,
): Pick<TaskSubmissionDto, 'figures' | 'measures'> {
  return {
    figures: figures
      .filter((one) => one.submissionId === submissionId)
      .map(({ targetId, amount }) => ({ targetId, amount })),
    measures: measures.filter((one) => one.submissionId === submissionId).map(measureJson),
  };
}

function measureJson(measure: MeasureTaskRow): TaskMeasureDto {
  const { id, position: row, taskId, taskNo, targetName, targetAmount, targetMeasuredIn } = measure;
  const { responsibleName, responsibleUnitId, leaderInCharge, dueOn, remark, subTaskId } = measure;
  return {
    ...{ id, row, taskId, taskNo, measure: measure.measure, targetName, targetAmount, targetMeasuredIn },
    ...{ responsibleName, responsibleUnitId, leaderInCharge, dueOn, remark, subTaskId },
  };
}
