/** What a supervisor may set of an issued task, with a reason: who reports from the next period on, and 敏感任务. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { TaskState } from '../rules/task-states.js';
import type { ReportingDto, SensitivityDto } from './ending.dto.js';
import type { Reporting } from './plan.entity.js';
import { refuseStranger } from './plans.service.js';
import { Task } from './task.entity.js';
import { refuseElsewhere } from '../units/sight.queries.js';

export interface TaskSettings {
  taskId: number;
  planId: number;
  no: string;
  title: string;
  state: TaskState;
  reporting: Reporting;
  sensitiveFromOn: Day | null;
}

@Injectable()
export class TaskSettingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async of(taskId: number): Promise<TaskSettings> {
    return settingsOf(this.db.read, taskId);
  }

  /** Periods that are open already stay with whom they were opened for. */
  async changeReporting(viewer: Viewer, taskId: number, { reporting, reason }: ReportingDto): Promise<void> {
    await this.change(viewer, taskId, { verb: 'change-reporting', given: { reporting }, reason });
  }

  async markSensitive(viewer: Viewer, taskId: number, { sensitive, reason }: SensitivityDto): Promise<void> {
    const isMarked = sensitive === 'yes';
    const verb = isMarked ? 'mark-sensitive' : 'unmark-sensitive';
    const given = { sensitiveFromOn: isMarked ? this.clock.today() : null };
    await this.change(viewer, taskId, { verb, given, reason });
  }

  private async change(viewer: Viewer, taskId: number, { verb, given, reason }: Wish): Promise<void> {
    refuseStranger(viewer);
    if (!reason?.trim()) throw wrongInput('move-needs-reason', { reason: 'move-needs-reason' });
    await this.db.inTransaction(async (tx) => {
      const task = await settingsOf(tx, taskId);
      await refuseElsewhere(tx, viewer, task.planId);
      if (SETTLED.includes(task.state)) throw new Refusal(`task-is-${task.state}`);
      await tx.update(Task, taskId, given);
      await record(tx, this.clock, viewer, {
        ...{ verb, noun: 'task', id: taskId, planId: task.planId },
        before: { reporting: task.reporting, sensitiveFromOn: task.sensitiveFromOn },
        after: {
          reporting: task.reporting,
          sensitiveFromOn: task.sensitiveFromOn,
          ...given,
          reason: reason.trim(),
        },
      });
    });
  }
}

interface Wish {
  verb: string;
  given: Partial<Pick<Task, 'reporting' | 'sensitiveFromOn'>>;
  reason: string | undefined;
}

/** A draft is corrected on its own page; what is over is not set any more. */
const SETTLED: TaskState[] = ['draft', 'registered', 'closed', 'withdrawn'];

async function settingsOf(from: Tx, taskId: number): Promise<TaskSettings> {
  const found = await row<TaskSettings>(
    from,
    `SELECT t.id AS "taskId", t."planId", t.no, t.title, t.state, coalesce(t.reporting, p.reporting) AS reporting,
       t."sensitiveFromOn"
     FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :taskId`,
    { taskId },
  );
  if (!found) throw new NotFound('task');
  return found;
}
