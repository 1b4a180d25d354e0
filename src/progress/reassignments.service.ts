/** 退回改派: a unit sends a wrong duty back; the department gives it to another unit, or says why it stays. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { moveDuty } from '../plans/duty-moves.js';
import type { DutyEnd } from '../plans/former-duty.entity.js';
import { SentBackDuty } from '../plans/sent-back-duty.entity.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { mayStillSendBack, reassignProblem, SEND_BACK_WITHIN } from '../rules/reassigning.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { dutyById, ownBelow, sentBackOf, type DutyRow, type SentBackRow } from './duties.queries.js';
import type { ReassignedDto, SentBackDto } from './duty.dto.js';
import { ReassignmentMails } from './reassignment-mails.js';
import { refusedTo } from './stranger.js';
import { refuseElsewhere } from '../units/sight.queries.js';
import { refuseUnitsOutside } from '../plans/charged-units.js';

@Injectable()
export class ReassignmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly mails: ReassignmentMails,
  ) {}

  /** By the unit that holds it, or by a supervisor who was telephoned. What it owes goes on until it is decided. */
  async sendBack(viewer: Viewer, dutyId: number, { reason }: { reason: string }): Promise<SentBackDto> {
    refuseStranger(viewer, await this.duty(dutyId));
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const duty = (await dutyById(tx, dutyId))!;
      refuseSettled(duty);
      if (!mayStillSendBack(duty.signedOn, this.clock.today(), calendar))
        throw new Refusal('too-late-to-send-back', { day: duty.signedOn!, days: SEND_BACK_WITHIN });
      if ((await sentBackOf(tx, dutyId)).some((one) => one.outcome === 'pending'))
        throw new Refusal('already-sent-back');
      const { unitId, planId } = duty;
      const sentBackId = await insertRow(tx, SentBackDuty, {
        ...{ dutyId, unitId, reason, outcome: 'pending' as const },
        ...{ askedOn: this.clock.today(), askedAt: this.clock.now(), askedById: viewer.personId },
      });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'send-back', noun: 'duty', id: dutyId, planId },
        after: { unitId, reason },
      });
      return { sentBackId, dutyId, outcome: 'pending' };
    });
  }

  /**
   * Gives the duty to another unit, and what the unit before made of the task with it: the answer to what was sent
   * back, or a correction by the department itself, which is never charged to the unit.
   */
  async reassign(
    viewer: Viewer,
    dutyId: number,
    { toUnitId, reason }: { toUnitId: number; reason: string },
  ): Promise<ReassignedDto> {
    refuseAllButSupervisors(viewer);
    await this.duty(dutyId);
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const duty = (await dutyById(tx, dutyId))!;
      await refuseElsewhere(tx, viewer, duty.planId);
      refuseSettled(duty);
      await refuseUnverified(tx, duty);
      await refuseUnitsOutside(tx, viewer, { planId: duty.planId, unitIds: [toUnitId], field: 'unit' });
      await this.refuseUnfit(tx, duty, toUnitId);
      const cause = causeOf(duty, await sentBackOf(tx, dutyId));
      const acting = { clock: this.clock, viewer };
      const wanted = { toUnitId, cause, reason, calendar };
      const moved = await moveDuty(tx, acting, { ...wanted, dutyId });
      if (duty.part === 'lead') {
        for (const below of await ownBelow(tx, duty.taskId, duty.unitId))
          await moveDuty(tx, acting, { ...wanted, dutyId: below });
      }
      await this.mails.enqueue(tx, { dutyId: moved.dutyId, fromUnitName: duty.unitName, reason });
      return { dutyId: moved.dutyId, unitId: toUnitId, deadlineIds: moved.opened };
    });
  }

  /** It stays with the unit, whose next mail says why. */
  async refuse(viewer: Viewer, dutyId: number, { remark }: { remark: string }): Promise<SentBackDto> {
    refuseAllButSupervisors(viewer);
    await this.duty(dutyId);
    return this.db.inTransaction(async (tx) => {
      const duty = (await dutyById(tx, dutyId))!;
      await refuseElsewhere(tx, viewer, duty.planId);
      const pending = (await sentBackOf(tx, dutyId)).find((one) => one.outcome === 'pending');
      if (!pending) throw new Refusal('nothing-sent-back');
      await tx.update(SentBackDuty, pending.id, {
        ...{ outcome: 'refused', remark, decidedById: viewer.personId },
        ...{ decidedOn: this.clock.today(), decidedAt: this.clock.now() },
      });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'refuse-return', noun: 'duty', id: dutyId, planId: duty.planId },
        after: { unitId: duty.unitId, remark },
      });
      return { sentBackId: pending.id, dutyId, outcome: 'refused' };
    });
  }

  /** @throws NotFound of a draft's: nobody holds it yet */
  private async duty(dutyId: number): Promise<DutyRow> {
    const duty = await dutyById(this.db.read, dutyId);
    if (!duty || duty.planState === 'draft') throw new NotFound('duty');
    return duty;
  }

  private async refuseUnfit(tx: Tx, duty: DutyRow, toUnitId: number): Promise<void> {
    const others = await rows<{ unitId: number; part: string }>(
      tx,
      'SELECT "unitId", part FROM duties WHERE "taskId" = :taskId AND id <> :id',
      { taskId: duty.taskId, id: duty.id },
    );
    const unitsWith = (part: string) => others.filter((one) => one.part === part).map((one) => one.unitId);
    const unit = (await this.units.byIds([toUnitId], tx)).get(toUnitId);
    if (!unit) throw new NotFound('unit');
    const contacts = await this.units.contactsOf([toUnitId], this.clock.today(), tx);
    const leads = unitsWith('lead');
    const { part, supervisorUnitId, verifierUnitId } = duty;
    const problem = reassignProblem({
      ...{ part, toUnitId, supervisorUnitId, verifierUnitId },
      ...{ otherLeads: leads, cooperating: unitsWith('cooperating') },
      isReachable: unit.reachedBy === 'offline' || contacts.some((one) => one.address !== null),
      relatedUnitIds: await this.units.relatedUnits([...leads, toUnitId], tx),
    });
    if (problem) throw wrongInput(problem, { unit: problem }, { unit: unit.name });
  }
}

