/**
 * Opens the next period of everything that recurs, once the one before it has ended: by a job of every day, which
 * makes up whatever was missed. A second run finds every row there and opens nothing.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import { periodsToOpen } from '../rules/periods.js';
import type { Viewer } from '../rules/permissions.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { dueTasks, openRows, type DueTask, type Opened } from './periods.queries.js';

/** A transaction each: others are not kept waiting for longer than a moment. */
const TASKS_AT_ONCE = 400;
/** SQLite binds at most 32,766 values in one statement. */
const ROWS_AT_ONCE = 500;
const SYSTEM: Viewer = { personId: null, name: '系统', roles: [], unitIds: [], door: 'job' };

@Injectable()
export class PeriodsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  async openNext(forDay: Day): Promise<{ opened: number; tasks: number }> {
    const calendar = await this.calendar.working();
    const counts = { opened: 0, tasks: 0 };
    for (let after = 0, isMore = true; isMore;) {
      const done = await this.db.inTransaction((tx) => this.openSome(tx, { after, forDay, calendar }));
      counts.opened += done.opened;
      counts.tasks += done.tasks;
      ({ after, isMore } = done);
    }
    return counts;
  }

  private async openSome(
    tx: Tx,
    { after, forDay, calendar }: { after: number; forDay: Day; calendar: WorkingCalendar },
  ) {
    const tasks = await dueTasks(tx, forDay, { after, most: TASKS_AT_ONCE });
    const wanted = tasks.flatMap((task) =>
      periodsToOpen(task, calendar, forDay).map((row) => ({ ...row, planId: task.planId })),
    );
    const opened: Opened[] = [];
    for (let i = 0; i < wanted.length; i += ROWS_AT_ONCE)
      opened.push(...(await openRows(tx, wanted.slice(i, i + ROWS_AT_ONCE), forDay)));
    await this.recordByPlan(tx, tasks, opened);
    return {
      opened: opened.length,
      tasks: new Set(opened.length ? wanted.map((row) => row.taskRef) : []).size,
      after: tasks.at(-1)?.taskId ?? after,
      isMore: tasks.length === TASKS_AT_ONCE,
    };
  }

  /** One entry a plan, naming every deadline: ten thousand entries of one night would bury what people did. */
  private async recordByPlan(tx: Tx, tasks: DueTask[], opened: Opened[]): Promise<void> {
    for (const planId of new Set(tasks.map((task) => task.planId))) {
      const deadlines = opened.filter((row) => row.planId === planId).map((row) => row.id);
      if (deadlines.length === 0) continue;
      await record(tx, this.clock, SYSTEM, {
        ...{ verb: 'open-periods', noun: 'plan', id: planId, planId },
        after: { opened: deadlines.length, deadlines },
      });
    }
  }
}
