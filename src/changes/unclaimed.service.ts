/** 待认领: duties whose unit is no more and that have no successor yet; a supervisor names one. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { claimDuty } from '../plans/duty-moves.js';
import { refuseStranger } from '../plans/plans.service.js';
import type { Viewer } from '../rules/permissions.js';
import { refuseElsewhere } from '../units/sight.queries.js';
import { unitOf } from '../units/units.service.js';
import { passOnBeside } from './reform-deadlines.js';
import type { ClaimDutyDto } from './reform.dto.js';
import { refuseNoReason } from './reform-guards.js';
import { dutyPlace } from './reform.queries.js';
import { SuccessionMails } from './succession-mails.js';
import { Successors } from './successors.js';
import { refuseUnitsOutside } from '../plans/charged-units.js';

@Injectable()
export class UnclaimedService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly successors: Successors,
    private readonly mails: SuccessionMails,
  ) {}

  /** The clock runs again, for the unit named, which has at least ten working days. @returns that unit */
  async assign(viewer: Viewer, dutyId: number, dto: ClaimDutyDto): Promise<{ unitId: number }> {
    refuseStranger(viewer);
    refuseNoReason(dto.reason);
    const calendar = await this.calendar.working();
    const { reason } = dto;
    return this.db.inTransaction(async (tx) => {
      const duty = await dutyPlace(tx, dutyId);
      if (!duty) throw new NotFound('duty');
      await refuseElsewhere(tx, viewer, duty.planId);
      const before = await unitOf(tx, duty.unitId);
      const toUnitId = await this.successors.existing(tx, viewer, { name: dto.unit, field: 'unit' });
      await refuseUnitsOutside(tx, viewer, { planId: duty.planId, unitIds: [toUnitId], field: 'unit' });
      const acting = { clock: this.clock, viewer };
      const moved = await claimDuty(tx, acting, { dutyId, toUnitId, reason, calendar });
      const beside = { toUnitId, reason, calendar, planId: duty.planId };
      await passOnBeside(tx, acting, [before.id], beside);
      const leading = duty.part === 'lead' ? [toUnitId] : [];
      await this.successors.refuseUnsound(tx, { leading, taskIds: [duty.taskId] });
      await this.mails.enqueue(tx, { ended: [before], reason }, new Map([[toUnitId, [moved.dutyId]]]));
      return { unitId: toUnitId };
    });
  }
}
