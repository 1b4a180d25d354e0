/** Own standing fed back to each unit, plan by plan; other units are in it only where a plan shows places. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitStanding, type StandingLine } from '../desk/unit-standing.js';
import { Database } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Say } from '../web/deadline-words.js';
import { pointsInWords } from './points.js';
import { standingDto } from './scorecard.js';
import type { PlanStandingDto } from './lists.dto.js';
import { placesIn, Scores, type ScoredUnit, type UnitInPlan } from './scores.service.js';
import { ALL_TIME, yearSpan, type Span } from './span.js';

@Injectable()
export class StandingService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly scores: Scores,
    private readonly page: UnitStanding,
  ) {}

  onModuleInit(): void {
    this.page.linesOf = async (unitId, say) =>
      (await this.ofUnit(unitId, ALL_TIME)).map((one) => standingLine(one, say));
  }

  /** In every issued plan in which it has a duty, or owes or owed something, the newest last. */
  async ofUnit(unitId: number, span: Span): Promise<UnitInPlan[]> {
    const found: UnitInPlan[] = [];
    for (const planId of await this.plansOf(unitId)) {
      const plan = await this.scores.plan(planId);
      const showsPlaces = plan.rankingFromOn !== null;
      const units = await this.scores.units(plan, { planId, unitId: showsPlaces ? null : unitId }, span);
      const unit = units.find((one) => one.unitId === unitId);
      if (unit) found.push({ plan, unit, place: showsPlaces ? placeIn(units, unitId) : null });
    }
    return found;
  }

  /** Every unit of a plan, the best first; the department alone reads it. @throws NotFound */
  async ofPlan(planId: number, year: number | null): Promise<PlanStandingDto> {
    const plan = await this.scores.plan(planId);
    const span = year === null ? ALL_TIME : yearSpan(year);
    const units = await this.scores.units(plan, { planId, unitId: null }, span);
    const places = placesIn(units);
    const items = units.map((unit) => standingDto(unit, places.get(unit.unitId) ?? null));
    const last = items.length + 1;
    items.sort((a, b) => (a.place ?? last) - (b.place ?? last) || a.unitId - b.unitId);
    return { planId, year, preset: plan.rules.preset, items };
  }

  private async plansOf(unitId: number): Promise<number[]> {
    const found = await rows<{ id: number }>(
      this.db.read,
      `SELECT p.id FROM plans p WHERE p.state = 'issued' AND (
         EXISTS (SELECT 1 FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE y."unitId" = :unitId AND t."planId" = p.id)
         OR EXISTS (SELECT 1 FROM deadlines d WHERE d."unitId" = :unitId AND d."planId" = p.id)) ORDER BY p.id`,
      { unitId },
    );
    return found.map((plan) => plan.id);
  }
}

function placeIn(units: ScoredUnit[], unitId: number): UnitInPlan['place'] {
  const places = placesIn(units);
  const place = places.get(unitId);
  return place === undefined ? null : { place, of: places.size };
}

function standingLine({ plan, unit, place }: UnitInPlan, say: Say): StandingLine {
  const { standing } = unit;
  return {
    planId: plan.planId,
    planTitle: plan.title,
    duties: say('stock.dutiesSaid', { leads: unit.leads, cooperates: unit.cooperates }),
    rate: rateInWords(standing, say),
    lateNow: standing.lateNow,
    madeUpLate: standing.madeUpLate,
    returned: standing.returned,
    nothingNew: unit.nothingNew,
    points: pointsInWords(unit.score.points),
    place: place && say('stock.place', place),
  };
}

/** 60%（3/5） */
export function rateInWords(
  { rate, onTime, done, lateNow }: { rate: number | null; onTime: number; done: number; lateNow: number },
  say: Say,
): string {
  return rate === null ? say('stock.rateNone') : say('stock.rateSaid', { rate, onTime, due: done + lateNow });
}
