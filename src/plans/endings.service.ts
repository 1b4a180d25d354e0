/** 结束方案: its standing tasks end with it, once everything that a claim has to settle is settled. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { barsEnding } from '../rules/endings.js';
import type { Viewer } from '../rules/permissions.js';
import type { TaskState } from '../rules/task-states.js';
import { waive } from './deadline-days.js';
import type { Deadline } from './deadline.entity.js';
import type { PlanEndingDto } from './ending.dto.js';
import { Plan } from './plan.entity.js';
import { refuseStranger } from './plans.service.js';
import { moveTask } from './task-moves.js';
import { refuseElsewhere } from '../units/sight.queries.js';

interface RunningPlan {
  state: Plan['state'];
  clockStartedOn: Day | null;
  endedOn: Day | null;
}

interface OpenTask {
  id: number;
  no: string;
  state: TaskState;
  owedCompletions: string[];
}

@Injectable()
export class EndingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns its last day, and how many tasks ended with it
   * @throws Refusal tasks-to-settle, naming the items that stand in the way
   */
  async endPlan(
    viewer: Viewer,
    planId: number,
    { reason, endedOn = this.clock.today() }: PlanEndingDto,
  ): Promise<{ endedOn: Day; tasks: number }> {
    refuseStranger(viewer);
    if (!reason?.trim()) throw wrongInput('move-needs-reason', { reason: 'move-needs-reason' });
    if (endedOn > this.clock.today()) throw wrongInput('day-in-future', { endedOn: 'day-in-future' });
    return this.db.inTransaction(async (tx) => {
      await refuseElsewhere(tx, viewer, planId);
      await refuseNotRunning(tx, planId, endedOn);
      const tasks = await openTasks(tx, planId);
      const barring = tasks.filter((task) => barsEnding(task, endedOn));
      if (barring.length > 0)
        throw new Refusal('tasks-to-settle', {
          names: barring.map(({ no }) => no).join('、'),
          count: barring.length,
        });
      await tx.update(Plan, planId, { endedOn, changedAt: this.clock.now() });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'end', noun: 'plan', id: planId, planId },
        after: { endedOn, reason: reason.trim(), tasks: tasks.length },
      });
      await this.endTasks(tx, viewer, tasks, reason);
      await this.waiveOpen(tx, viewer, planId);
      return { endedOn, tasks: tasks.length };
    });
  }

  private async endTasks(tx: Tx, viewer: Viewer, tasks: OpenTask[], reason: string): Promise<void> {
    const acting = { clock: this.clock, viewer };
    const closedOn = this.clock.today();
    for (const { id: taskId } of tasks)
      await moveTask(tx, acting, {
        ...{ taskId, move: 'end', by: 'supervisor', reason, given: ['plan-ended'], with: { closedOn } },
      });
  }

  /** What was handed in and waits may still be accepted. */
  private async waiveOpen(tx: Tx, viewer: Viewer, planId: number): Promise<void> {
    const open = await rows<Pick<Deadline, 'id' | 'planId'>>(
      tx,
      `SELECT id, "planId" FROM deadlines WHERE "planId" = :planId
         AND kind IN ('refinement', 'progress', 'completion')
         AND "metOn" IS NULL AND "waivedOn" IS NULL AND "pendingSince" IS NULL ORDER BY id`,
      { planId },
    );
    for (const deadline of open) await waive(tx, { clock: this.clock, viewer }, deadline, 'ended');
  }
}

async function refuseNotRunning(tx: Tx, planId: number, endedOn: Day): Promise<void> {
  const plan = await row<RunningPlan>(
    tx,
    'SELECT state, "clockStartedOn", "endedOn" FROM plans WHERE id = :planId',
    { planId },
  );
  if (!plan) throw new NotFound('plan');
  if (plan.state !== 'issued') throw new Refusal('plan-not-issued');
  if (plan.endedOn !== null) throw new Refusal('plan-has-ended');
  if (plan.clockStartedOn !== null && endedOn < plan.clockStartedOn)
    throw wrongInput('day-before-issue', { endedOn: 'day-before-issue' }, { day: plan.clockStartedOn });
}

/** Neither closed nor withdrawn, with the completions each still owes. */
async function openTasks(tx: Tx, planId: number): Promise<OpenTask[]> {
  const tasks = await rows<Omit<OpenTask, 'owedCompletions'>>(
    tx,
    `SELECT id, no, state FROM tasks WHERE "planId" = :planId AND state NOT IN ('closed', 'withdrawn')
     ORDER BY position, id`,
    { planId },
  );
  const owed = await rows<{ taskId: number; period: string }>(
    tx,
    `SELECT "taskId", period FROM deadlines WHERE "planId" = :planId AND kind = 'completion'
       AND "metOn" IS NULL AND "waivedOn" IS NULL`,
    { planId },
  );
  return tasks.map((task) => ({
    ...task,
    owedCompletions: owed.filter((one) => one.taskId === task.id).map((one) => one.period),
  }));
}
