/** Draws a submission's page: a receipt for its unit, a form for whoever may verify it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { VerificationsService } from '../progress/verifications.service.js';
import { versionsOf, type Versions } from '../progress/versions.js';
import { UNVERIFIED_AFTER } from '../rules/deadline-state.js';
import type { Verdict, Viewer } from '../rules/permissions.js';
import { reachedByLink } from '../units/area.queries.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { headingOf, matterOf } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { gradeChoices } from './claim-work.js';
import { datedView, type DayContext } from './deadline-view.js';
import { openWork } from './open-work.queries.js';
import { DeskDay } from './desk-day.js';
import { figuresSaid } from './figure-fields.js';
import { refinementRows } from './refinement-rows.js';
import { submissionView } from './submission-view.js';
import { submissionById, type SubmissionSubject } from './task.queries.js';
import { filesOf, owedByUnit, type FileRow } from './unit-work.queries.js';
import { verifierNotes } from './verifier-notes.js';
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
    private readonly day: DeskDay,
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
    const context = await this.day.of(request);
    const files = (await filesOf(this.db.read, [id])).get(id);
    const versions = files ? await versionsOf(this.db.read, found.deadlineId) : undefined;
    return this.pages.render(request, 'desk/submission', {
      ...contentView(found, context, {
        files,
        versions,
        figures: (await figuresSaid(this.db.read, [id], context.say)).get(id),
      }),
      ...(await this.afterwards(viewer, found, context, options.after)),
      ...(await this.verifying(found, verdict, options.refused, context)),
      notes: isOwn && !isOfDepartment(viewer) ? null : await verifierNotes(this.db.read, found, context),
      measures: await refinementRows(this.db.read, id, context.say, options.refused),
      whyNot: whyNot(viewer, found, verdict, context),
    });
  }

  /** What follows on handing in, and on verifying. */
  private async afterwards(
    viewer: Viewer,
    found: SubmissionSubject,
    context: DayContext,
    after: SubmissionOptions['after'],
  ) {
    const isOwn = viewer.unitIds.includes(found.unitId);
    const title = after === 'received' ? 'submission.titleReceived' : 'submission.title';
    return {
      title: context.say(title, { number: found.receiptNumber }),
      isOwn,
      received: after === 'received',
      verified: after === 'verified',
      verifiedWithin: UNVERIFIED_AFTER,
      stillDue: isOwn && after === 'received' ? await this.stillDue(viewer, found.unitId, context) : 0,
      nextId: after === 'verified' ? await this.nextFor(viewer, context) : null,
    };
  }

  private async verifying(
    found: SubmissionSubject,
    verdict: Verdict,
    refused: RefusedForm | null,
    { say }: DayContext,
  ) {
    const mayVerify = verdict.ok && found.state === 'pending';
    return {
      verification: mayVerify ? await this.form(found, refused, say) : null,
      refused: refused && {
        ...refused,
        faults: refused.faults.map((fault) => anchored(fault, found.id)),
      },
    };
  }

  private async form(found: SubmissionSubject, refused: RefusedForm | null, say: DayContext['say']) {
    return {
      submissionId: found.id,
      proposedOn: await this.verifications.proposedReworkDay(found),
      grades: found.standing === 'claim' ? gradeChoices(say, refused?.values['grade']) : null,
      values: refused?.values ?? {},
      messages: refused?.messages ?? {},
    };
  }

  private async stillDue(viewer: Viewer, unitId: number, context: DayContext): Promise<number> {
    const owed = await owedByUnit(this.db.read, unitId, context.by.today, reachedByLink(viewer));
    return owed.filter((row) => NEAR_STATES.includes(datedView(row, context).state)).length;
  }

  /** The next submission that waits for this viewer. */
  private async nextFor(viewer: Viewer, context: DayContext): Promise<number | null> {
    const verifier = await verifierScope(viewer, this.units);
    const page = await openWork(this.db.read, 'pending', context.by, { filter: NO_FILTER, verifier });
    return page.rows[0]?.submissionId ?? null;
  }
}

interface Said {
  files: FileRow[] | undefined;
  versions: Map<number, Versions> | undefined;
  figures: string[] | undefined;
}

function contentView(
  found: SubmissionSubject,
  { say, local }: DayContext,
  { files, versions, figures }: Said,
) {
  const { unitId, planTitle, taskId, taskText } = found;
  const unitName = found.unitThen ?? found.unitName;
  return {
    said: { ...submissionView(say, found, { kind: found.kind, files, versions }), figures },
    heading: headingOf(say, found),
    matter: matterOf(say, found),
    submittedAt: local(found.submittedAt),
    ...{ unitId, unitName, planTitle, taskId, taskText },
  };
}

/** The department is told why the form is missing; a unit never looks for it. */
function whyNot(
  viewer: Viewer,
  found: SubmissionSubject,
  verdict: Verdict,
  { say }: DayContext,
): string | null {
  const isAsked = found.state === 'pending' && isOfDepartment(viewer);
  return verdict.ok || !isAsked ? null : say(`refusal.${verdict.code}`);
}

function anchored<F extends { field: string | null }>(fault: F, id: number) {
  return { ...fault, field: fault.field && `${fault.field}-v${id}` };
}
