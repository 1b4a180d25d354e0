/** A place on a unit's page for its standing, which is reckoned in a room that knows the desk and not the other way round. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { yearOf } from '../rules/day.js';
import type { Say } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import { lightsOfUnit } from './light-history.js';

/** In one plan; every number in words already. */
export interface StandingLine {
  planId: number;
  planTitle: string;
  duties: string;
  rate: string;
  lateNow: number;
  madeUpLate: number;
  returned: number;
  nothingNew: number;
  points: string;
  /** only where the plan shows places */
  place: string | null;
}

@Injectable()
export class UnitStanding {
  /** Put here by the reports. */
  linesOf: (unitId: number, within: string, say: Say) => Promise<StandingLine[]> = () => Promise.resolve([]);

  constructor(private readonly db: Database) {}

  /** What the partial `desk-standing` prints. @param within a condition on the plan `p` */
  async view(unitId: number, { say, by }: DayContext, within: string) {
    return {
      standing: await this.linesOf(unitId, within, say),
      lightMonths: await lightsOfUnit(this.db.read, { unitId, within }, say),
      listYear: yearOf(by.today),
    };
  }
}
