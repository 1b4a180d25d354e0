/** 催办: by a supervisor's click, recorded for each deadline; one mail per unit, at once. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Reader, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, wrongInput } from '../platform/refusal.js';
import { MailKit } from '../plans/mail-kit.js';
import { isOverdue, workingDaysLate } from '../rules/deadline-state.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { HandPost, type Addressed } from './hand-post.js';
import { pressedByIds, type PressedRow } from './pressed.queries.js';
import { urgingMail } from './urging-mail.js';
import type { UrgedUnitDto, UrgingDto } from './urging.dto.js';
import { Urging } from './urging.entity.js';

export interface UrgingPreview {
  unitName: string;
  recipients: { name: string; address: string }[];
  reason: Addressed['reason'];
  subject: string;
  text: string;
}

interface Part {
  addressed: Addressed;
  rows: PressedRow[];
  contents: ReturnType<typeof urgingMail>;
}

@Injectable()
export class UrgingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly kit: MailKit,
    private readonly post: HandPost,
  ) {}

  /** The mails as they would go out. @throws Refusal as `urge` does */
  async preview(viewer: Viewer, wish: UrgingDto): Promise<UrgingPreview[]> {
    refuseStranger(viewer);
    const parts = await this.parts(this.db.read, viewer, wish, await this.calendar.working());
    return parts.map(({ addressed: { unit, recipients, reason }, contents: { subject, text } }) => ({
      ...{ unitName: unit.name, recipients, reason, subject, text: this.kit.withoutLinks(text) },
    }));
  }

  /**
   * A unit without mail, and a senior office, is recorded as urged and left to a call.
   * @throws Refusal urging-not-late, urged-today: then nobody is urged
   */
  async urge(viewer: Viewer, wish: UrgingDto): Promise<UrgedUnitDto[]> {
    refuseStranger(viewer);
    const calendar = await this.calendar.working();
    return await this.db.inTransaction(async (tx) => {
      const units: UrgedUnitDto[] = [];
      for (const part of await this.parts(tx, viewer, wish, calendar))
        units.push(await this.urgeUnit(tx, viewer, part, { wish, calendar }));
      return units;
    });
  }

  private async urgeUnit(
    tx: Tx,
    viewer: Viewer,
    { addressed, rows, contents }: Part,
    { wish, calendar }: { wish: UrgingDto; calendar: WorkingCalendar },
  ): Promise<UrgedUnitDto> {
    const today = this.clock.today();
    const given = { toHead: wish.toHead, note: wish.note?.trim() ?? null };
    const ids: number[] = [];
    for (const row of rows) {
      const daysLate = workingDaysLate(row, calendar, today);
      const id = await insertRow(tx, Urging, {
        ...{ deadlineId: row.id, planId: row.planId, unitId: row.unitId, daysLate, ...given },
        ...{ urgedOn: today, urgedAt: this.clock.now(), urgedById: viewer.personId },
      });
      ids.push(id);
      await record(tx, this.clock, viewer, {
        ...{ verb: 'urge', noun: 'deadline', id: row.id, planId: row.planId },
        after: { urgingId: id, daysLate, ...given },
      });
    }
    const mails = await this.post.send(tx, addressed, {
      ...{ kind: 'urging', key: `urging:${ids[0]!}`, contents, threadId: threadOf(rows) },
      counts: { urged: rows.length },
    });
    const { unit, reason } = addressed;
    return { unitId: unit.unitId, unitName: unit.name, urgings: rows.length, mails, reason };
  }

  private async parts(
    from: Reader,
    viewer: Viewer,
    wish: UrgingDto,
    calendar: WorkingCalendar,
  ): Promise<Part[]> {
    const today = this.clock.today();
    const ids = [...new Set(wish.deadlineIds)];
    const found = await pressedByIds(from, viewer, ids);
    if (found.length < ids.length) throw new NotFound('deadline');
    for (const row of found) this.refuseUnfit(row);
    const unitIds = [...new Set(found.map((row) => row.unitId))];
    const departments = await this.post.departments(from, found);
    const note = wish.note?.trim() ?? null;
    const addressed = await this.post.addressed(from, unitIds, { withHead: wish.toHead, sparesSenior: true });
    return addressed.map((one) => {
      const rows = found.filter((row) => row.unitId === one.unit.unitId);
      const own = departments.of(rows);
      return {
        ...{ addressed: one, rows },
        contents: urgingMail(this.kit, one.unit, rows, { today, calendar, note, departments: own }),
      };
    });
  }

  private refuseUnfit(row: PressedRow): void {
    const today = this.clock.today();
    const what = `${row.unitName} ${this.kit.item(row)}`;
    const code = isOverdue(row, today)
      ? row.lastUrgedOn === today && ('urged-today' as const)
      : ('urging-not-late' as const);
    if (code) throw wrongInput(code, { deadlineIds: code }, { what });
  }
}

function refuseStranger(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}

function threadOf(rows: PressedRow[]): string {
  const [first] = rows;
  return rows.length === 1 && first!.taskId !== null ? `task:${first!.taskId}` : `plan:${first!.planId}`;
}