/** What is 待认领 is claimed; what nobody sent back is the department's own correction. */
function causeOf({ unclaimedFromOn }: DutyRow, sentBack: SentBackRow[]): DutyEnd {
  if (unclaimedFromOn !== null) return 'claimed';
  return sentBack.some((one) => one.outcome === 'pending') ? 'reassigned' : 'correction';
}

function refuseStranger(viewer: Viewer, { unitId }: DutyRow): void {
  const own = maySubmit(viewer, { unitId });
  if (!own.ok && !maySupervise(viewer).ok)
    throw refusedTo(viewer, own.code, { noun: 'duty', unitIds: [unitId] });
}

function refuseAllButSupervisors(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}

/** What the unit handed in is its own work, and is judged before the duty leaves it. */
async function refuseUnverified(tx: Tx, { taskId, unitId, taskState }: DutyRow): Promise<void> {
  if (taskState === 'claimed') throw new Refusal('task-is-claimed');
  const waiting = await rows(
    tx,
    `SELECT id FROM deadlines WHERE "taskId" = :taskId AND "unitId" = :unitId AND "pendingSince" IS NOT NULL
       AND "metOn" IS NULL AND "waivedOn" IS NULL LIMIT 1`,
    { taskId, unitId },
  );
  if (waiting.length > 0) throw new Refusal('duty-has-pending');
}

function refuseSettled({ unitKind, taskState }: DutyRow): void {
  if (unitKind === 'group') throw new Refusal('duty-of-a-group');
  if (taskState === 'closed' || taskState === 'withdrawn') throw new Refusal(`task-is-${taskState}`);
}
