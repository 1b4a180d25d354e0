/**
 * 更正: what was asked wrongly is put right, with a reason, and never charged to the unit: the day it was first asked
 * for stays on record, and the corrected one is what counts, also for what was handed in before.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { changeDay, openDeadline, reinstate, waive } from '../plans/deadline-days.js';
import type { Deadline } from '../plans/deadline.entity.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { requireDecider } from './acting.js';
import type { AddedDeadlineDto, DayCorrectionDto, WaiverDto } from './correction.dto.js';
import { boundsOf } from './extensions.service.js';
import {
  decidedFor,
  deadlineSubject,
  dutyHolders,
  taskSubject,
  type DeadlineSubject,
  type TaskSubject,
} from './subjects.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class CorrectionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Also of what was met or is late. @throws NotAllowed for the unit itself */
  async correctDay(viewer: Viewer, deadlineId: number, dto: DayCorrectionDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const deadline = await deadlineSubject(tx, deadlineId);
      await refuseElsewhere(tx, viewer, deadline.planId);
      requireCorrector(viewer, deadline, deadline.unitId);
      if (deadline.waivedOn !== null) throw new Refusal('deadline-waived');
      const isSame = deadline.dueOn === dto.dueOn && deadline.reworkOn === null;
      if (isSame) throw wrongInput('day-unchanged', { dueOn: 'day-unchanged' });
      refuseOutside(dto.dueOn, { ...deadline, ...(await boundsOf(tx, deadline)) });
      await refuseBeforeSubTasks(tx, deadline, dto.dueOn);
      const change = { toDay: dto.dueOn, source: 'correction' as const, reason: dto.reason.trim() };
      await changeDay(tx, { clock: this.clock, viewer }, deadline, change);
    });
  }

  /** @throws Refusal of what was met */
  async waive(viewer: Viewer, deadlineId: number, dto: WaiverDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const deadline = await deadlineSubject(tx, deadlineId);
      await refuseElsewhere(tx, viewer, deadline.planId);
      const { unitId, planId } = deadline;
      requireCorrector(viewer, deadline, unitId);
      if (deadline.waivedOn !== null) throw new Refusal('deadline-waived');
      if (deadline.metOn !== null) throw new Refusal('deadline-already-met');
      await waive(tx, { clock: this.clock, viewer }, deadline, 'corrected');
      await this.note(tx, viewer, { id: deadlineId, planId, after: { reason: dto.reason.trim() } });
    });
  }

  /** @returns the deadline's id: one that was waived before is owed again */
  async add(viewer: Viewer, taskId: number, dto: AddedDeadlineDto): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const acting = { clock: this.clock, viewer };
      const task = await taskSubject(tx, taskId);
      await refuseElsewhere(tx, viewer, task.planId);
      requireCorrector(viewer, task, dto.unitId);
      await this.refuseUnfit(tx, task, dto);
      const { planId } = task;
      const { unitId, kind, dueOn, period = '' } = dto;
      const given = { planId, taskId, subject: `task:${taskId}`, unitId, kind, period, dueOn };
      const reason = dto.reason.trim();
      const before = await sameDeadline(tx, given);
      if (before && before.waivedOn === null) throw new Refusal('deadline-exists');
      if (before) await reinstate(tx, acting, before, { toDay: dueOn, source: 'correction', reason });
      const id = before?.id ?? (await openDeadline(tx, acting, { ...given, source: 'correction' }));
      await this.note(tx, viewer, { id, planId, after: { unitId, kind, period, dueOn, reason } });
      return id;
    });
  }

  private async refuseUnfit(tx: Tx, task: TaskSubject, dto: AddedDeadlineDto): Promise<void> {
    if (!['issued', 'active'].includes(task.state)) throw new Refusal(`task-is-${task.state}`);
    const holders = await dutyHolders(tx, task.id);
    if (!holders.some(({ unitId }) => unitId === dto.unitId))
      throw wrongInput('unit-without-duty', { unitId: 'unit-without-duty' });
    if (dto.dueOn < this.clock.today()) throw wrongInput('day-passed', { dueOn: 'day-passed' });
    refuseOutside(dto.dueOn, { ...task, ...(await boundsOf(tx, task)) });
  }

  private note(
    tx: Tx,
    viewer: Viewer,
    { id, planId, after }: { id: number; planId: number; after: Record<string, unknown> },
  ): Promise<void> {
    return record(tx, this.clock, viewer, { verb: 'correct', noun: 'deadline', id, planId, after });
  }
}

/** @throws NotAllowed */
function requireCorrector(viewer: Viewer, subject: Parameters<typeof decidedFor>[0], unitId: number): void {
  requireDecider(viewer, { ...decidedFor(subject, unitId), isUnasked: true });
}

interface Bounds {
  clockStartedOn: Day;
  planEndsOn: Day | null;
  parentEndsOn: Day | null;
}

function refuseOutside(day: Day, { clockStartedOn, planEndsOn, parentEndsOn }: Bounds): void {
  const wrong = (code: 'day-before-issue' | 'day-after-plan' | 'day-after-parent', bound: Day) =>
    wrongInput(code, { dueOn: code }, { day: bound });
  if (day < clockStartedOn) throw wrong('day-before-issue', clockStartedOn);
  if (planEndsOn !== null && day > planEndsOn) throw wrong('day-after-plan', planEndsOn);
  if (parentEndsOn !== null && day > parentEndsOn) throw wrong('day-after-parent', parentEndsOn);
}

/** Open sub-tasks stay within their parent: their days are corrected first. @throws Refusal naming them */
async function refuseBeforeSubTasks(
  tx: Tx,
  { id, taskId, kind, dueOn }: Pick<DeadlineSubject, 'id' | 'taskId' | 'kind' | 'dueOn'>,
  toDay: Day,
): Promise<void> {
  if (taskId === null || kind !== 'completion' || toDay >= dueOn) return;
  const beyond = await rows<{ no: string }>(
    tx,
    `SELECT DISTINCT t.no, t.id FROM tasks t JOIN deadlines d ON d."taskId" = t.id AND d.kind = 'completion'
     WHERE t."parentId" = :taskId AND t.state NOT IN ('closed', 'withdrawn') AND d."metOn" IS NULL
       AND d."waivedOn" IS NULL AND d."dueOn" > :toDay AND NOT EXISTS (SELECT 1 FROM deadlines o
         WHERE o."taskId" = :taskId AND o.kind = 'completion' AND o."waivedOn" IS NULL AND o.id <> :id
           AND o."dueOn" >= d."dueOn") ORDER BY t.id`,
    { id, taskId, toDay },
  );
  const names = beyond.map(({ no }) => no).join('、');
  if (names) throw wrongInput('day-before-sub-tasks', { dueOn: 'day-before-sub-tasks' }, { names });
}

type Same = Pick<Deadline, 'id' | 'planId' | 'dueOn' | 'openedOn' | 'waivedOn'>;

function sameDeadline(
  tx: Tx,
  { subject, unitId, kind, period }: Pick<Deadline, 'subject' | 'unitId' | 'kind' | 'period'>,
): Promise<Same | null> {
  return row<Same>(
    tx,
    `SELECT id, "planId", "dueOn", "openedOn", "waivedOn" FROM deadlines
     WHERE subject = :subject AND "unitId" = :unitId AND kind = :kind AND period = :period`,
    { subject, unitId, kind, period },
  );
}
