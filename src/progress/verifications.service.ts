/** 审核: somebody outside every lead unit accepts a submission, or returns it with a reason and a rework day. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { Deadline } from '../plans/deadline.entity.js';
import type { Acting } from '../plans/task-moves.js';
import { passOnReturned } from '../plans/returned-deadlines.js';
import type { Day } from '../rules/day.js';
import { reworkDay } from '../rules/deadline-state.js';
import { mayVerify, type VerifiedTask, type Verdict, type Viewer } from '../rules/permissions.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { settleMeasures, withRowRemarks } from './measures.js';
import { RefinementMails } from './refinement-mails.js';
import { isClaim, refuseReturnOfClosed, refuseUngraded, settleClaim } from './claims.js';
import { Submission } from './submission.entity.js';
import type { VerificationDto } from './verification.dto.js';
import { Verification } from './verification.entity.js';
import { refusedTo } from './stranger.js';
import { refuseElsewhere } from '../units/sight.queries.js';

/** Which deadlines' leads a viewer is checked against. */
type VerifiedDeadline = Pick<Deadline, 'taskId' | 'planId' | 'unitId'> & Partial<Pick<Deadline, 'kind'>>;

@Injectable()
export class VerificationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly refinementMails: RefinementMails,
  ) {}

  /** Accepts or returns. @throws NotAllowed for anyone not outside the lead units */
  async verify(viewer: Viewer, submissionId: number, given: VerificationDto): Promise<void> {
    const calendar = await this.calendar.working();
    await this.db.inTransaction(async (tx) => {
      const submission = await tx.findOneBy(Submission, { id: submissionId });
      if (!submission) throw new NotFound('submission');
      const dto = await withRowRemarks(tx, submissionId, given);
      const deadline = await tx.findOneByOrFail(Deadline, { id: submission.deadlineId });
      await refuseElsewhere(tx, viewer, deadline.planId);
      refuseUngraded(submission, deadline, given);
      const verdict = await this.verdictFor(viewer, deadline, tx);
      if (!verdict.ok)
        throw refusedTo(viewer, verdict.code, { noun: 'submission', unitIds: [submission.unitId] });
      const reworkOn = dto.outcome === 'returned' ? this.reworkOf(deadline, dto, calendar) : null;
      await this.settle(tx, viewer, { submission, deadline }, { ...dto, reworkOn });
      if (dto.outcome === 'returned')
        await passOnReturned(tx, { clock: this.clock, viewer }, deadline, calendar);
    });
  }

  /** Whether this viewer may verify this deadline, with the reason why not: pages ask before drawing the form. */
  async verdictFor(
    viewer: Viewer,
    deadline: VerifiedDeadline,
    from: Reader = this.db.read,
  ): Promise<Verdict> {
    return mayVerify(viewer, await this.leadsOf(deadline, from), viewer.unitIds);
  }

  /** The same of several deadlines, in their order: those with the same leads are one question. */
  async verdictsFor(viewer: Viewer, deadlines: VerifiedDeadline[]): Promise<Verdict[]> {
    const known = new Map<string, Verdict>();
    const verdicts: Verdict[] = [];
    for (const deadline of deadlines) {
      const { taskId, planId, unitId } = deadline;
      const key = `${taskId} ${planId} ${owesByItself(deadline) ? unitId : ''}`;
      const verdict = known.get(key) ?? (await this.verdictFor(viewer, deadline));
      known.set(key, verdict);
      verdicts.push(verdict);
    }
    return verdicts;
  }

  /** The day a return made today would set, unless another is given. */
  async proposedReworkDay(deadline: Pick<Deadline, 'dueOn'>): Promise<Day> {
    return reworkDay(deadline.dueOn, this.clock.today(), await this.calendar.working());
  }

  private reworkOf(deadline: Deadline, dto: VerificationDto, calendar: WorkingCalendar): Day {
    if (!dto.reason?.trim()) throw wrongInput('return-needs-reason', { reason: 'return-needs-reason' });
    const earliest = reworkDay(deadline.dueOn, this.clock.today(), calendar);
    const day = dto.reworkOn ?? earliest;
    if (day < earliest) {
      throw wrongInput('rework-day-too-early', { reworkOn: 'rework-day-too-early' }, { day: earliest });
    }
    return day;
  }

  private async settle(
    tx: Tx,
    viewer: Viewer,
    { submission, deadline }: { submission: Submission; deadline: Deadline },
    given: Omit<VerificationDto, 'reworkOn'> & { reworkOn: Day | null },
  ): Promise<void> {
    const { outcome, reason, reworkOn, remarks, grade } = given;
    const submissionId = submission.id;
    refuseVerified(submission);
    // A rework day set while the clock stands would be moved on by the whole standstill.
    if (deadline.heldOn !== null) throw new Refusal('task-is-suspended');
    await refuseReturnOfClosed(tx, deadline, outcome);
    const now = this.clock.now();
    await tx.update(Submission, submissionId, { state: outcome });
    await tx.insert(Verification, {
      submissionId,
      outcome,
      grade: outcome === 'accepted' && isClaim(submission, deadline) ? grade! : null,
      reason: reason?.trim() || null,
      reworkOn,
      verifiedOn: this.clock.today(),
      verifiedAt: now,
      verifiedById: viewer.personId,
    });
    const changes = changesBy(outcome, { deadline, submission, reworkOn, now });
    await tx.update(Deadline, deadline.id, { ...changes, pendingSince: null, pendingAt: null });
    const acting = { clock: this.clock, viewer };
    await this.settleRefinement(tx, acting, deadline, { submissionId, outcome, remarks });
    await record(tx, this.clock, viewer, {
      verb: outcome === 'accepted' ? 'accept' : 'return',
      noun: 'deadline',
      id: deadline.id,
      planId: deadline.planId,
      after: { ...changes, submissionId, reason: reason ?? null },
    });
    if (isClaim(submission, deadline))
      await settleClaim(tx, acting, deadline, { outcome, grade, remark: reason });
  }

  private async settleRefinement(
    tx: Tx,
    acting: Acting,
    { planId, unitId }: Deadline,
    given: Pick<VerificationDto, 'outcome' | 'remarks'> & { submissionId: number },
  ): Promise<void> {
    const subTasks = await settleMeasures(tx, acting, this.units, { ...given, planId, unitId });
    const { submissionId } = given;
    await this.refinementMails.enqueue(tx, { planId, submissionId, byUnitId: unitId, subTasks });
  }

  private async leadsOf(deadline: VerifiedDeadline, from: Reader): Promise<VerifiedTask> {
    const leads = deadline.taskId === null ? [] : await leadUnits(from, deadline.taskId);
    const owes = owesByItself(deadline) ? [deadline.unitId] : [];
    const leadUnitIds = [...new Set([...leads, ...owes])];
    const outside = await outsideVerifier(from, deadline);
    const relatedUnitIds = await this.units.relatedUnits(leadUnitIds, from);
    return { leadUnitIds, relatedUnitIds, outsideVerifierUnitId: outside };
  }
}

