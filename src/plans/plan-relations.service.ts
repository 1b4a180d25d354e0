/** Says of a draft whether it stands alone, adds to an issued plan, or replaces one: a person says it, nothing is guessed. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { reproposeDeadlines } from './draft-deadlines.js';
import type { PlanRelationDto } from './plan.dto.js';
import { Plan } from './plan.entity.js';
import { refuseUnfitPlan } from './plan-relations.js';
import { refuseStranger } from './plans.service.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class PlanRelationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
  ) {}

  /** @throws Refusal plan-not-draft; relation-plan-unfit for one that cannot be added to or replaced */
  async set(viewer: Viewer, planId: number, dto: PlanRelationDto): Promise<void> {
    refuseStranger(viewer);
    const calendar = await this.calendar.working();
    const { relation, relatedPlanId = null } = dto;
    await this.db.inTransaction(async (tx) => {
      const plan = await tx.findOneBy(Plan, { id: planId });
      if (!plan) throw new NotFound('plan');
      await refuseElsewhere(tx, viewer, planId);
      if (plan.state !== 'draft') throw new Refusal('plan-not-draft');
      if (relation !== 'alone') await refuseUnfitPlan(tx, planId, relatedPlanId);
      const after = {
        supplementsPlanId: relation === 'supplement' ? relatedPlanId : null,
        replacesPlanId: relation === 'replacement' ? relatedPlanId : null,
      };
      await tx.update(Plan, planId, { ...after, changedAt: this.clock.now() });
      await reproposeDeadlines(tx, planId, { clock: this.clock, directory: this.directory, calendar });
      const { supplementsPlanId, replacesPlanId } = plan;
      await record(tx, this.clock, viewer, {
        ...{ verb: 'correct', noun: 'plan', id: planId, planId },
        ...{ before: { supplementsPlanId, replacesPlanId }, after },
      });
    });
  }
}
