/**
 * “When the calendar changes, proposed days not yet due are recomputed (source `calendar`).” The notice of a year
 * and the days it moves are one transaction; what the document printed or a person set stays.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService, type ReplacedYear } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { recomputeForCalendar } from '../rules/proposals.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { changeDayByCalendar, changeDraftDay } from './deadline-days.js';

interface MovableRow {
  id: number;
  planId: number;
  nominalOn: Day;
  dueOn: Day;
  reworkOn: Day | null;
  source: string;
  isDraft: boolean;
}

/** 节假日安排 */
const NOTICE_OF_THE_YEAR = 'calendar';

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
      const reason = NOTICE_OF_THE_YEAR;
      const change = row.isDraft ? changeDraftDay : changeDayByCalendar;
      await change(tx, { clock: this.clock, viewer }, row, { toDay: dueOn, source, reason });
    }
    return moves.length;
  }
}

async function movable(tx: Tx, today: Day): Promise<MovableRow[]> {
  const found = await rows<MovableRow & { planState: string }>(
    tx,
    `SELECT d.id, d."planId", d."nominalOn", d."dueOn", d."reworkOn", d.source, p.state AS "planState"
     FROM deadlines d JOIN plans p ON p.id = d."planId"
     WHERE d.source IN ('rule', 'calendar') AND d."nominalOn" IS NOT NULL AND d."dueOn" > :today
       AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND d."heldOn" IS NULL ORDER BY d.id`,
    { today },
  );
  return found.map(({ planState, ...row }) => ({ ...row, isDraft: planState === 'draft' }));
}
