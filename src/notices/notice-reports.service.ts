/** Supervision notices to read: the department sees all, a unit its own. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { NoticeFacts } from './supervision-notice.view.js';
import type { NoticeDto, NoticeListDto, NoticesQueryDto } from './supervision-notice.dto.js';
import {
  cooperatingOf,
  itemsOfNotice,
  noticeById,
  noticeRows,
  replyOf,
  type NoticeRow,
} from './supervision-notices.queries.js';
import { inSight } from '../units/sight.queries.js';

const USUAL_LIMIT = 50;

@Injectable()
export class NoticeReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
  ) {}

  /** @throws NotFound also for a notice to another unit */
  async row(viewer: Viewer, id: number): Promise<NoticeRow> {
    const notice = await noticeById(this.db.read, id, this.clock.today());
    const seen = unitsSeenBy(viewer);
    if (!notice || (seen && !seen.includes(notice.unitId))) throw new NotFound('supervision-notice');
    return notice;
  }

  async one(viewer: Viewer, id: number): Promise<NoticeDto> {
    const notice = await this.row(viewer, id);
    const { reason, requirement, replyDeadlineId, withdrawnOn, withdrawnReason } = notice;
    return {
      ...summaryOf(notice),
      ...{ reason, requirement, replyDeadlineId, withdrawnOn, withdrawnReason },
      items: await itemsOfNotice(this.db.read, id),
    };
  }

  /** Everything the paper prints. */
  async paper(viewer: Viewer, id: number): Promise<NoticeFacts> {
    const notice = await this.row(viewer, id);
    const items = await itemsOfNotice(this.db.read, id);
    return {
      ...{ notice, items },
      cooperating: await cooperatingOf(
        this.db.read,
        items.flatMap((item) => item.taskId ?? []),
      ),
      contacts: await this.units.contactsOf([notice.unitId], this.clock.today()),
      reply: await replyOf(this.db.read, notice.replyDeadlineId),
    };
  }

  /** The newest first. */
  async list(viewer: Viewer, query: NoticesQueryDto): Promise<NoticeListDto> {
    const limit = query.limit ?? USUAL_LIMIT;
    const filter = {
      seenUnitIds: unitsSeenBy(viewer),
      within: inSight(viewer, 'p."jurisdictionId"', 'n."unitId"'),
      ...{ unitId: query.unit, planId: query.plan, before: query.after, limit: limit + 1 },
    };
    const found = await noticeRows(this.db.read, filter, this.clock.today());
    const shown = found.slice(0, limit);
    return { items: shown.map(summaryOf), next: found.length > limit ? String(shown.at(-1)!.id) : null };
  }
}

function unitsSeenBy(viewer: Viewer): number[] | null {
  return readsAllUnits(viewer) ? null : viewer.unitIds;
}

function summaryOf(notice: NoticeRow) {
  const { id, year, number, planId, planTitle, unitId, unitName, urgency, sentOn, replyDueOn, state } =
    notice;
  return { id, year, number, planId, planTitle, unitId, unitName, urgency, sentOn, replyDueOn, state };
}
