/**
 * Handing in: a unit reports for one deadline, or a supervisor records what came another way. Both stop
 * lateness from the day of receipt; until verified, a newer one replaces the older.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Reader, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import { Deadline } from '../plans/deadline.entity.js';
import { earlierOf, yearOf, type Day } from '../rules/day.js';
import { deadlineState } from '../rules/deadline-state.js';
import { maySubmit, type Viewer } from '../rules/permissions.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { UploadedFile } from '../web/uploads.js';
import { activateByLead } from './activation.js';
import { AttachmentStore, type KeptFile } from './attachment-store.js';
import { keepFigures } from './figures.js';
import { claimTask } from './claims.js';
import { refuseOnline, refuseStandingStill, refuseUnfit, taskOfHandIn } from './hand-in-checks.js';
import type { RecordingDto, SubmissionDto } from './submission.dto.js';
import { Submission, type Channel } from './submission.entity.js';
import { keepFiles } from './versions.js';
import { refusedTo } from './stranger.js';
import { refuseElsewhere } from '../units/sight.queries.js';

export interface Receipt {
  submissionId: number;
  receiptNumber: string;
}

export interface Arrival {
  channel: Channel;
  receivedOn: Day;
  givenBy: string | null;
  onBehalf: boolean;
}

export interface Around {
  /** @returns the deadline's id */
  opening: (tx: Tx) => Promise<number>;
  adding: (tx: Tx, receipt: Receipt) => Promise<void>;
}

/** What `enter` writes: checked by whoever calls it, its files on the disk already. */
export interface HandIn {
  deadlineId: number;
  dto: SubmissionDto;
  kept: KeptFile[];
  arrival: Arrival;
  calendar: WorkingCalendar;
}

// By hand, as what a unit hands in on the last day of a period comes from every unit at once.
const REPLACE_PENDING = `UPDATE submissions SET state = 'replaced' WHERE "deadlineId" = :deadlineId AND state = 'pending'`;
const PUT_PENDING = `UPDATE deadlines SET "pendingSince" = :pendingSince, "pendingAt" = :pendingAt WHERE id = :deadlineId`;
/** A lead that hands in before it has signed has plainly begun. */
const ACTIVATING: Deadline['kind'][] = ['refinement', 'progress', 'completion'];

