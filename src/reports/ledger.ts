/** Reads a plan's ledger, for the page and for the file. */
import { Injectable } from '@nestjs/common';
import { DeskDay } from '../desk/desk-day.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { relatedPlans, type RelatedPlans } from '../plans/plan-relations.js';
import type { Light } from '../rules/lights.js';
import type { Viewer } from '../rules/permissions.js';
import { isOfDepartment } from '../desk/viewer-scope.js';
import type { Language } from '../platform/words.js';
import {
  deadlinesOfPlan,
  dutiesOfPlan,
  lastWordsOf,
  listPlans,
  planById,
  tasksOf,
  type LedgerDutyRow,
  type PlanListRow,
  type PlanRow,
} from './ledger.queries.js';
import { isSeenPlan } from './tasks.queries.js';
import { ledgerRows, refinementViews, type LedgerRow, type RefinementView } from './ledger.view.js';

export interface LedgerQuery {
  light: Light | null;
  unitId: number | null;
  q: string;
}

export interface PlanLedger {
  plan: PlanRow;
  rows: LedgerRow[];
  /** Of the whole plan, whatever the filter. */
  total: number;
  counts: Record<Light, number>;
  refinements: RefinementView[];
  units: { unitId: number; unitName: string }[];
  /** null: only the department follows a plan to others. */
  related: RelatedPlans | null;
}

@Injectable()
export class Ledger {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly day: DeskDay,
  ) {}

  async plans(viewer: Viewer): Promise<PlanListRow[]> {
    return await listPlans(this.db.read, this.clock.today(), viewer, unitsSeenBy(viewer));
  }

  /** @throws NotFound also for a plan that is not the viewer's business */
  async plan(viewer: Viewer, planId: number): Promise<PlanRow> {
    const plan = await planById(this.db.read, planId);
    if (!plan || !(await isSeenPlan(this.db.read, planId, unitsSeenBy(viewer), this.clock.today())))
      throw new NotFound('plan');
    return plan;
  }

  /** A reporter sees the tasks in which its units have a part. @throws NotFound */
  async of(viewer: Viewer, planId: number, query: LedgerQuery, language: Language): Promise<PlanLedger> {
    const plan = await this.plan(viewer, planId);
    const unitIds = unitsSeenBy(viewer);
    const context = await this.day.of({ language });
    const seen = unitIds && { unitIds, today: context.by.today };
    const { read } = this.db;
    const tasks = await tasksOf(read, planId, query, seen);
    const deadlines = await deadlinesOfPlan(read, planId);
    const duties = await dutiesOfPlan(read, planId, seen);
    const words = await lastWordsOf(read, planId, seen);
    const all = ledgerRows({ tasks, deadlines, duties, words }, context);
    const mine = (unitId: number) => unitIds === null || unitIds.includes(unitId);
    return {
      plan,
      rows: query.light ? all.filter((row) => row.light.colour === query.light) : all,
      total: all.length,
      counts: countsOf(all),
      refinements: refinementViews(deadlines, context).filter((row) => mine(row.unitId)),
      units: unitsOf(duties),
      related: unitIds === null ? await relatedPlans(read, planId) : null,
    };
  }
}

/** The units whose rows a viewer sees; null: every unit's. */
function unitsSeenBy(viewer: Viewer): number[] | null {
  return isOfDepartment(viewer) ? null : viewer.unitIds;
}

function countsOf(rows: LedgerRow[]): Record<Light, number> {
  const counts: Record<Light, number> = { red: 0, yellow: 0, green: 0, 'not-started': 0, closed: 0 };
  for (const row of rows) counts[row.light.colour] += 1;
  return counts;
}

function unitsOf(duties: LedgerDutyRow[]) {
  const units = new Map(duties.map(({ unitId, unitName }) => [unitId, { unitId, unitName }]));
  return [...units.values()].sort((a, b) => a.unitId - b.unitId);
}
