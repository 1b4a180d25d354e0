/** What a plan's scores are reckoned by, and whether its units see each other's places: chosen by a supervisor. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { isOfDepartment } from '../desk/viewer-scope.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput, type FieldFaults } from '../platform/refusal.js';
import { Plan } from '../plans/plan.entity.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import {
  defaultScoreRules,
  faultsOfPoints,
  isPreset,
  PRESETS,
  rulesOf,
  type ScoreRules,
} from '../rules/score-rules.js';
import type { ScoringDto } from './scoring.dto.js';
import { Scores, type ScoredPlan } from './scores.service.js';
import { isSeenPlan } from './tasks.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class ScoringService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly scores: Scores,
  ) {}

  /** Published: whoever has a part in the plan reads by what it is scored. @throws NotFound for anyone else */
  async rulesOf(viewer: Viewer, planId: number): Promise<ScoredPlan> {
    const plan = await this.scores.plan(planId);
    if (isOfDepartment(viewer)) return plan;
    if (!(await isSeenPlan(this.db.read, planId, viewer.unitIds, this.clock.today())))
      throw new NotFound('plan');
    return plan;
  }

  /** @throws Refusal where a number is no half, out of bounds, or a fault would pay */
  async choose(viewer: Viewer, planId: number, dto: ScoringDto): Promise<void> {
    const rules = chosen(dto);
    await this.change(viewer, planId, { verb: 'choose-scoring', change: { scoreRules: rules } });
  }

  async showRanking(viewer: Viewer, planId: number, on: boolean): Promise<void> {
    const rankingFromOn = on ? this.clock.today() : null;
    await this.change(viewer, planId, { verb: 'set-ranking', change: { rankingFromOn } });
  }

  private async change(
    viewer: Viewer,
    planId: number,
    { verb, change }: { verb: string; change: Partial<Pick<Plan, 'scoreRules' | 'rankingFromOn'>> },
  ): Promise<void> {
    const verdict = maySupervise(viewer);
    if (!verdict.ok) throw new NotAllowed(verdict.code);
    await this.db.inTransaction(async (tx) => {
      const plan = await tx.findOneBy(Plan, { id: planId });
      if (!plan) throw new NotFound('plan');
      await refuseElsewhere(tx, viewer, planId);
      if (plan.state === 'withdrawn') throw new Refusal('scoring-plan-withdrawn');
      const { scoreRules, rankingFromOn } = plan;
      // A tick that stands already keeps its day.
      if ('rankingFromOn' in change && (change.rankingFromOn === null) === (rankingFromOn === null)) return;
      await tx.update(Plan, planId, { ...change, changedAt: this.clock.now() });
      await record(tx, this.clock, viewer, {
        ...{ verb, noun: 'plan', id: planId, planId },
        before: told({ scoreRules, rankingFromOn }),
        after: told({ scoreRules, rankingFromOn, ...change }),
      });
    });
  }
}

/** The trail names every number by itself. */
function told({ scoreRules, rankingFromOn }: Pick<Plan, 'scoreRules' | 'rankingFromOn'>) {
  const { preset, points } = scoreRules ?? defaultScoreRules;
  return { preset, ...points, rankingFromOn };
}

function chosen({ preset, ...given }: ScoringDto): ScoreRules {
  if (isPreset(preset)) return { preset, points: PRESETS[preset] };
  const points = { ...defaultScoreRules.points, ...withoutGaps(given) };
  const faults: FieldFaults = faultsOfPoints(points);
  const [first] = Object.values(faults);
  if (first) throw wrongInput(first, faults);
  return rulesOf(points);
}

function withoutGaps(given: Omit<ScoringDto, 'preset'>): Partial<ScoreRules['points']> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
