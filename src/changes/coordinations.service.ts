/**
 * 提请协调: a lead names who blocks it, on what and by when. What the blocker owes is a deadline like any other: it is
 * reminded of it, hands its answer in, and is listed when it is late. Whether the answer will do is verified as every
 * submission is, by somebody outside both: the lead that asked is shielded as long as it is not answered, so it is
 * not the one to say so.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { openDeadline, waive } from '../plans/deadline-days.js';
import { mayCall, type CallCode } from '../rules/coordination.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { requireUnit, unitActing } from './acting.js';
import type { CoordinationDto } from './coordination.dto.js';
import { Coordination } from './coordination.entity.js';
import { coordinationById } from './coordinations.queries.js';
import { dutyHolders, refuseSensitive, taskSubject } from './subjects.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';
import { refuseUnitsOutside } from '../plans/charged-units.js';

const RUNNING = ['issued', 'active', 'claimed'];

@Injectable()
export class CoordinationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
  ) {}

  /** @returns its id */
  async call(viewer: Viewer, taskId: number, dto: CoordinationDto): Promise<number> {
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const task = await taskSubject(tx, taskId);
      const { planId, state } = task;
      await refuseElsewhere(tx, viewer, planId);
      refuseSensitive(task);
      const unitId = unitActing(viewer, await dutyHolders(tx, taskId), dto.unitId);
      if (!RUNNING.includes(state)) throw new Refusal(`task-is-${state}`);
      const today = this.clock.today();
      const blocker = await this.blocker(tx, viewer, planId, dto.blockerUnitId);
      const verdict = mayCall({ today, answerBy: dto.answerDueOn, askingUnitId: unitId, blocker }, calendar);
      if (!verdict.ok) throw wrongInput(verdict.code, { [fieldOf(verdict.code)]: verdict.code });
      const asked = {
        ...{ taskId, unitId, blockerUnitId: blocker.unitId },
        ...{ matter: dto.matter.trim(), answerDueOn: verdict.day },
      };
      const id = await insertRow(tx, Coordination, {
        ...asked,
        ...{ askedOn: today, askedAt: this.clock.now(), askedById: viewer.personId },
      });
      const deadlineId = await openDeadline(
        tx,
        { clock: this.clock, viewer },
        {
          ...{ planId, taskId, subject: `coordination:${id}`, unitId: blocker.unitId },
          ...{ kind: 'answer', period: '', dueOn: verdict.day, source: 'person' },
        },
      );
      await tx.update(Coordination, id, { deadlineId });
      const change = { verb: 'ask', noun: 'coordination', id, planId, after: { ...asked, deadlineId } };
      await record(tx, this.clock, viewer, change);
      return id;
    });
  }

  /** By the lead that called, as long as there is no answer. */
  async withdraw(viewer: Viewer, id: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const call = await coordinationById(tx, id);
      requireUnit(viewer, call.unitId, [call.blockerUnitId]);
      if (call.withdrawnOn !== null) throw new Refusal('request-already-decided');
      if (call.answeredOn !== null) throw new Refusal('call-answered');
      const { planId } = await taskSubject(tx, call.taskId);
      await refuseElsewhere(tx, viewer, planId);
      const withdrawnOn = this.clock.today();
      await tx.update(Coordination, id, { withdrawnOn });
      await waive(tx, { clock: this.clock, viewer }, { id: call.deadlineId, planId }, 'withdrawn');
      const after = { taskId: call.taskId, withdrawnOn };
      await record(tx, this.clock, viewer, { verb: 'withdraw', noun: 'coordination', id, planId, after });
    });
  }

  private async blocker(tx: Tx, viewer: Viewer, planId: number, unitId: number): Promise<UnitFacts> {
    await refuseUnitsOutside(tx, viewer, { planId, unitIds: [unitId], field: 'blockerUnitId' });
    const unit = (await this.units.byIds([unitId], tx)).get(unitId);
    if (!unit) throw wrongInput('unit-unknown', { blockerUnitId: 'unit-unknown' });
    return unit;
  }
}

function fieldOf(code: CallCode): string {
  return code === 'call-too-soon' ? 'answerDueOn' : 'blockerUnitId';
}
