/** What units stand at in a plan, reckoned from facts at the moment it is asked; nothing of it is stored. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import { earlierOf, type Day } from '../rules/day.js';
import { noFacts } from '../rules/score-facts.js';
import { owedOn } from '../rules/deadline-state.js';
import { defaultScoreRules, scoreOf, sumOf, type Score, type ScoreRules } from '../rules/scores.js';
import { placesOf, standingOf, type Standing } from '../rules/standing.js';
import {
  factsOfPlan,
  nothingNewOf,
  unitsOfPlan,
  type Asked,
  type DutyCounts,
  type UnitFacts,
} from './scores.queries.js';
import { isWithin, type Span } from './span.js';

export interface ScoredUnit extends DutyCounts {
  score: Score;
  standing: Standing;
  nothingNew: number;
  extensions: number;
}

/** Where a unit stands in one of its plans; a place only where the plan shows places. */
export interface UnitInPlan {
  plan: ScoredPlan;
  unit: ScoredUnit;
  place: { place: number; of: number } | null;
}

export interface ScoredPlan {
  planId: number;
  title: string;
  documentNumber: string | null;
  state: string;
  supervisorUnitId: number;
  rules: ScoreRules;
  rankingFromOn: Day | null;
}

/** Milliseconds the places of a plan are kept where this process has written nothing, for another one may have. */
const TRUST = 2000;

@Injectable()
export class Scores {
  /** Every unit of a plan in a span: whoever looks at its own place asks for all of them. */
  private kept = { today: '', commits: 0, at: 0, units: new Map<string, Promise<ScoredUnit[]>>() };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @throws NotFound */
  async plan(planId: number): Promise<ScoredPlan> {
    const found = await row<Omit<ScoredPlan, 'rules'> & { scoreRules: string | null }>(
      this.db.read,
      `SELECT id AS "planId", title, "documentNumber", state, "supervisorUnitId", "scoreRules", "rankingFromOn"
       FROM plans WHERE id = :planId`,
      { planId },
    );
    if (!found) throw new NotFound('plan');
    const { scoreRules, ...plan } = found;
    return { ...plan, rules: scoreRules ? (JSON.parse(scoreRules) as ScoreRules) : defaultScoreRules };
  }

  /** Every unit that has a part; with a unit given, that one alone. In the order of their numbers. */
  units(plan: ScoredPlan, asked: Asked, span: Span): Promise<ScoredUnit[]> {
    return asked.unitId === null ? this.allUnits(plan, asked, span) : this.reckoned(plan, asked, span);
  }

  private allUnits(plan: ScoredPlan, asked: Asked, span: Span): Promise<ScoredUnit[]> {
    const units = this.fresh();
    const key = `${asked.planId} ${span.fromOn} ${span.toOn}`;
    const known = units.get(key);
    if (known) return known;
    const value = this.reckoned(plan, asked, span);
    units.set(key, value);
    value.catch(() => units.delete(key));
    return value;
  }

  private fresh(): Map<string, Promise<ScoredUnit[]>> {
    const today = this.clock.today();
    const at = Date.parse(this.clock.now());
    const { commits } = this.db;
    const { kept } = this;
    if (kept.today !== today || kept.commits !== commits || Math.abs(at - kept.at) >= TRUST)
      this.kept = { today, commits, at, units: new Map() };
    return this.kept.units;
  }

  private async reckoned({ rules }: ScoredPlan, asked: Asked, span: Span): Promise<ScoredUnit[]> {
    const calendar = await this.calendar.working();
    const today = this.clock.today();
    const facts = await factsOfPlan(this.db.read, asked);
    const nothingNew = await nothingNewOf(this.db.read, asked, span);
    const units = await unitsOfPlan(this.db.read, asked);
    return units.map((unit) => {
      const own = facts.get(unit.unitId) ?? { ...noFacts(), deadlines: [] };
      const owed = own.deadlines.filter((one) => isWithin(span, owedOn(one)));
      return {
        ...unit,
        score: within(span, scoreOf(own, rules, earlierOf(today, span.toOn))),
        standing: standingOf(owed, calendar, today),
        nothingNew: nothingNew.get(unit.unitId) ?? 0,
        extensions: extensionsIn(span, own),
      };
    });
  }
}

/** The place of each unit that owed anything, by points. */
export function placesIn(units: ScoredUnit[]): Map<number, number> {
  const ranked = units.filter((unit) => unit.standing.asked > 0);
  return placesOf(new Map(ranked.map((unit) => [unit.unitId, unit.score.points])));
}

function within(span: Span, { events }: Score): Score {
  const kept = events.filter((event) => isWithin(span, event.on));
  return { points: sumOf(kept), events: kept };
}

function extensionsIn(span: Span, { extensions }: UnitFacts): number {
  return extensions.filter((one) => isWithin(span, one.decidedOn)).length;
}
