/** 基层减负: how much was asked of each unit in a month. */
import { Injectable } from '@nestjs/common';
import { burdenOf } from '../plans/burden.queries.js';
import { monthOfDay } from '../plans/draft-burden.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { addMonths, day } from '../rules/day.js';
import type { BurdenDto } from './burden.dto.js';
import type { Viewer } from '../rules/permissions.js';

const MONTH_LENGTH = 7;

@Injectable()
export class BurdenService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @param month YYYY-MM */
  async of(viewer: Viewer, month: string = this.clock.today().slice(0, MONTH_LENGTH)): Promise<BurdenDto> {
    return { month, items: await burdenOf(this.db.read, monthOfDay(day(`${month}-01`)), viewer) };
  }
}

/** The month so many months on: YYYY-MM. */
export function monthAfter(month: string, months: number): string {
  return addMonths(day(`${month}-01`), months).slice(0, MONTH_LENGTH);
}
