/** 签收: one click signs all a unit has been given and names who answers for it there. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { Receipt } from '../plans/receipt.entity.js';
import { moveTask } from '../plans/task-moves.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { planSight } from '../units/sight.queries.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { ReceivingDto, SignedDto, SignedPlanDto } from './receipt.dto.js';
import { unsignedDuties, type UnsignedDuty } from './unsigned.queries.js';
import { refusedTo } from './stranger.js';

const SIGN = `UPDATE duties SET "receiptId" = :receiptId WHERE id IN (:...ids)`;

@Injectable()
export class ReceiptsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
  ) {}

  /** By the unit itself, or by a supervisor for one that signed on paper. @throws Refusal nothing-to-sign */
  async receive(viewer: Viewer, unitId: number, dto: ReceivingDto): Promise<SignedDto> {
    const unit = (await this.units.byIds([unitId])).get(unitId);
    if (!unit) throw new NotFound('unit');
    refuseStranger(viewer, unitId);
    return this.db.inTransaction(async (tx) => {
      const duties = await unsignedDuties(tx, unitId, dto.planId ?? null, planSight(viewer, unitId));
      if (duties.length === 0) throw new Refusal('nothing-to-sign', { unit: unit.name });
      const receipts: SignedPlanDto[] = [];
      for (const planId of new Set(duties.map((duty) => duty.planId))) {
        const own = duties.filter((duty) => duty.planId === planId);
        receipts.push(await this.sign(tx, viewer, { unitId, planId, own, dto }));
      }
      return { signedOn: this.clock.today(), receipts };
    });
  }

  private async sign(
    tx: Tx,
    viewer: Viewer,
    { unitId, planId, own, dto }: { unitId: number; planId: number; own: UnsignedDuty[]; dto: ReceivingDto },
  ): Promise<SignedPlanDto> {
    const { contactName, leaderInCharge } = dto;
    const receiptId = await insertRow(tx, Receipt, {
      ...{ planId, unitId, contactName, leaderInCharge },
      ...{ signedOn: this.clock.today(), signedAt: this.clock.now(), signedById: viewer.personId },
    });
    await rows(tx, SIGN, { receiptId, ids: own.map((duty) => duty.id) });
    for (const { taskId, taskState, part } of own) {
      if (part !== 'lead' || taskState !== 'issued') continue;
      await moveTask(tx, { clock: this.clock, viewer }, { taskId, move: 'activate', by: 'lead' });
    }
    await record(tx, this.clock, viewer, {
      ...{
        verb: viewer.unitIds.includes(unitId) ? 'sign' : 'record',
        noun: 'receipt',
        id: receiptId,
        planId,
      },
      after: { unitId, contactName, leaderInCharge, tasks: own.map((duty) => duty.taskNo) },
    });
    return { receiptId, planId, duties: own.length };
  }
}

/** Whoever reports for the unit signs for it; a supervisor records what came on paper. */
function refuseStranger(viewer: Viewer, unitId: number): void {
  const own = maySubmit(viewer, { unitId });
  if (!own.ok && !maySupervise(viewer).ok)
    throw refusedTo(viewer, own.code, { noun: 'unit', unitIds: [unitId] });
}
