/** A task as the API shows it: in a list, and with everything that was handed in. */
import type { DutyRow, TaskDeadlineRow, TaskRow } from '../desk/task.queries.js';
import type { FileRow, SaidRow } from '../desk/unit-work.queries.js';
import type { DayChangeRow } from '../plans/day-changes.queries.js';
import {
  isOfTask,
  isOpen,
  owedOn,
  workingDaysLate,
  type Cutoffs,
  type DeadlineFacts,
} from '../rules/deadline-state.js';
import type { TaskTree } from '../progress/task-trees.queries.js';
import { progressOf } from '../rules/task-tree.js';
import { lightOfBy } from '../rules/lights.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { TaskState } from './choices.js';
import { deadlineJson } from './deadline.json.js';
import type {
  DutyDto,
  TaskDeadlineDto,
  TaskDto,
  TaskSubmissionDto,
  TaskSummaryDto,
} from './report-answers.dto.js';
import { familyJson, rowsJson, type RowParts } from './task-family.json.js';
import type { LeadRow, TaskListRow } from './tasks.queries.js';

export interface DayContext {
  calendar: WorkingCalendar;
  by: Cutoffs;
}

/** @param facts of the deadlines its lead units owe */
export function taskSummary(
  task: TaskListRow,
  leads: LeadRow[],
  facts: DeadlineFacts[],
  { calendar, by, trees }: DayContext & { trees: Map<number, TaskTree> },
): TaskSummaryDto {
  const { position: _place, kinds, ...shown } = task;
  const open = facts.filter((one) => isOpen(one, by.today) && one.pendingSince === null).map(owedOn);
  return {
    ...shown,
    kinds: JSON.parse(kinds) as string[],
    light: lightOfBy(facts, by, task.state === 'closed'),
    daysLate: Math.max(0, ...facts.map((one) => workingDaysLate(one, calendar, by.today))),
    owedOn: open.length ? open.reduce((first, day) => (day < first ? day : first)) : null,
    progress: progressOf(trees.get(task.id)!),
    leads: leads.map(({ unitId, unitName, isFirst }) => ({ unitId, unitName, isFirst })),
  };
}

export interface TaskParts extends RowParts {
  task: TaskRow;
  duties: DutyRow[];
  /** Of the task; the light is made from all of them. */
  deadlines: TaskDeadlineRow[];
  /** Those the viewer sees. */
  shown: TaskDeadlineRow[];
  said: SaidRow[];
  files: Map<number, FileRow[]>;
  dayChanges: Map<number, DayChangeRow[]>;
  tree: TaskTree;
}

export function taskJson(parts: TaskParts, context: DayContext): TaskDto {
  const { task, duties, deadlines } = parts;
  const leads = new Set(duties.filter((duty) => duty.part === 'lead').map((duty) => duty.unitId));
  // A refinement plan is the unit's, for all its tasks.
  const own = deadlines.filter((row) => row.taskId !== null && leads.has(row.unitId) && isOfTask(row));
  return {
    id: task.id,
    planId: task.planId,
    planTitle: task.planTitle,
    documentNumber: task.documentNumber,
    no: task.no,
    section: task.section,
    title: task.title,
    text: task.text,
    kinds: JSON.parse(task.kinds) as string[],
    state: task.state as TaskState,
    light: lightOfBy(own, context.by, task.state === 'closed'),
    ...familyJson(task, parts.tree),
    verifierUnitId: task.verifierUnitId,
    duties: duties.map(dutyJson),
    deadlines: parts.shown.map((row) => taskDeadlineJson(row, parts, context)),
  };
}

function dutyJson(duty: DutyRow): DutyDto {
  const { id, unitId, unitName, part, isFirst, printedName, signedOn, unclaimedFromOn } = duty;
  const isGroup = duty.unitKind === 'group';
  return { id, unitId, unitName, part, isFirst, printedName, isGroup, signedOn, unclaimedFromOn };
}

function taskDeadlineJson(
  row: TaskDeadlineRow,
  parts: TaskParts,
  { calendar, by }: DayContext,
): TaskDeadlineDto {
  const { said, files, dayChanges } = parts;
  const submissions = said.filter((one) => one.deadlineId === row.id);
  return {
    ...deadlineJson(row, calendar, by),
    dayChanges: (dayChanges.get(row.id) ?? []).map(({ deadlineId: _of, ...change }) => change),
    submissions: submissions.map((one) => ({
      ...submissionJson(one, files.get(one.id) ?? []),
      ...rowsJson(one.id, parts),
    })),
  };
}

function submissionJson(said: SaidRow, files: FileRow[]): Omit<TaskSubmissionDto, 'figures' | 'measures'> {
  return {
    id: said.id,
    receiptNumber: said.receiptNumber,
    state: said.state,
    standing: said.standing,
    text: said.text,
    percentage: said.percentage,
    difficulty: said.difficulty,
    nextStep: said.nextStep,
    channel: said.channel,
    receivedOn: said.receivedOn,
    submittedAt: said.submittedAt,
    submittedBy: said.submittedBy,
    givenBy: said.givenBy,
    verification: said.outcome && {
      outcome: said.outcome,
      reason: said.reason,
      reworkOn: said.reworkOn,
      verifiedOn: said.verifiedOn!,
      verifiedBy: said.verifiedBy,
    },
    attachments: files.map(({ id, name, size }) => ({ id, name, size })),
  };
}
