/**
 * “When the calendar changes, proposed days not yet due are recomputed (source `calendar`).” The notice of a year
 * and the days it moves are one transaction; what the document printed or a person set stays.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService, type ReplacedYear } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { recomputeForCalendar } from '../rules/proposals.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { Deadline } from './deadline.entity.js';

interface MovableRow {
  id: number;
  planId: number;
  nominalOn: Day;
  dueOn: Day;
  source: string;
  openedOn: Day | null;
}

@Injectable()
export class CalendarMovesService {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @returns the year entered, and how many deadlines moved with it. @throws Refusal calendar-text-wrong */
  async enter(
    viewer: Viewer,
    notice: { text: string; year?: number | null },
  ): Promise<ReplacedYear & { moved: number }> {
    let moved = 0;
    const replaced = await this.calendar.importNotice(viewer, notice, async (tx, { calendar }) => {
      moved = await this.moveProposedDays(tx, viewer, calendar);
    });
    return { ...replaced, moved };
  }

  private async moveProposedDays(tx: Tx, viewer: Viewer, calendar: WorkingCalendar): Promise<number> {
    const today = this.clock.today();
    const moves = recomputeForCalendar(await movable(tx, today), calendar, today);
    for (const { row, dueOn, source } of moves) {
      // Of a draft nobody was told a day yet: its original day is still the proposed one.
      const original = row.openedOn === null ? { originalDueOn: dueOn } : {};
      await tx.update(Deadline, row.id, { dueOn, source, ...original });
      await record(tx, this.clock, viewer, {
        verb: 'move',
        noun: 'deadline',
        id: row.id,
        planId: row.planId,
        before: { dueOn: row.dueOn, source: row.source },
        after: { dueOn, source },
      });
    }
    return moves.length;
  }
}

function movable(tx: Tx, today: Day): Promise<MovableRow[]> {
  return rows<MovableRow>(
    tx,
    `SELECT id, "planId", "nominalOn", "dueOn", source, "openedOn" FROM deadlines
     WHERE source IN ('rule', 'calendar') AND "nominalOn" IS NOT NULL AND "dueOn" > :today
       AND "metOn" IS NULL AND "waivedOn" IS NULL ORDER BY id`,
    { today },
  );
}
