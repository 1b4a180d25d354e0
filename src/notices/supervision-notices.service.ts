/**
 * 督办单: a formal notice to one unit, numbered per year and department without gaps, with a reply the unit owes like
 * anything else: reminded, late, handed in and verified by the same rules.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { waive } from '../plans/deadline-days.js';
import { Deadline } from '../plans/deadline.entity.js';
import { MailKit } from '../plans/mail-kit.js';
import { yearOf, type Day } from '../rules/day.js';
import { isOpen } from '../rules/deadline-state.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { HandPost, type Addressed } from './hand-post.js';
import { lateInPlan, pressedByIds, type PressedRow } from './pressed.queries.js';
import { noticeMail } from './supervision-notice-mail.js';
import type { SupervisionNoticeDto } from './supervision-notice.dto.js';
import { SupervisionNotice } from './supervision-notice.entity.js';
import { SupervisionNoticeItem } from './supervision-notice-item.entity.js';
import { nextNoticeNumber } from './supervision-notices.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

export interface SentNotice {
  noticeId: number;
  year: number;
  number: number;
  /** How many people were written to; none where the unit is reached otherwise. */
  mails: number;
}

/** Working days a unit is given to reply, unless another day is chosen. */
const DAYS_TO_REPLY = 5;

@Injectable()
export class SupervisionNoticesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly kit: MailKit,
    private readonly post: HandPost,
  ) {}

  async proposedReplyDay(): Promise<Day> {
    return (await this.calendar.working()).plus(this.clock.today(), DAYS_TO_REPLY);
  }

  /** What a notice to that unit about that plan may be about. */
  lateItems(viewer: Viewer, of: { unitId: number; planId: number }): Promise<PressedRow[]> {
    return lateInPlan(this.db.read, viewer, { ...of, today: this.clock.today() });
  }

  /** @throws Refusal notice-of-one-unit, notice-to-senior, notice-reply-too-early */
  async send(viewer: Viewer, dto: SupervisionNoticeDto): Promise<SentNotice> {
    refuseStranger(viewer);
    const today = this.clock.today();
    if (dto.replyDueOn <= today)
      throw wrongInput('notice-reply-too-early', { replyDueOn: 'notice-reply-too-early' });
    const calendar = await this.calendar.working();
    return await this.db.inTransaction(async (tx) => {
      const items = await this.itemsOf(tx, viewer, dto);
      const addressed = await this.addressed(tx, dto.unitId);
      const notice = await this.write(tx, viewer, dto, items[0]!);
      for (const { id: deadlineId } of items)
        await insertRow(tx, SupervisionNoticeItem, { noticeId: notice.id, deadlineId });
      const departments = (await this.post.departments(tx, items)).of(items);
      const { unit } = addressed;
      const mails = await this.post.send(tx, addressed, {
        ...{ kind: 'supervision-notice', key: `supervision-notice:${notice.id}` },
        contents: noticeMail(this.kit, unit, notice, items, { today, calendar, departments }),
        counts: { items: items.length },
        threadId: `notice:${notice.id}`,
      });
      const { id: noticeId, year, number } = notice;
      return { noticeId, year, number, mails };
    });
  }

  /** The number stays taken. What the unit owed by it is waived. */
  async withdraw(viewer: Viewer, noticeId: number, reason: string): Promise<void> {
    refuseStranger(viewer);
    if (!reason.trim()) throw wrongInput('input-wrong', { reason: 'field-required' });
    await this.db.inTransaction(async (tx) => {
      const notice = await tx.findOneBy(SupervisionNotice, { id: noticeId });
      if (!notice) throw new NotFound('supervision-notice');
      await refuseElsewhere(tx, viewer, notice.planId);
      if (notice.withdrawnOn !== null) throw new Refusal('notice-withdrawn');
      const reply = await tx.findOneByOrFail(Deadline, { id: notice.replyDeadlineId! });
      if (reply.metOn !== null) throw new Refusal('notice-answered');
      const after = { withdrawnOn: this.clock.today(), withdrawnReason: reason.trim() };
      await tx.update(SupervisionNotice, noticeId, after);
      await waive(tx, { clock: this.clock, viewer }, reply, 'withdrawn');
      await record(tx, this.clock, viewer, {
        ...{ verb: 'withdraw', noun: 'supervision-notice', id: noticeId, planId: notice.planId, after },
      });
    });
  }

  private async itemsOf(
    tx: Tx,
    viewer: Viewer,
    { unitId, deadlineIds }: SupervisionNoticeDto,
  ): Promise<PressedRow[]> {
    const ids = [...new Set(deadlineIds)];
    const items = await pressedByIds(tx, viewer, ids);
    if (items.length < ids.length) throw new NotFound('deadline');
    const today = this.clock.today();
    const isFit = (item: PressedRow) =>
      item.unitId === unitId &&
      item.planId === items[0]!.planId &&
      item.kind !== 'reply' &&
      isOpen(item, today);
    if (!items.every(isFit)) throw wrongInput('notice-of-one-unit', { deadlineIds: 'notice-of-one-unit' });
    return items;
  }

  private async addressed(tx: Tx, unitId: number): Promise<Addressed> {
    const [one] = await this.post.addressed(tx, [unitId], { withHead: true, sparesSenior: false });
    if (one!.unit.isSenior) throw wrongInput('notice-to-senior', {}, { unit: one!.unit.name });
    return one!;
  }

  /** The notice, and the deadline of its reply. */
  private async write(
    tx: Tx,
    viewer: Viewer,
    dto: SupervisionNoticeDto,
    { planId, supervisorUnitId }: PressedRow,
  ): Promise<Omit<SupervisionNotice, 'withdrawnOn' | 'withdrawnReason'>> {
    const sentOn = this.clock.today();
    const year = yearOf(sentOn);
    const written = {
      ...{ supervisorUnitId, year, number: await nextNoticeNumber(tx, supervisorUnitId, year), planId },
      ...{ unitId: dto.unitId, urgency: dto.urgency, replyDueOn: dto.replyDueOn, sentOn },
      ...{ reason: dto.reason.trim(), requirement: dto.requirement.trim() },
      ...{ sentAt: this.clock.now(), sentById: viewer.personId },
    };
    const id = await insertRow(tx, SupervisionNotice, written);
    const replyDeadlineId = await insertRow(tx, Deadline, {
      ...{ planId, taskId: null, subject: `notice:${id}`, unitId: dto.unitId, kind: 'reply', period: '' },
      ...{
        originalDueOn: dto.replyDueOn,
        dueOn: dto.replyDueOn,
        source: 'person',
        openedOn: sentOn,
        returns: 0,
      },
    });
    await tx.update(SupervisionNotice, id, { replyDeadlineId });
    await record(tx, this.clock, viewer, {
      ...{ verb: 'send', noun: 'supervision-notice', id, planId },
      after: { ...written, replyDeadlineId, deadlineIds: dto.deadlineIds },
    });
    return { ...written, id, replyDeadlineId };
  }
}

function refuseStranger(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}