/** An answer is owed by a unit that need not lead the task: it does not verify itself either. */
function owesByItself({ taskId, kind }: VerifiedDeadline): boolean {
  return taskId === null || kind === 'answer';
}

function refuseVerified({ state }: Submission): void {
  if (state === 'replaced') throw new Refusal('submission-not-pending');
  if (state !== 'pending') throw new Refusal('submission-already-verified');
}

function changesBy(
  outcome: VerificationDto['outcome'],
  given: { deadline: Deadline; submission: Submission; reworkOn: Day | null; now: string },
): Partial<Deadline> {
  const { deadline, submission, reworkOn, now } = given;
  if (outcome === 'accepted')
    return { metOn: deadline.pendingSince ?? submission.receivedOn, acceptedAt: now };
  return { reworkOn, returnedAt: now, returns: deadline.returns + 1 };
}

/** Of the task, and of those it is a sub-task of: what is done here counts for them. */
async function leadUnits(read: Reader, taskId: number): Promise<number[]> {
  const found = await rows<{ unitId: number }>(
    read,
    `WITH RECURSIVE line(id, "parentId") AS (
       SELECT t.id, t."parentId" FROM tasks t WHERE t.id = :taskId
       UNION ALL SELECT u.id, u."parentId" FROM tasks u JOIN line ON line."parentId" = u.id)
     SELECT DISTINCT y."unitId" FROM duties y JOIN line ON line.id = y."taskId" WHERE y.part = 'lead'`,
    { taskId },
  );
  return found.map((duty) => duty.unitId);
}

/** Of a refinement plan: the outside verifier of a task which that unit leads in this plan. */
async function outsideVerifier(read: Reader, deadline: VerifiedDeadline): Promise<number | null> {
  const found = await row<{ unitId: number }>(
    read,
    deadline.taskId === null
      ? `SELECT t."verifierUnitId" AS "unitId" FROM tasks t JOIN duties d ON d."taskId" = t.id AND d.part = 'lead'
         WHERE t."planId" = :planId AND d."unitId" = :unitId AND t."verifierUnitId" IS NOT NULL
         ORDER BY t.position LIMIT 1`
      : `SELECT "verifierUnitId" AS "unitId" FROM tasks WHERE id = :taskId AND "verifierUnitId" IS NOT NULL`,
    deadline.taskId === null
      ? { planId: deadline.planId, unitId: deadline.unitId }
      : { taskId: deadline.taskId },
  );
  return found?.unitId ?? null;
}
