/** Everything a unit owes, and the two ways of handing it in: by the unit, or recorded for it. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { LARGEST_FILE, MOST_FILES } from '../progress/attachment-store.js';
import { RecordingDto, SubmissionDto } from '../progress/submission.dto.js';
import { SubmissionsService } from '../progress/submissions.service.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UploadedFiles, Uploads, type UploadedFile } from '../web/uploads.js';
import { UnitDesk } from './unit-desk.js';
import { deadlineSubject } from './unit-work.queries.js';
import type { FormKind } from './unit-work.view.js';

const LIMITS = { files: MOST_FILES, bytes: LARGEST_FILE };

@Controller()
export class UnitPages {
  constructor(
    private readonly db: Database,
    private readonly desk: UnitDesk,
    private readonly submissions: SubmissionsService,
  ) {}

  @Get(alsoByLink('/units/:id'))
  @For('read-work')
  @Page()
  unit(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
  ): Promise<string> {
    return this.desk.draw(request, viewer, id);
  }

  @Post(alsoByLink('/deadlines/:id/submissions'))
  @For('report')
  @Once()
  @Uploads(LIMITS)
  @RedrawWith('drawSubmission')
  async submit(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: SubmissionDto,
    @UploadedFiles() files: UploadedFile[],
  ): Promise<Answer> {
    const receipt = await this.submissions.submit(viewer, id, dto, files);
    return seeOther(`/submissions/${receipt.submissionId}?received=1`);
  }

  /** What a mail's link opens. */
  @Get('/l/:link')
  @For('read-work')
  @Page()
  ofLink(@Req() request: WebRequest, @CurrentViewer() viewer: Viewer): Promise<string> {
    return this.desk.draw(request, viewer, viewer.unitIds[0]!);
  }

  @Post('/deadlines/:id/recordings')
  @For('record-for-units')
  @Once()
  @Uploads(LIMITS)
  @RedrawWith('drawRecording')
  async record(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: RecordingDto,
    @UploadedFiles() files: UploadedFile[],
  ): Promise<Answer> {
    const receipt = await this.submissions.record(viewer, id, dto, files);
    return seeOther(`/submissions/${receipt.submissionId}?received=1`);
  }

  drawSubmission(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawAgain(request, 'submission', refused);
  }

  drawRecording(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawAgain(request, 'recording', refused);
  }

  private async drawAgain(request: WebRequest, form: FormKind, refused: RefusedForm): Promise<string> {
    const deadlineId = Number((request.params as { id: string }).id);
    const deadline = await deadlineSubject(this.db.read, deadlineId);
    if (!deadline) throw new NotFound('deadline');
    return await this.desk.draw(request, request.viewer!, deadline.unitId, { deadlineId, form, refused });
  }
}
