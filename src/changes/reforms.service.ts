/**
 * Reform of units: renamed, merged, split or dissolved on a day. Duties go to the successor, who signs anew and has at
 * least ten working days; one without a successor is 待认领 and its clock stands. What was late stays with the old unit.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { withdrawRequests } from '../plans/open-requests.js';
import { refuseStranger } from '../plans/plans.service.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Unit } from '../units/unit.entity.js';
import { listedNames } from '../units/unit.view.js';
import { unitOf } from '../units/units.service.js';
import { passOnBeside } from './reform-deadlines.js';
import type { ReformDto } from './reform.dto.js';
import { refuseFuture, refuseNoReason } from './reform-guards.js';
import {
  handOnDuties,
  handOnMemberships,
  handOnOffices,
  handOnVerifying,
  type HandedOn,
  type Succession,
  type SuccessorOf,
} from './reform-steps.js';
import { heldDuties } from './reform.queries.js';
import { SuccessionMails } from './succession-mails.js';
import { Successors } from './successors.js';
import { UnitChange } from './unit-change.entity.js';

export interface Reformed {
  successors: number[];
  /** duties that another unit has now */
  moved: number;
  /** duties that wait for one */
  unclaimed: number;
}

@Injectable()
export class ReformsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly successors: Successors,
    private readonly mails: SuccessionMails,
  ) {}

  async reform(viewer: Viewer, unitId: number, dto: ReformDto): Promise<Reformed> {
    refuseStranger(viewer);
    const on = dto.on ?? this.clock.today();
    refuseFuture(on, this.clock.today());
    refuseNoReason(dto.reason);
    const { kind } = dto;
    if (kind === 'rename') return this.rename(viewer, unitId, { ...dto, on });
    return this.end(viewer, unitId, { ...dto, kind, on });
  }

  private async rename(viewer: Viewer, unitId: number, dto: ReformDto & { on: Day }): Promise<Reformed> {
    const { name = '', on } = dto;
    await this.db.inTransaction(async (tx) => {
      await this.successors.rename(tx, viewer, unitId, { name, on });
      await this.keep(tx, viewer, await unitOf(tx, unitId), { ...dto, successors: [] });
    });
    return { successors: [], moved: 0, unclaimed: 0 };
  }

  private async end(viewer: Viewer, unitId: number, dto: EndingReform): Promise<Reformed> {
    const calendar = await this.calendar.working();
    const { on, reason, kind } = dto;
    return this.db.inTransaction(async (tx) => {
      const ended = await this.successors.ending(
        tx,
        viewer,
        { unitId, others: kind === 'merge' ? (dto.with ?? '') : '' },
        on,
      );
      const names = listedNames(dto.successors ?? '');
      refuseWrongNumber(kind, names);
      const successors = await this.successors.taking(tx, viewer, names, { ended, on });
      const succession = { ended, successors, cause: kind, reason, on, calendar };
      const handed = await this.handOn(tx, viewer, succession, dto);
      for (const unit of ended) {
        await this.successors.end(tx, viewer, unit.id, on);
        await this.keep(tx, viewer, unit, { ...dto, successors });
      }
      await this.mails.enqueue(tx, succession, handed.moved);
      const moved = [...handed.moved.values()].flat().length;
      return { successors, moved, unclaimed: handed.unclaimed.length };
    });
  }

  private async handOn(tx: Tx, viewer: Viewer, succession: Succession, dto: EndingReform): Promise<HandedOn> {
    const { ended, successors, calendar, reason } = succession;
    const acting = { clock: this.clock, viewer };
    const ids = ended.map((unit) => unit.id);
    const drafts = (await heldDuties(tx, ids)).filter((duty) => duty.planState === 'draft');
    const sole = successors.length === 1 ? successors[0]! : null;
    const verifierId = dto.verifier
      ? await this.successors.existing(tx, viewer, { name: dto.verifier, field: 'verifier' })
      : sole;
    const handed = await handOnDuties(
      tx,
      acting,
      succession,
      await this.chooser(tx, viewer, succession, dto),
    );
    await passOnBeside(tx, acting, ids, { toUnitId: successors[0] ?? null, reason, calendar });
    await withdrawRequests(tx, acting, { unitIds: ids }, reason);
    const verified = await handOnVerifying(tx, acting, ended, verifierId);
    await handOnMemberships(tx, acting, succession);
    if (sole !== null) await handOnOffices(tx, acting, ended, sole);
    const leading = [...handed.leading];
    await this.successors.refuseUnsound(tx, { leading, taskIds: [...handed.taskIds, ...verified] });
    await this.successors.reproposeDrafts(
      tx,
      drafts.map((duty) => duty.planId),
      calendar,
    );
    return handed;
  }

  /** In a split a person says of each duty who takes it; else the one successor takes all. */
  private async chooser(
    tx: Tx,
    viewer: Viewer,
    { cause, successors }: Succession,
    dto: EndingReform,
  ): Promise<SuccessorOf> {
    if (cause !== 'split') return () => successors[0] ?? null;
    const chosen = new Map<number, number>();
    for (const { dutyId, successor } of dto.choices ?? []) {
      if (!successor.trim()) continue;
      const id = await this.successors.existing(tx, viewer, { name: successor, field: 'choices' });
      if (!successors.includes(id))
        throw wrongInput('reform-choice-unknown', { choices: 'reform-choice-unknown' });
      chosen.set(dutyId, id);
    }
    return (duty) => chosen.get(duty.id) ?? null;
  }

  private async keep(
    tx: Tx,
    viewer: Viewer,
    unit: Pick<Unit, 'id'>,
    reform: { kind: UnitChange['kind']; on: Day; reason: string; successors: number[] },
  ): Promise<void> {
    const { kind, on: onDay, reason, successors } = reform;
    await insertRow(tx, UnitChange, {
      ...{ kind, unitId: unit.id, onDay, reason: reason.trim(), successors },
      ...{ madeAt: this.clock.now(), madeById: viewer.personId },
    });
  }
}

type EndingReform = ReformDto & { kind: Succession['cause']; on: Day };

function refuseWrongNumber(kind: Succession['cause'], names: string[]): void {
  const wanted = { merge: names.length === 1, split: names.length >= 1, dissolve: names.length <= 1 };
  if (wanted[kind]) return;
  const code = names.length === 0 ? 'field-required' : 'input-wrong';
  throw wrongInput(code, { successors: code });
}
