/** What units owe, across plans, for programs that read along. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { openWork } from '../desk/open-work.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { cutoffs } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { deadlineJson } from './deadline.json.js';
import { deadlines } from './deadlines.queries.js';
import type { DeadlineListDto, OverdueListDto } from './report-answers.dto.js';
import { USUAL_LIMIT, type DeadlinesQueryDto, type OverdueQueryDto } from './report-query.dto.js';
import { seenUnits } from './seen-units.js';
import { inSight } from '../units/sight.queries.js';

@Injectable()
export class DeadlineReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  async all(viewer: Viewer, query: DeadlinesQueryDto): Promise<DeadlineListDto> {
    const calendar = await this.calendar.working();
    const by = cutoffs(calendar, this.clock.today());
    const limit = query.limit ?? USUAL_LIMIT;
    const filter = { ...query, seenUnitIds: seenUnits(viewer), sight: sightOf(viewer) };
    const found = await deadlines(this.db.read, by, filter, { after: query.after ?? 0, limit: limit + 1 });
    const shown = found.slice(0, limit);
    return {
      items: shown.map((row) => deadlineJson(row, calendar, by)),
      next: found.length > limit ? String(shown.at(-1)!.id) : null,
    };
  }

  /** The longest overdue first. */
  async overdue(viewer: Viewer, query: OverdueQueryDto): Promise<OverdueListDto> {
    const calendar = await this.calendar.working();
    const by = cutoffs(calendar, this.clock.today());
    const page = await openWork(this.db.read, 'overdue', by, {
      filter: { unitId: query.unit ?? null, planId: query.plan ?? null, q: '' },
      after: query.after ?? null,
      seenUnitIds: seenUnits(viewer),
      sight: sightOf(viewer),
      limit: query.limit ?? USUAL_LIMIT,
    });
    return {
      items: page.rows.map((row) => ({ ...deadlineJson(row, calendar, by), lastWord: row.lastWord })),
      next: page.next,
    };
  }
}

function sightOf(viewer: Viewer): string {
  return inSight(viewer, 'p."jurisdictionId"', 'd."unitId"');
}
