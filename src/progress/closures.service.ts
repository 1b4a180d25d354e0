/** Before and after a close-out: telling the other leads that a claim is coming, and reopening what was closed. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce, type Reader, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { changeDay, reinstate } from '../plans/deadline-days.js';
import { Deadline, type DaySource } from '../plans/deadline.entity.js';
import { unclaimDuty } from '../plans/duty-moves.js';
import { moveTask, type Acting } from '../plans/task-moves.js';
import { mayBeClaimed, SILENT_AFTER } from '../rules/claims.js';
import type { Day } from '../rules/day.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { movesFrom, type Mover, type TaskState } from '../rules/task-states.js';
import { ClaimTelling } from './claim-telling.entity.js';
import { completionOf, standingOfOtherLeads, type ClaimOf, type NamedLead } from './claims.queries.js';
import { refuseBeyondParent, refuseUnderClosed } from './closed-trees.js';
import type { ReopeningDto } from './closure.dto.js';
import { refusedTo } from './stranger.js';
import { VerificationsService } from './verifications.service.js';
import { refuseElsewhere } from '../units/sight.queries.js';

export interface Told {
  /** Units told now. */
  told: number;
  /** The day from which their silence no longer stops the claim. */
  claimableOn: Day;
}

interface ClosedTask {
  planId: number;
  state: TaskState;
  endedOn: Day | null;
  parentId: number | null;
}

@Injectable()
export class ClosuresService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly verifications: VerificationsService,
  ) {}

  /** How the other leads stand to a claim, for the page of the first lead. */
  async otherLeads(claim: ClaimOf): Promise<{ leads: NamedLead[]; mayClaim: boolean }> {
    const calendar = await this.calendar.working();
    const leads = await standingOfOtherLeads(this.db.read, claim, calendar, this.clock.today());
    return { leads, mayClaim: mayBeClaimed(leads) };
  }

  /** By the first lead, or by a supervisor for it: each other lead that owes and has not been told. */
  async tell(viewer: Viewer, taskId: number, period: string): Promise<Told> {
    const calendar = await this.calendar.working();
    const today = this.clock.today();
    return this.db.inTransaction(async (tx) => {
      const completion = await completionOf(tx, taskId, period);
      if (!completion) throw new NotFound('deadline');
      if (!maySubmit(viewer, completion).ok && !maySupervise(viewer).ok)
        throw refusedTo(viewer, 'mover-not-first-lead', { noun: 'task', unitIds: await leadsOf(tx, taskId) });
      await refuseUnclaimable(tx, taskId, completion.metOn);
      const leads = await standingOfOtherLeads(tx, completion, calendar, today);
      const unitIds = leads.flatMap((lead) => (lead.standing === 'not-told' ? [lead.unitId] : []));
      if (unitIds.length === 0) throw new Refusal('no-lead-to-tell');
      for (const unitId of unitIds) await this.insertTelling(tx, viewer, { taskId, unitId, period });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'tell-claim', noun: 'task', id: taskId, planId: completion.planId },
        after: { period, units: unitIds },
      });
      return { told: unitIds.length, claimableOn: calendar.plus(today, SILENT_AFTER) };
    });
  }

  /** With a reason and a new day for the completion; waived progress stays waived, the grade stays with its move. */
  async reopen(viewer: Viewer, taskId: number, { reason, dueOn }: ReopeningDto): Promise<void> {
    const by = await this.moverOf(viewer, taskId);
    if (!reason?.trim()) throw wrongInput('move-needs-reason', { reason: 'move-needs-reason' });
    if (dueOn < this.clock.today())
      throw wrongInput('reopened-day-past', { dueOn: 'reopened-day-past' }, { day: this.clock.today() });
    await this.db.inTransaction(async (tx) => {
      const task = (await taskById(tx, taskId))!;
      if (task.state === 'closed' && task.endedOn !== null) throw new Refusal('plan-has-ended');
      await refuseUnderClosed(tx, taskId);
      await refuseBeyondParent(tx, task.parentId, dueOn);
      const acting = { clock: this.clock, viewer };
      await moveTask(tx, acting, {
        ...{ taskId, move: 'reopen', by, reason, with: { closedOn: null, grade: null } },
      });
      await oweAgain(tx, acting, taskId, { toDay: dueOn, source: 'reopening', reason: reason.trim() });
      await leaveToClaim(tx, acting, taskId, reason.trim());
    });
  }

  /** Whether this viewer may reopen it, for the page that offers it. */
  async mayReopen(viewer: Viewer, taskId: number): Promise<boolean> {
    const task = await taskById(this.db.read, taskId);
    if (!task || task.endedOn !== null || !movesFrom(task.state).includes('reopen')) return false;
    return maySupervise(viewer).ok || (await this.isVerifier(viewer, { taskId, ...task }));
  }

  private async moverOf(viewer: Viewer, taskId: number): Promise<Mover> {
    const task = await taskById(this.db.read, taskId);
    if (!task) throw new NotFound('task');
    await refuseElsewhere(this.db.read, viewer, task.planId);
    if (maySupervise(viewer).ok) return 'supervisor';
    if (await this.isVerifier(viewer, { taskId, ...task })) return 'verifier';
    throw refusedTo(viewer, 'mover-not-supervisor', {
      noun: 'task',
      unitIds: await leadsOf(this.db.read, taskId),
    });
  }

  /** The leads it is checked against are those of the task, whichever unit owes the deadline. */
  private async isVerifier(viewer: Viewer, task: { taskId: number; planId: number }): Promise<boolean> {
    return (await this.verifications.verdictFor(viewer, { ...task, unitId: 0 })).ok;
  }

  private async insertTelling(
    tx: Tx,
    viewer: Viewer,
    told: Pick<ClaimTelling, 'taskId' | 'unitId' | 'period'>,
  ): Promise<void> {
    const at = { toldOn: this.clock.today(), toldAt: this.clock.now(), toldById: viewer.personId };
    await insertOnce(tx, ClaimTelling, { ...told, ...at }, 'taskId, unitId, period');
  }
}

