/** Who takes over from units that end: found by name or made, reachable, and far enough from whoever verifies. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { reproposeDeadlines } from '../plans/draft-deadlines.js';
import type { Acting } from '../plans/task-moves.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { Unit } from '../units/unit.entity.js';
import { listedNames } from '../units/unit.view.js';
import { refuseUnitElsewhere } from '../units/sight.queries.js';
import { holderWithin, unitOf, UnitsService } from '../units/units.service.js';
import {
  refuseInsideVerifier,
  refuseOwingElsewhere,
  refuseUnfitToEnd,
  refuseUnfitToSucceed,
  refuseUnreachable,
} from './reform-guards.js';
import { handOnContacts } from './reform-steps.js';

@Injectable()
export class Successors {
  constructor(
    private readonly clock: Clock,
    private readonly units: UnitsService,
    private readonly directory: UnitDirectory,
  ) {}

  /** The unit itself and those that end with it, the first one first. @throws Refusal for one that may not end */
  async ending(
    tx: Tx,
    viewer: Viewer,
    { unitId, others }: { unitId: number; others: string },
    on: Day,
  ): Promise<Unit[]> {
    await refuseUnitElsewhere(tx, viewer, unitId);
    const ended = [await unitOf(tx, unitId)];
    for (const name of listedNames(others)) {
      const other = await unitOf(tx, await this.existing(tx, viewer, { name, field: 'with' }));
      if (!ended.some((unit) => unit.id === other.id)) ended.push(other);
    }
    for (const unit of ended) {
      await refuseUnfitToEnd(tx, unit, on);
      await refuseOwingElsewhere(tx, viewer, unit);
    }
    return ended;
  }

  /** By name, in the order given; a name that nobody bears is a new unit. */
  async taking(
    tx: Tx,
    viewer: Viewer,
    names: string[],
    { ended, on }: { ended: Unit[]; on: Day },
  ): Promise<number[]> {
    const ids: number[] = [];
    for (const name of names) {
      const holder = await holderWithin(tx, viewer, name);
      if (holder) refuseUnfitToSucceed(holder, 'successors');
      if (holder && ended.some((unit) => unit.id === holder.unitId))
        throw wrongInput('reform-onto-itself', { successors: 'reform-onto-itself' });
      const id = holder?.unitId ?? (await this.made(tx, viewer, name, { ended, on }));
      if (!ids.includes(id)) ids.push(id);
    }
    return ids;
  }

  /** A unit that stands already. @throws Refusal unit-unknown */
  async existing(tx: Tx, viewer: Viewer, { name, field }: { name: string; field: string }): Promise<number> {
    const holder = await holderWithin(tx, viewer, name);
    if (!holder) throw wrongInput('unit-unknown', { [field]: 'unit-unknown' }, { unit: name });
    refuseUnfitToSucceed(holder, field);
    return holder.unitId;
  }

  async end(tx: Tx, viewer: Viewer, unitId: number, on: Day): Promise<void> {
    await this.units.endIn(tx, viewer, unitId, on);
  }

  async rename(tx: Tx, viewer: Viewer, unitId: number, wanted: { name: string; on: Day }): Promise<void> {
    await this.units.renameIn(tx, viewer, unitId, wanted);
  }

  /** @param leading those that got something. @throws Refusal when the reform would leave what may not be */
  async refuseUnsound(tx: Tx, { leading, taskIds }: { leading: number[]; taskIds: number[] }): Promise<void> {
    await refuseUnreachable(tx, this.directory, leading, this.clock.today());
    await refuseInsideVerifier(tx, this.directory, taskIds, this.clock.today());
  }

  async reproposeDrafts(tx: Tx, planIds: number[], calendar: WorkingCalendar): Promise<void> {
    const context = { clock: this.clock, directory: this.directory, calendar };
    for (const planId of new Set(planIds)) await reproposeDeadlines(tx, planId, context);
  }

  private async made(
    tx: Tx,
    viewer: Viewer,
    name: string,
    { ended, on }: { ended: Unit[]; on: Day },
  ): Promise<number> {
    const unitId = await this.units.createLike(tx, viewer, name, ended[0]!);
    const acting: Acting = { clock: this.clock, viewer };
    await handOnContacts(tx, acting, ended, { unitId, fromOn: on });
    return unitId;
  }
}
