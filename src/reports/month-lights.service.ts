/**
 * The lights at a month's end, one row for each task and lead unit. Written when the next month begins; after a standstill
 * by the first run that finds none, as of the same last day.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce } from '../platform/database.js';
import { row } from '../platform/sql.js';
import { asOf } from '../rules/as-of.js';
import { addDays, dateOf, instantAt, type Day } from '../rules/day.js';
import { cutoffs, type Cutoffs } from '../rules/deadline-state.js';
import { lightOfBy } from '../rules/lights.js';
import { LightSnapshot } from './light-snapshot.entity.js';
import {
  factsForLights,
  historiesOf,
  leadsOn,
  plansBy,
  statesOn,
  type Lead,
  type LightFacts,
} from './month-lights.queries.js';

/** Rows of a transaction: others wait that long. */
const ROWS_AT_ONCE = 500;
const KEY = 'month, taskId, unitId';

type Snapshot = Omit<LightSnapshot, 'id'>;

@Injectable()
export class MonthLights {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @returns how many lights this run wrote; the second time none */
  async run(forDay: Day): Promise<{ lights: number }> {
    const lastDay = addDays(forDay, -dateOf(forDay));
    const month = lastDay.slice(0, 7);
    if (dateOf(forDay) !== 1 && (await this.isWritten(month))) return { lights: 0 };
    const by = cutoffs(await this.calendar.working(), lastDay);
    let lights = 0;
    for (const planId of await plansBy(this.db.read, lastDay)) {
      const found = await this.ofPlan(planId, month, by);
      for (let i = 0; i < found.length; i += ROWS_AT_ONCE)
        lights += await this.write(found.slice(i, i + ROWS_AT_ONCE));
    }
    return { lights };
  }

  private async isWritten(month: string): Promise<boolean> {
    const found = await row(
      this.db.read,
      'SELECT 1 AS found FROM light_snapshots WHERE month = :month LIMIT 1',
      {
        month,
      },
    );
    return found !== null;
  }

  private async ofPlan(planId: number, month: string, by: Cutoffs): Promise<Snapshot[]> {
    const { read } = this.db;
    const on = by.today;
    const endOf = instantAt(addDays(on, 1), '00:00', this.clock.timeZone);
    const historyOf = await historiesOf(read, planId);
    const facts = new Map<number, LightFacts[]>();
    for (const one of await factsForLights(read, planId)) {
      const then = { ...one, ...asOf(one, historyOf(one), on, endOf) };
      facts.set(one.taskId, [...(facts.get(one.taskId) ?? []), then]);
    }
    const states = await statesOn(read, planId, on);
    const leads = await leadsOn(read, planId, on);
    const leadIds = new Map<number, Set<number>>();
    for (const { taskId, unitId } of leads)
      leadIds.set(taskId, (leadIds.get(taskId) ?? new Set()).add(unitId));
    return leads
      .filter(({ taskId }) => states.get(taskId) !== 'withdrawn')
      .map((lead) => {
        const ofLeads = (facts.get(lead.taskId) ?? []).filter((one) =>
          leadIds.get(lead.taskId)!.has(one.unitId),
        );
        const isClosed = states.get(lead.taskId) === 'closed';
        return { month, planId, ...lead, light: lightOfBy(ownOf(lead, ofLeads), by, isClosed) };
      });
  }

  private write(found: Snapshot[]): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      let written = 0;
      for (const one of found) if ((await insertOnce(tx, LightSnapshot, one, KEY)) !== null) written += 1;
      return written;
    });
  }
}

/** Where the first lead reports for all, the others bear the light of the task. */
function ownOf({ unitId }: Lead, ofLeads: LightFacts[]): LightFacts[] {
  const own = ofLeads.filter((one) => one.unitId === unitId);
  return own.length ? own : ofLeads;
}