async function leadsOf(from: Reader, taskId: number): Promise<number[]> {
  const found = await rows<{ unitId: number }>(
    from,
    `SELECT y."unitId" FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
     WHERE y."taskId" = :taskId AND p.state = 'issued'`,
    {
      taskId,
    },
  );
  return found.map(({ unitId }) => unitId);
}

function taskById(from: Tx, id: number): Promise<ClosedTask | null> {
  return row(
    from,
    `SELECT t."planId", t."parentId", t.state, p."endedOn" FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :id`,
    { id },
  );
}

/** Nobody is told of a claim that could not be made. */
async function refuseUnclaimable(tx: Tx, taskId: number, metOn: Day | null): Promise<void> {
  const task = (await taskById(tx, taskId))!;
  if (!movesFrom(task.state).includes('claim')) throw new Refusal(`task-is-${task.state}`);
  if (metOn !== null) throw new Refusal('deadline-already-met');
}

/** What a claim had met, or what was given up when the task was closed with the one above it. */
async function oweAgain(
  tx: Tx,
  acting: Acting,
  taskId: number,
  change: { toDay: Day; source: DaySource; reason: string },
): Promise<void> {
  const completion = await completionOf(tx, taskId, '');
  if (completion) {
    await tx.update(Deadline, completion.id, { metOn: null, acceptedAt: null });
    return changeDay(tx, acting, completion, change);
  }
  const waived = await row<Pick<Deadline, 'id' | 'planId' | 'dueOn' | 'openedOn'>>(
    tx,
    `SELECT id, "planId", "dueOn", "openedOn" FROM deadlines WHERE "taskId" = :taskId AND kind = 'completion'
       AND period = '' AND "waivedReason" = 'closed' ORDER BY id DESC LIMIT 1`,
    { taskId },
  );
  if (waived) await reinstate(tx, acting, waived, change);
}

/** While it was closed no reform handed its duties on: those of a unit that is no more wait to be claimed. */
async function leaveToClaim(tx: Tx, acting: Acting, taskId: number, reason: string): Promise<void> {
  const orphans = await rows<{ id: number }>(
    tx,
    `SELECT y.id FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE y."taskId" = :taskId AND u."endedOn" IS NOT NULL ORDER BY y.id`,
    { taskId },
  );
  for (const { id: dutyId } of orphans) await unclaimDuty(tx, acting, { dutyId, cause: 'dissolve', reason });
}
