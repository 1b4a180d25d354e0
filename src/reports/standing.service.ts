/** Own standing fed back to each unit, plan by plan; other units are in it only where a plan shows places. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitStanding, type StandingLine } from '../desk/unit-standing.js';
import { Database } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Say } from '../web/deadline-words.js';
import { Scores, type ScoredPlan, type ScoredUnit } from './scores.service.js';
import { ALL_TIME, type Span } from './span.js';

export interface UnitInPlan {
  plan: ScoredPlan;
  unit: ScoredUnit;
  place: { place: number; of: number } | null;
}

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
      if (unit) found.push({ plan, unit, place: showsPlaces ? this.scores.placeOf(units, unitId) : null });
    }
    return found;
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
  return rate === null
    ? say('stock.rateNone')
    : say('stock.rateSaid', { rate, onTime, due: done + lateNow });
}

/** +1.5, −2, 0, with a real minus. */
export function pointsInWords(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${-points}`;
}
