/** Draws a submission's page: a receipt for its unit, a form for whoever may verify it. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { VerificationsService } from '../progress/verifications.service.js';
import { dayInZone, timeInZone } from '../rules/day.js';
import { cutoffs, UNVERIFIED_AFTER } from '../rules/deadline-state.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { datedView, type DayContext } from './deadline-view.js';
import { openWork } from './open-work.queries.js';
import { submissionView } from './submission-view.js';
import { submissionById, type SubmissionSubject } from './task.queries.js';
import { filesOf, owedByUnit } from './unit-work.queries.js';
import { isOfDepartment, verifierScope } from './viewer-scope.js';

const NO_FILTER = { unitId: null, planId: null, q: '' };
const NEAR_STATES = ['overdue', 'due-soon', 'due-today'];

export interface SubmissionOptions {
  after: 'received' | 'verified' | null;
  refused: RefusedForm | null;
}

@Injectable()
export class SubmissionDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly verifications: VerificationsService,
    private readonly units: UnitDirectory,
    private readonly pages: Pages,
  ) {}

  /** @throws NotFound also for a submission that is not the viewer's business */
  async draw(request: WebRequest, viewer: Viewer, id: number, options: SubmissionOptions): Promise<string> {
    const found = await submissionById(this.db.read, id);
    if (!found) throw new NotFound('submission');
    const verdict = await this.verifications.verdictFor(viewer, found);
    const isOwn = viewer.unitIds.includes(found.unitId);
    if (!isOwn && !isOfDepartment(viewer) && !verdict.ok) throw new NotFound('submission');
    const context = await this.context(request);
    const mayVerify = verdict.ok && found.state === 'pending';
    const whyNot = !verdict.ok && found.state === 'pending' && isOfDepartment(viewer) ? verdict.code : null;
    return this.pages.render(request, 'desk/submission', {
      title: context.say(`submission.title${options.after === 'received' ? 'Received' : ''}`, { number: found.receiptNumber }),
      ...this.view(found, context, (await filesOf(this.db.read, [id])).get(id)),
      isOwn,
      received: options.after === 'received',
      verified: options.after === 'verified',
      isPending: found.state === 'pending',
      verifiedWithin: UNVERIFIED_AFTER,
      stillDue: isOwn ? await this.stillDue(found.unitId, context) : 0,
      verification: mayVerify ? await this.form(found, options.refused) : null,
      whyNot: whyNot && context.say(`refusal.${whyNot}`),
      nextId: options.after === 'verified' ? await this.nextFor(viewer, context) : null,
      refused: options.refused && { ...options.refused, faults: options.refused.faults.map((fault) => anchored(fault, id)) },
    });
  }

  private async context(request: WebRequest): Promise<DayContext> {
    const calendar = await this.calendar.working();
    const say: Say = (key, values) => this.pages.say(request, key, values);
    return { say, calendar, by: cutoffs(calendar, this.clock.today()) };
  }

  private view(found: SubmissionSubject, { say }: DayContext, files: Parameters<typeof submissionView>[2]) {
    const { timeZone } = this.clock;
    return {
      said: submissionView(say, found, files),
      heading: headingOf(say, found),
      matter: matterOf(say, found),
      submittedAt: `${dayInZone(found.submittedAt, timeZone)} ${timeInZone(found.submittedAt, timeZone)}`,
      unitId: found.unitId,
      unitName: found.unitName,
      planTitle: found.planTitle,
      taskId: found.taskId,
      taskText: found.taskText,
    };
  }

  private async form(found: SubmissionSubject, refused: RefusedForm | null) {
    return {
      submissionId: found.id,
      proposedOn: await this.verifications.proposedReworkDay(found),
      values: refused?.values ?? {},
      messages: refused?.messages ?? {},
    };
  }

  private async stillDue(unitId: number, context: DayContext): Promise<number> {
    const owed = await owedByUnit(this.db.read, unitId, context.by.today);
    return owed.filter((row) => NEAR_STATES.includes(datedView(row, context).state)).length;
  }

  /** The next submission that waits for this viewer. */
  private async nextFor(viewer: Viewer, context: DayContext): Promise<number | null> {
    const verifier = await verifierScope(viewer, this.units);
    const page = await openWork(this.db.read, 'pending', context.by, { filter: NO_FILTER, verifier });
    return page.rows[0]?.submissionId ?? null;
  }
}

function anchored<F extends { field: string | null }>(fault: F, id: number) {
  return { ...fault, field: fault.field && `${fault.field}-v${id}` };
}
