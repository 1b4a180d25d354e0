/** Own standing fed back to each unit, plan by plan; other units are in it only where a plan shows places. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitStanding, type StandingLine } from '../desk/unit-standing.js';
import { ReminderPeople, type StandingNote } from '../notices/reminder-people.js';
import { Database, type Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Standing } from '../rules/standing.js';
import type { Say } from '../web/deadline-words.js';
import { pointsInWords } from './points.js';
import { standingDto } from './scorecard.js';
import type { PlanStandingDto } from './lists.dto.js';
import type { OfUnit } from './lists.queries.js';
import { placesIn, Scores, type ScoredUnit, type UnitInPlan } from './scores.service.js';
import { ALL_TIME, yearSpan, type Span } from './span.js';

@Injectable()
export class StandingService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly scores: Scores,
    private readonly page: UnitStanding,
    private readonly mails: ReminderPeople,
  ) {}

  onModuleInit(): void {
    this.mails.standingOf = (unitIds) => this.notesOf(unitIds);
    this.page.linesOf = (unitId, within, say) => this.linesOf(unitId, within, say);
  }

  /** In every issued plan in which it has a duty, or owes or owed something, the newest last. */
  async ofUnit({ unitId, within }: OfUnit, span: Span): Promise<UnitInPlan[]> {
    return this.inPlans(await this.plansOf(unitId, within), unitId, span);
  }

  /** On its page stands what runs; a plan that has ended is in its scorecard. */
  private async linesOf(unitId: number, within: string, say: Say): Promise<StandingLine[]> {
    const running = await this.plansOf(unitId, `p."endedOn" IS NULL AND ${within}`);
    return (await this.inPlans(running, unitId, ALL_TIME)).map((one) => standingLine(one, say));
  }

  private async inPlans(planIds: number[], unitId: number, span: Span): Promise<UnitInPlan[]> {
    const found: UnitInPlan[] = [];
    for (const planId of planIds) {
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

  /** For their mails: plan by plan for all of them at once. */
  private async notesOf(unitIds: number[]): Promise<Map<number, StandingNote>> {
    const wanted = new Set(unitIds);
    const found = new Map<number, UnitInPlan[]>();
    for (const planId of await issuedPlanIds(this.db.read)) {
      const plan = await this.scores.plan(planId);
      const units = await this.scores.units(plan, { planId, unitId: null }, ALL_TIME);
      const places = plan.rankingFromOn === null ? null : placesIn(units);
      for (const unit of units) {
        if (!wanted.has(unit.unitId)) continue;
        const place = places?.get(unit.unitId);
        const own = { plan, unit, place: place === undefined ? null : { place, of: places!.size } };
        found.set(unit.unitId, [...(found.get(unit.unitId) ?? []), own]);
      }
    }
    const notes = [...found].map(([unitId, own]) => [unitId, noteOf(own)] as const);
    return new Map(notes.filter((one): one is [number, StandingNote] => one[1] !== null));
  }

  private async plansOf(unitId: number, which: string): Promise<number[]> {
    const found = await rows<{ id: number }>(
      this.db.read,
      `SELECT p.id FROM plans p WHERE p.state = 'issued' AND ${which} AND (
         EXISTS (SELECT 1 FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE y."unitId" = :unitId AND t."planId" = p.id)
         OR EXISTS (SELECT 1 FROM deadlines d WHERE d."unitId" = :unitId AND d."planId" = p.id)) ORDER BY p.id`,
      { unitId },
    );
    return found.map((plan) => plan.id);
  }
}

async function issuedPlanIds(read: Reader): Promise<number[]> {
  const found = await rows<{ id: number }>(read, `SELECT id FROM plans WHERE state = 'issued' ORDER BY id`);
  return found.map((plan) => plan.id);
}

/** null where nothing was due: there is nothing to say. */
function noteOf(own: UnitInPlan[]): StandingNote | null {
  const sum = (of: (standing: Standing) => number) =>
    own.reduce((total, { unit }) => total + of(unit.standing), 0);
  const [done, lateNow] = [sum((one) => one.done), sum((one) => one.lateNow)];
  if (done + lateNow === 0) return null;
  const rate = Math.round((sum((one) => one.onTime) * 100) / (done + lateNow));
  const plans = own.map(({ plan, unit, place }) => ({
    planId: plan.planId,
    points: pointsInWords(unit.score.points),
    place,
  }));
  const rest = { madeUpLate: sum((one) => one.madeUpLate), returned: sum((one) => one.returned) };
  return { done, rate, lateNow, ...rest, plans };
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
