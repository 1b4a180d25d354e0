/**
 * The counts above every list. Counting reads all that is open, so it is kept for as long as this process
 * has written nothing, and for two seconds at most where another instance may have.
 */
import { Injectable } from '@nestjs/common';
import type { EscalationCounts } from '../notices/escalation.queries.js';
import { EscalationService } from '../notices/escalation.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Cutoffs } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { inSight } from '../units/sight.queries.js';
import { countsByUnit, type OpenList, type UnitCounts } from './open-work.queries.js';

/** Milliseconds. */
const TRUST = 2000;

export interface Counts {
  units: UnitCounts[];
  total: Record<OpenList, number>;
}

@Injectable()
export class OpenWorkCounts {
  /** By what is in sight. */
  private kept = { today: '', commits: -1, at: 0, bySight: new Map<string, Promise<Counts>>() };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly escalation: EscalationService,
  ) {}

  /** What the ladder proposes today, kept as long. */
  proposed(viewer: Viewer): Promise<EscalationCounts> {
    return this.escalation.counts(viewer);
  }

  async asOf(by: Cutoffs, viewer: Viewer): Promise<Counts> {
    const at = Date.parse(this.clock.now());
    const { commits } = this.db;
    const { kept } = this;
    if (kept.today !== by.today || kept.commits !== commits || Math.abs(at - kept.at) >= TRUST)
      this.kept = { today: by.today, commits, at, bySight: new Map() };
    const { bySight } = this.kept;
    const sight = inSight(viewer, 'p."jurisdictionId"', 'd."unitId"');
    const value = bySight.get(sight) ?? countsByUnit(this.db.read, by, sight).then(summed);
    bySight.set(sight, value);
    value.catch(() => bySight.delete(sight));
    return await value;
  }
}

function summed(units: UnitCounts[]): Counts {
  const sum = (count: (unit: UnitCounts) => number) => units.reduce((total, unit) => total + count(unit), 0);
  return {
    units,
    total: {
      overdue: sum((unit) => unit.overdue),
      'due-soon': sum((unit) => unit.dueSoon),
      pending: sum((unit) => unit.pending),
      'not-due': sum((unit) => unit.notDue),
    },
  };
}
