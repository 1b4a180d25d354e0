/** A duty as its page and the API show it, to those whose business it is. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import { dutyById, formerHolders, sentBackOf, type DutyRow } from './duties.queries.js';
import type { DutyDetailsDto } from './duty.dto.js';

@Injectable()
export class DutyReports {
  constructor(private readonly db: Database) {}

  /** @throws NotFound also where it is not the viewer's business */
  async show(viewer: Viewer, dutyId: number): Promise<DutyDetailsDto> {
    const duty = await this.duty(viewer, dutyId);
    const { id, planId, taskId, taskNo, title, unitId, unitName, part, isFirst } = duty;
    const { issuedOn, signedOn, unclaimedFromOn } = duty;
    const former = await formerHolders(this.db.read, { dutyId });
    const sentBack = await sentBackOf(this.db.read, dutyId);
    return {
      ...{ id, planId, taskId, taskNo, title, unitId, unitName, part, isFirst },
      ...{ issuedOn, signedOn, unclaimedFromOn },
      former: former.map(({ dutyId: _, ...one }) => one),
      sentBack: sentBack.map(({ dutyId: _, ...one }) => one),
    };
  }

  /** The row itself, for pages. */
  async duty(viewer: Viewer, dutyId: number): Promise<DutyRow> {
    const duty = await dutyById(this.db.read, dutyId);
    const isOwn = duty?.planState === 'issued' && viewer.unitIds.includes(duty.unitId);
    if (!duty || duty.planState === 'draft' || !(readsAllUnits(viewer) || isOwn)) throw new NotFound('duty');
    return duty;
  }
}
