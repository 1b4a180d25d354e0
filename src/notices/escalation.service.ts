/** 催办建议: what the ladder proposes today. It sends nothing: a person clicks. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import { homeOf, type Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';
import { digestDetails, type DigestDetail } from './digest.queries.js';
import { escalationCounts, escalationRows } from './escalation.queries.js';
import type { EscalationCounts, EscalationRow, EscalationWindow } from './escalation.queries.js';
import { reminderSettings } from './reminder-settings.queries.js';

/** Milliseconds a count is kept where this process has written nothing, for another one may have. */
const TRUST = 2000;

@Injectable()
export class EscalationService {
  /** By area. */
  private kept = { today: '', commits: -1, at: 0, byArea: new Map<string, Promise<EscalationCounts>>() };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @param planId left away: of every plan the viewer oversees */
  async proposals(viewer: Viewer, planId?: number): Promise<EscalationRow[]> {
    const window = { ...(await this.window(this.clock.today(), homeOf(viewer))), viewer };
    return await escalationRows(this.db.read, planId === undefined ? window : { ...window, planId });
  }

  /** What a page says of each of them. */
  detailsOf(rows: EscalationRow[]): Promise<Map<number, DigestDetail>> {
    return digestDetails(
      this.db.read,
      rows.map((row) => row.id),
    );
  }

  /** For pages that only say how many there are. */
  async counts(viewer: Viewer): Promise<EscalationCounts> {
    const today = this.clock.today();
    const at = Date.parse(this.clock.now());
    const { commits } = this.db;
    const { kept } = this;
    if (kept.today !== today || kept.commits !== commits || Math.abs(at - kept.at) >= TRUST)
      this.kept = { today, commits, at, byArea: new Map() };
    const { byArea } = this.kept;
    const area = inArea(viewer, 'x');
    const value =
      byArea.get(area) ??
      this.window(today, homeOf(viewer)).then((window) =>
        escalationCounts(this.db.read, { ...window, viewer }),
      );
    byArea.set(area, value);
    value.catch(() => byArea.delete(area));
    return await value;
  }

  /** The job: only the numbers are kept, so that a day's proposals can be read afterwards. */
  async run(forDay: Day): Promise<Record<'urgings' | 'notices' | 'calls' | 'leaders' | 'paused', number>> {
    const { urge, notice, call, leader, paused } = await escalationCounts(
      this.db.read,
      await this.window(forDay),
    );
    return { urgings: urge, notices: notice, calls: call, leaders: leader, paused };
  }

  /** By what is late for the department that looks; the job, of all of them, goes by the house. */
  private async window(today: Day, jurisdictionId: number | null = null): Promise<EscalationWindow> {
    const settings = await reminderSettings(this.db.read, jurisdictionId);
    return { today, settings, calendar: await this.calendar.working(), departmentId: null };
  }
}
