/** The three lists of a unit, for its own people and for the department. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { isOfDepartment } from '../desk/viewer-scope.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { earlierOf, yearOf } from '../rules/day.js';
import { cutoffs } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { sumOf } from '../rules/scores.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { balanceOf, listedPlans } from './lists.js';
import type { ScorecardDto, StatementDto, StatementQueryDto, UnitTasksDto } from './lists.dto.js';
import { deadlinesOfUnit, dutiesWithin, partnersIn, spokenBy } from './lists.queries.js';
import { objectionsOfUnit } from './objections.queries.js';
import { scoredPlanDto } from './scorecard.js';
import { halfOn, halfSpan, yearSpan } from './span.js';
import { StandingService } from './standing.service.js';
import { planSight } from '../units/sight.queries.js';

@Injectable()
export class ListsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly standing: StandingService,
  ) {}

  /** 任务单. @throws NotFound also for a unit that is not the viewer's business, as the others do */
  async taskList(viewer: Viewer, unitId: number, asked: number | undefined): Promise<UnitTasksDto> {
    const unitName = await this.nameFor(viewer, unitId);
    const year = asked ?? yearOf(this.clock.today());
    const span = yearSpan(year);
    const seen = { unitId, within: planSight(viewer, unitId) };
    const duties = await dutiesWithin(this.db.read, seen, span);
    const partners = await partnersIn(
      this.db.read,
      duties.map((duty) => duty.taskId),
    );
    const deadlines = await deadlinesOfUnit(this.db.read, seen);
    const contacts = await this.contactsOf([...new Set(partners.map((one) => one.unitId))]);
    return {
      ...{ number: `〔${year}〕${unitId}号`, year, unitId, unitName },
      plans: listedPlans({ duties, partners, deadlines, contacts }, span),
    };
  }

  /** 对账单 */
  async statement(viewer: Viewer, unitId: number, asked: StatementQueryDto): Promise<StatementDto> {
    const unitName = await this.nameFor(viewer, unitId);
    const today = this.clock.today();
    const year = asked.year ?? yearOf(today);
    const half = asked.half ?? halfOn(year, today);
    const span = halfSpan(year, half);
    const by = cutoffs(await this.calendar.working(), today);
    const seen = { unitId, within: planSight(viewer, unitId) };
    const deadlines = await deadlinesOfUnit(this.db.read, seen);
    const toOn = earlierOf(span.toOn, today);
    const spoken = await spokenBy(this.db.read, seen, toOn);
    return {
      ...{ unitId, unitName, year, half, fromOn: span.fromOn, toOn },
      ...balanceOf(deadlines, spoken, span, by),
    };
  }

  /** 成绩单: every point with its event; a place only where the plan shows places. */
  async scorecard(viewer: Viewer, unitId: number, asked: number | undefined): Promise<ScorecardDto> {
    const unitName = await this.nameFor(viewer, unitId);
    const year = asked ?? yearOf(this.clock.today());
    const within = planSight(viewer, unitId);
    const named = {
      objections: await objectionsOfUnit(this.db.read, unitId, within),
      deadlines: await deadlinesOfUnit(this.db.read, { unitId, within }),
    };
    const found = await this.standing.ofUnit({ unitId, within }, yearSpan(year));
    const plans = found.map((one) => scoredPlanDto(one, named));
    return {
      ...{ unitId, unitName, year, plans },
      points: sumOf(plans.map(({ standing }) => ({ points: standing.points }))),
    };
  }

  private async nameFor(viewer: Viewer, unitId: number): Promise<string> {
    if (!isOfDepartment(viewer) && !viewer.unitIds.includes(unitId)) throw new NotFound('unit');
    const unit = (await this.units.byIds([unitId])).get(unitId);
    if (!unit) throw new NotFound('unit');
    return unit.name;
  }

  /** The first one of each unit. */
  private async contactsOf(unitIds: number[]): Promise<Map<number, string>> {
    const found = await this.units.contactsOf(unitIds, this.clock.today());
    return new Map(found.reverse().map(({ unitId, name }) => [unitId, name]));
  }
}
