/** Tasks of a plan with their lights, and one task with all that was handed in. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import {
  deadlinesOf,
  dutiesOf,
  hasPartIn,
  saidFor,
  taskById,
  type TaskDeadlineRow,
  type TaskRow,
} from '../desk/task.queries.js';
import { filesOf } from '../desk/unit-work.queries.js';
import { dayChangesOf } from '../plans/day-changes.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { measuresOfAll } from '../progress/measures.js';
import { saidFigures, treesOf, type TaskTree } from '../progress/task-trees.queries.js';
import { cutoffs } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import type { TaskDto, TaskListDto, TaskSummaryDto } from './report-answers.dto.js';
import { USUAL_LIMIT, type TasksQueryDto } from './report-query.dto.js';
import { seenUnits } from './seen-units.js';
import { taskJson, taskSummary, type DayContext } from './task.json.js';
import {
  factsOf,
  isSeenPlan,
  leadsOf,
  tasksOfPlan,
  type TaskFilter,
  type TaskListRow,
  type TaskPlace,
} from './tasks.queries.js';

/** Tasks read at once while looking for a light. */
const ROUND = 200;
const SUBMISSIONS_SHOWN = 200;

@Injectable()
export class TaskReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @throws NotFound also for a plan in which the viewer's units have no part */
  async ofPlan(viewer: Viewer, planId: number, query: TasksQueryDto): Promise<TaskListDto> {
    const seenUnitIds = seenUnits(viewer);
    if (!(await isSeenPlan(this.db.read, planId, seenUnitIds, this.clock.today())))
      throw new NotFound('plan');
    const limit = query.limit ?? USUAL_LIMIT;
    const found = await this.find({ ...query, planId, seenUnitIds }, placeOf(query.after), limit + 1);
    const shown = found.slice(0, limit);
    return {
      items: shown.map(({ summary }) => summary),
      next: found.length > limit ? cursorOf(shown.at(-1)!.task) : null,
    };
  }

  /** Round by round, because only the rule knows a task's light. */
  private async find(filter: TaskFilter, from: TaskPlace | null, wanted: number) {
    const context = await this.context();
    const found: { task: TaskListRow; summary: TaskSummaryDto }[] = [];
    const round = filter.light ? Math.max(ROUND, wanted) : wanted;
    for (let after = from; ;) {
      const tasks = await tasksOfPlan(this.db.read, context.by, filter, { after, limit: round });
      const summaries = await this.summaries(tasks, context);
      tasks.forEach((task, i) => {
        const summary = summaries[i]!;
        if (!filter.light || summary.light === filter.light) found.push({ task, summary });
      });
      if (found.length >= wanted || tasks.length < round) return found.slice(0, wanted);
      after = tasks.at(-1)!;
    }
  }

  private async summaries(tasks: TaskListRow[], context: DayContext): Promise<TaskSummaryDto[]> {
    const ids = tasks.map((task) => task.id);
    const leads = groupedByTask(await leadsOf(this.db.read, ids));
    const facts = groupedByTask(await factsOf(this.db.read, ids));
    const trees = await treesOf(this.db.read, ids);
    return tasks.map((task) => {
      const mine = leads.get(task.id) ?? [];
      const own = (facts.get(task.id) ?? []).filter(({ unitId }) =>
        mine.some((lead) => lead.unitId === unitId),
      );
      return taskSummary(task, mine, own, { ...context, trees });
    });
  }

  /** @throws NotFound also for a task that is not the viewer's business */
  async one(viewer: Viewer, id: number): Promise<TaskDto> {
    const { read } = this.db;
    const seen = seenUnits(viewer);
    const task = await taskById(read, id);
    if (!task || (seen && !(await this.mayLook(task, seen)))) throw new NotFound('task');
    const duties = await dutiesOf(read, id);
    const leads = duties.filter((duty) => duty.part === 'lead').map((duty) => duty.unitId);
    const deadlines = await deadlinesOf(read, task, leads);
    // Whoever was named to verify the task sees what it verifies.
    const seesAll = seen === null || seen.includes(task.verifierUnitId ?? 0);
    const shown = seesAll ? deadlines : deadlines.filter((row) => seen.includes(row.unitId));
    const said = await saidFor(
      read,
      shown.map((row) => row.id),
      SUBMISSIONS_SHOWN,
    );
    const files = await filesOf(
      read,
      said.map((one) => one.id),
    );
    const dayChanges = await dayChangesOf(
      read,
      shown.map((row) => row.id),
    );
    const parts = { task, duties, deadlines, shown, said, files, dayChanges };
    return taskJson({ ...parts, ...(await this.family(id, said, shown)) }, await this.context());
  }

  /** What is below it, and what its submissions hold besides their words. */
  private async family(id: number, said: { id: number; deadlineId: number }[], deadlines: TaskDeadlineRow[]) {
    const { read } = this.db;
    const tree = (await treesOf(read, [id])).get(id)!;
    const rowed = new Set(deadlines.filter(({ kind }) => kind === 'refinement').map((one) => one.id));
    const withFigures = hasTargets(tree) ? said : [];
    return {
      tree,
      figures: await saidFigures(
        read,
        withFigures.map((one) => one.id),
      ),
      measures: await measuresOfAll(
        read,
        said.filter(({ deadlineId }) => rowed.has(deadlineId)).map((one) => one.id),
      ),
    };
  }

  private async mayLook(task: TaskRow, seenUnitIds: number[]): Promise<boolean> {
    const today = this.clock.today();
    return task.planState === 'issued' && (await hasPartIn(this.db.read, task.id, seenUnitIds, today));
  }

  private async context(): Promise<DayContext> {
    const calendar = await this.calendar.working();
    return { calendar, by: cutoffs(calendar, this.clock.today()) };
  }
}

function hasTargets({ targets, children }: TaskTree): boolean {
  return targets.length > 0 || children.some(hasTargets);
}

function groupedByTask<R extends { taskId: number }>(found: R[]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const one of found) {
    const group = groups.get(one.taskId);
    if (group) group.push(one);
    else groups.set(one.taskId, [one]);
  }
  return groups;
}

function placeOf(after: string | undefined): TaskPlace | null {
  if (after === undefined) return null;
  const [position, id] = after.split('~').map(Number);
  return { position: position!, id: id! };
}

function cursorOf({ position, id }: TaskPlace): string {
  return `${position}~${id}`;
}
