/** 延期: a unit asks for more time before the day, and somebody who is not of that unit says yes or no. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Reader, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { changeDay } from '../plans/deadline-days.js';
import { parentDays } from '../plans/sub-tasks.js';
import type { Day } from '../rules/day.js';
import { isOpen, owedOn } from '../rules/deadline-state.js';
import { laterDay, mayAsk, needsLeader, type DayVerdict } from '../rules/extensions.js';
import type { Viewer } from '../rules/permissions.js';
import { latestDay } from '../rules/task-tree.js';
import { requireDecider, requireUnit } from './acting.js';
import type { ExtensionDecisionDto, ExtensionRequestDto } from './extension.dto.js';
import { Extension } from './extension.entity.js';
import { extensionById, extensionsOf, type ExtensionRow } from './extensions.queries.js';
import { deadlineSubject, decidedFor, type DeadlineSubject } from './subjects.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

interface Decided {
  extension: ExtensionRow;
  deadline: DeadlineSubject;
}

@Injectable()
export class ExtensionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
  ) {}

  /** @returns its id. @throws Refusal after the day, for no later day, and while another request waits */
  async request(viewer: Viewer, deadlineId: number, dto: ExtensionRequestDto): Promise<number> {
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const deadline = await deadlineSubject(tx, deadlineId);
      await refuseElsewhere(tx, viewer, deadline.planId);
      requireUnit(viewer, deadline.unitId);
      const today = this.clock.today();
      const before = await extensionsOf(tx, [deadlineId]);
      const facts = {
        ...{ today, owedOn: owedOn(deadline), askedDay: dto.askedDay, ...(await boundsOf(tx, deadline)) },
        isOpen: isOpen(deadline, today),
        isHandedIn: deadline.pendingSince !== null,
        isAsked: before.some((one) => one.outcome === 'pending'),
      };
      const askedDay = dayOf(mayAsk(facts, calendar), 'askedDay');
      const approved = before.filter((one) => one.outcome === 'approved').length;
      const asked = {
        ...{ deadlineId, unitId: deadline.unitId, fromDay: facts.owedOn, askedDay },
        ...{ reason: dto.reason.trim(), needsLeader: needsLeader(approved) },
      };
      const id = await insertRow(tx, Extension, {
        ...asked,
        ...{ askedOn: today, askedAt: this.clock.now(), askedById: viewer.personId, outcome: 'pending' },
      });
      await this.note(tx, viewer, { verb: 'ask', id, deadline, after: asked });
      return id;
    });
  }

  /** Grants or refuses it, as a form or the API asks. */
  async decide(viewer: Viewer, id: number, dto: ExtensionDecisionDto): Promise<void> {
    if (dto.outcome === 'approved') await this.approve(viewer, id, dto);
    else await this.refuse(viewer, id, dto);
  }

  /** @throws NotAllowed for the unit itself, and of a second one for all but a leader */
  async approve(
    viewer: Viewer,
    id: number,
    { grantedDay, remark }: Pick<ExtensionDecisionDto, 'grantedDay' | 'remark'>,
  ): Promise<Day> {
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const { extension, deadline } = await this.waiting(tx, viewer, id, { grants: true });
      if (deadline.metOn !== null || deadline.waivedOn !== null) throw new Refusal('deadline-already-met');
      const askedDay = grantedDay ?? extension.askedDay;
      const facts = { owedOn: owedOn(deadline), askedDay, ...(await boundsOf(tx, deadline)) };
      const day = dayOf(laterDay(facts, calendar), 'grantedDay');
      await this.settle(
        tx,
        viewer,
        { extension, deadline },
        { outcome: 'approved', remark, grantedDay: day },
      );
      const change = { toDay: day, source: 'extension' as const, reason: extension.reason };
      await changeDay(tx, { clock: this.clock, viewer }, deadline, change);
      return day;
    });
  }

  /** The day stays. @throws Refusal without a remark */
  async refuse(viewer: Viewer, id: number, { remark }: { remark?: string | undefined }): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const decided = await this.waiting(tx, viewer, id, { grants: false });
      if (!remark?.trim()) throw wrongInput('refusal-needs-remark', { remark: 'refusal-needs-remark' });
      await this.settle(tx, viewer, decided, { outcome: 'refused', remark });
    });
  }

  /** By the unit that asked, as long as nobody has decided. */
  async withdraw(viewer: Viewer, id: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const extension = await extensionById(tx, id);
      requireUnit(viewer, extension.unitId);
      refuseDecided(extension);
      const deadline = await deadlineSubject(tx, extension.deadlineId);
      await refuseElsewhere(tx, viewer, deadline.planId);
      await this.settle(tx, viewer, { extension, deadline }, { outcome: 'withdrawn' });
    });
  }

  private async waiting(
    tx: Tx,
    viewer: Viewer,
    id: number,
    { grants }: { grants: boolean },
  ): Promise<Decided> {
    const extension = await extensionById(tx, id);
    const deadline = await deadlineSubject(tx, extension.deadlineId);
    await refuseElsewhere(tx, viewer, deadline.planId);
    requireDecider(viewer, {
      ...decidedFor(deadline, extension.unitId),
      needsLeader: grants && extension.needsLeader,
    });
    refuseDecided(extension);
    return { extension, deadline };
  }

  private async settle(
    tx: Tx,
    viewer: Viewer,
    { extension, deadline }: Decided,
    given: Pick<Extension, 'outcome'> & { remark?: string | undefined; grantedDay?: Day },
  ): Promise<void> {
    const { outcome, grantedDay = null } = given;
    const after = { outcome, grantedDay, remark: given.remark?.trim() || null };
    await tx.update(Extension, extension.id, {
      ...after,
      ...{ decidedOn: this.clock.today(), decidedAt: this.clock.now(), decidedById: viewer.personId },
    });
    const verb = { approved: 'approve', refused: 'refuse', withdrawn: 'withdraw', pending: 'ask' }[outcome];
    await this.note(tx, viewer, { verb, id: extension.id, deadline, after });
  }

  private note(
    tx: Tx,
    viewer: Viewer,
    { verb, id, deadline, after }: { verb: string; id: number; deadline: DeadlineSubject; after: object },
  ): Promise<void> {
    const { planId, id: deadlineId, taskId } = deadline;
    const change = { verb, noun: 'extension', id, planId, after: { ...after, deadlineId, taskId } };
    return record(tx, this.clock, viewer, change);
  }
}

/** Within the plan where it ends, and within the task above. */
export async function boundsOf(
  read: Reader,
  { planEndsOn, parentId }: Pick<DeadlineSubject, 'planEndsOn' | 'parentId'>,
) {
  const parentEndsOn = parentId === null ? null : latestDay(await parentDays(read, parentId));
  return { planEndsOn, parentEndsOn };
}

type DayCode = Extract<ReturnType<typeof mayAsk>, { ok: false }>['code'];

/** What is wrong with the day is said at its field; that it is too late to ask is said of the whole. */
function dayOf(verdict: DayVerdict<DayCode>, field: string): Day {
  if (verdict.ok) return verdict.day;
  const params: Record<string, string> = verdict.bound === null ? {} : { day: verdict.bound };
  const isOfTheDay = ['extension-not-later', 'day-after-plan', 'day-after-parent'].includes(verdict.code);
  throw isOfTheDay
    ? wrongInput(verdict.code, { [field]: verdict.code }, params)
    : new Refusal(verdict.code, params);
}

function refuseDecided({ outcome }: ExtensionRow): void {
  if (outcome !== 'pending') throw new Refusal('request-already-decided');
}