@Injectable()
export class SubmissionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly store: AttachmentStore,
  ) {}

  /** A reporter's own hand-in, by page, link or API. */
  async submit(
    viewer: Viewer,
    deadlineId: number,
    dto: SubmissionDto,
    files: UploadedFile[] = [],
  ): Promise<Receipt> {
    return this.handIn(viewer, deadlineId, dto, files, this.ownArrival(viewer));
  }

  /** 代录: by a supervisor, of what came by telephone, on paper or in the office system. */
  async record(
    viewer: Viewer,
    deadlineId: number,
    dto: RecordingDto,
    files: UploadedFile[] = [],
  ): Promise<Receipt> {
    const receivedOn = dto.receivedOn ?? this.clock.today();
    if (receivedOn > this.clock.today()) throw wrongInput('day-in-future', { receivedOn: 'day-in-future' });
    const arrival = { channel: dto.channel, receivedOn, givenBy: dto.givenBy ?? null, onBehalf: true };
    return this.handIn(viewer, deadlineId, dto, files, arrival);
  }

  /** As the unit itself hands in, now. */
  private ownArrival(viewer: Viewer): Arrival {
    const channel = ({ api: 'api', link: 'link' } as const)[viewer.door as 'api' | 'link'] ?? 'web';
    return { channel, receivedOn: this.clock.today(), givenBy: null, onBehalf: false };
  }

  private async handIn(
    viewer: Viewer,
    deadlineId: number,
    dto: SubmissionDto,
    files: UploadedFile[],
    arrival: Arrival,
  ): Promise<Receipt> {
    const asked = await deadlineById(this.db.read, deadlineId);
    refuseStranger(viewer, asked, arrival);
    const kept = await this.store.keep(files);
    const task = await taskOfHandIn(this.db.read, asked!);
    refuseUnfit(asked!, task, { dto, files: kept.length });
    const calendar = await this.calendar.working();
    return this.db.inTransaction((tx) =>
      this.enter(tx, viewer, { deadlineId, dto, kept, arrival, calendar }),
    );
  }

  /**
   * A hand-in with more to it than a submission: `opening` finds or opens its deadline, `adding` writes what hangs on
   * the submission, all in one transaction. Who may, and that it is not empty, is asked before.
   */
  async handInWith(
    viewer: Viewer,
    { dto, files }: { dto: SubmissionDto; files: UploadedFile[] },
    { opening, adding }: Around,
  ): Promise<Receipt> {
    const kept = await this.store.keep(files);
    const calendar = await this.calendar.working();
    const arrival = this.ownArrival(viewer);
    return this.db.inTransaction(async (tx) => {
      const deadlineId = await opening(tx);
      const receipt = await this.enter(tx, viewer, { deadlineId, dto, kept, arrival, calendar });
      await adding(tx, receipt);
      return receipt;
    });
  }

  /** The hand-in itself, for whoever adds to it in the same transaction; who may is asked before. */
  async enter(
    tx: Tx,
    viewer: Viewer,
    { deadlineId, dto, kept, arrival, calendar }: HandIn,
  ): Promise<Receipt> {
    const deadline = (await deadlineById(tx, deadlineId))!;
    await refuseElsewhere(tx, viewer, deadline.planId);
    const task = await taskOfHandIn(tx, deadline);
    refuseStandingStill(deadline, task);
    refuseOnline(task, arrival.onBehalf, { dto, files: kept.length });
    refuseClosed(deadlineState(deadline, calendar, this.clock.today()));
    if (deadline.openedOn && arrival.receivedOn < deadline.openedOn) {
      throw wrongInput('day-before-issue', { receivedOn: 'day-before-issue' }, { day: deadline.openedOn });
    }
    await claimTask(tx, { clock: this.clock, viewer }, deadline, calendar);
    await rows(tx, REPLACE_PENDING, { deadlineId });
    const receipt = await this.insert(tx, viewer, { deadline, dto, arrival });
    await keepFiles(tx, this.clock, { deadlineId, submissionId: receipt.submissionId }, kept);
    await rows(tx, PUT_PENDING, { deadlineId, ...this.pendingFrom(deadline, arrival) });
    await record(tx, this.clock, viewer, {
      verb: arrival.onBehalf ? 'record' : 'submit',
      noun: 'deadline',
      id: deadlineId,
      planId: deadline.planId,
      after: { ...receipt, ...arrival, standing: dto.standing, files: kept.map((file) => file.name) },
    });
    if (ACTIVATING.includes(deadline.kind)) await activateByLead(tx, { clock: this.clock, viewer }, deadline);
    return receipt;
  }

  /** A newer version of what already waits does not move the day on which it came. */
  private pendingFrom(deadline: Deadline, arrival: Arrival): Pick<Deadline, 'pendingSince' | 'pendingAt'> {
    const pendingSince = deadline.pendingSince
      ? earlierOf(deadline.pendingSince, arrival.receivedOn)
      : arrival.receivedOn;
    return { pendingSince, pendingAt: deadline.pendingAt ?? this.clock.now() };
  }

  private async insert(
    tx: Tx,
    viewer: Viewer,
    { deadline, dto, arrival }: { deadline: Deadline; dto: SubmissionDto; arrival: Arrival },
  ): Promise<Receipt> {
    const receiptNumber = await nextReceiptNumber(tx, this.clock.today());
    const submissionId = await insertRow(tx, Submission, {
      deadlineId: deadline.id,
      unitId: deadline.unitId,
      receiptNumber,
      text: dto.text ?? '',
      standing: dto.standing,
      percentage: dto.percentage ?? null,
      difficulty: dto.difficulty ?? null,
      nextStep: dto.nextStep ?? null,
      selfRating: dto.standing === 'claim' ? (dto.selfRating ?? null) : null,
      channel: arrival.channel,
      receivedOn: arrival.receivedOn,
      givenBy: arrival.givenBy,
      submittedAt: this.clock.now(),
      submittedById: viewer.personId,
      linkId: viewer.link?.id ?? null,
      state: 'pending',
    });
    await keepFigures(tx, submissionId, deadline, dto.figures);
    return { submissionId, receiptNumber };
  }
}

/** As a plain row: a hydrated one takes seven times as long. */
function deadlineById(from: Reader, id: number): Promise<Deadline | null> {
  return row(from, 'SELECT * FROM deadlines WHERE id = :id', { id });
}

function refuseStranger(viewer: Viewer, deadline: Deadline | null, arrival: Arrival): void {
  if (!deadline) throw new NotFound('deadline');
  const verdict = maySubmit(viewer, deadline, { onBehalf: arrival.onBehalf });
  if (!verdict.ok) throw refusedTo(viewer, verdict.code, { noun: 'deadline', unitIds: [deadline.unitId] });
}

function refuseClosed(state: ReturnType<typeof deadlineState>): void {
  if (state === 'not-open') throw new Refusal('deadline-not-open');
  if (state === 'met' || state === 'made-up-late' || state === 'waived')
    throw new Refusal('deadline-already-met');
}

/** 〔2026〕000123: counted per year, without gaps, under the one writer. */
async function nextReceiptNumber(tx: Tx, today: Day): Promise<string> {
  const year = `〔${yearOf(today)}〕`;
  const newest = await rows<{ receiptNumber: string }>(
    tx,
    `SELECT "receiptNumber" FROM submissions WHERE "receiptNumber" >= :first AND "receiptNumber" <= :last
     ORDER BY "receiptNumber" DESC LIMIT 1`,
    { first: `${year}000000`, last: `${year}999999` },
  );
  const before = Number(newest[0]?.receiptNumber.slice(year.length) ?? 0);
  return year + String(before + 1).padStart(6, '0');
}
