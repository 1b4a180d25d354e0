/** 挂账: the clock of a task and of those below it stops, with a reason and a day on which it is looked at again. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Reader, type Tx } from '../platform/database.js';
import { NotAllowed, Refusal, wrongInput } from '../platform/refusal.js';
import { hold, release } from '../plans/deadline-days.js';
import { moveTask } from '../plans/task-moves.js';
import type { Day } from '../rules/day.js';
import { mayDecideAll, type DecidedMatter, type DecidingVerdict } from '../rules/deciding.js';
import type { Viewer } from '../rules/permissions.js';
import { dutyHolders, decidedFor, taskSubject, type TaskSubject } from './subjects.queries.js';
import type { ResumptionDto, ReviewDayDto, SuspensionDto } from './suspension.dto.js';
import { Suspension } from './suspension.entity.js';
import {
  heldOf,
  openSuspension,
  running,
  runningBelow,
  stillBelow,
  type SuspensionRow,
} from './suspensions.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class SuspensionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** What waits for verification stands still as well: it is looked at when the task goes on. */
  async suspend(viewer: Viewer, taskId: number, dto: SuspensionDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const acting = { clock: this.clock, viewer };
      const { planId } = await decidedTask(tx, viewer, taskId);
      this.refusePast(dto.reviewOn);
      const reason = dto.reason.trim();
      const taskIds = [taskId, ...(await runningBelow(tx, taskId))];
      for (const id of taskIds) {
        const given = ['review-day' as const];
        await moveTask(tx, acting, { taskId: id, move: 'suspend', by: 'supervisor', reason, given });
      }
      for (const deadline of await running(tx, taskIds)) await hold(tx, acting, deadline);
      const after = { taskId, reason, fromOn: this.clock.today(), reviewOn: dto.reviewOn };
      const id = await insertRow(tx, Suspension, {
        ...after,
        ...{ startedAt: this.clock.now(), startedById: viewer.personId },
      });
      await record(tx, this.clock, viewer, { verb: 'begin', noun: 'suspension', id, planId, after });
    });
  }

  /** Days move by as many working days as the clock stood. */
  async resume(viewer: Viewer, taskId: number, dto: ResumptionDto): Promise<void> {
    const calendar = await this.calendar.working();
    await this.db.inTransaction(async (tx) => {
      const acting = { clock: this.clock, viewer };
      const { planId } = await decidedTask(tx, viewer, taskId);
      const reason = dto.reason.trim();
      const taskIds = [taskId, ...(await stillBelow(tx, taskId))];
      for (const id of taskIds)
        await moveTask(tx, acting, { taskId: id, move: 'resume', by: 'supervisor', reason });
      for (const deadline of await heldOf(tx, taskIds))
        await release(tx, acting, deadline, { calendar, source: 'suspension', reason });
      const { id } = await this.openOf(tx, taskId);
      const endedOn = this.clock.today();
      const endedAt = this.clock.now();
      await tx.update(Suspension, id, { endedOn, endedAt, endedById: viewer.personId });
      const after = { taskId, endedOn, reason };
      await record(tx, this.clock, viewer, { verb: 'end', noun: 'suspension', id, planId, after });
    });
  }

  /** It stays suspended, and waits for the department again from that day on. */
  async setReviewDay(viewer: Viewer, taskId: number, { reviewOn }: ReviewDayDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { planId } = await decidedTask(tx, viewer, taskId);
      const suspension = await this.openOf(tx, taskId);
      this.refusePast(reviewOn);
      await tx.update(Suspension, suspension.id, { reviewOn });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'set-review-day', noun: 'suspension', id: suspension.id, planId },
        before: { reviewOn: suspension.reviewOn },
        after: { taskId, reviewOn },
      });
    });
  }

  /** Whether this viewer may suspend it and let it go on, for the page that offers it. */
  async verdictFor(viewer: Viewer, task: TaskSubject): Promise<DecidingVerdict> {
    return mayDecideAll(viewer, await mattersOf(this.db.read, task));
  }

  private async openOf(tx: Tx, taskId: number): Promise<SuspensionRow> {
    const suspension = await openSuspension(tx, taskId);
    if (!suspension) throw new Refusal('not-suspended-by-itself');
    return suspension;
  }

  private refusePast(reviewOn: Day): void {
    if (reviewOn <= this.clock.today())
      throw wrongInput('review-day-not-ahead', { reviewOn: 'review-day-not-ahead' });
  }
}

/** Whoever leads a task does not stop its own clock: the department's supervisors neither, where it leads itself. */
async function decidedTask(tx: Tx, viewer: Viewer, taskId: number): Promise<TaskSubject> {
  const task = await taskSubject(tx, taskId);
  await refuseElsewhere(tx, viewer, task.planId);
  const verdict = mayDecideAll(viewer, await mattersOf(tx, task));
  if (!verdict.ok) throw new NotAllowed(verdict.code);
  return task;
}

/** One for each lead. */
async function mattersOf(read: Reader, task: TaskSubject): Promise<DecidedMatter[]> {
  const leads = (await dutyHolders(read, task.id)).filter(({ part }) => part === 'lead');
  // A task without a lead is nobody's own.
  const unitIds = leads.length ? leads.map(({ unitId }) => unitId) : [0];
  return unitIds.map((unitId) => ({ ...decidedFor(task, unitId), isUnasked: true }));
}
