/** The pages of a draft: taking a document in, looking at what was read, correcting it, issuing it. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UploadedFiles, Uploads, type UploadedFile } from '../web/uploads.js';
import { DocumentsService } from './documents.service.js';
import { DraftPages } from './drafts.views.js';
import { DraftsService } from './drafts.service.js';
import { IssueService } from './issue.service.js';
import {
  DeadlineDayDto,
  DocumentDto,
  DoubtsDto,
  DutyChoiceDto,
  IssueDto,
  PlanCorrectionDto,
  TaskCorrectionDto,
  placesOf,
} from './plan.dto.js';
import { PlansService } from './plans.service.js';

const LARGEST_DOCUMENT = 5 * 1024 * 1024;

@Controller()
export class DraftsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly plans: PlansService,
    private readonly drafts: DraftsService,
    private readonly issuing: IssueService,
    private readonly views: DraftPages,
  ) {}

  @Get('plans/new')
  @For('draft-plans')
  @Page()
  drawNew(@Req() request: WebRequest, refused?: RefusedForm): string {
    return this.views.newPlan(request, refused);
  }

  @Post('plans')
  @For('draft-plans')
  @Uploads({ files: 1, bytes: LARGEST_DOCUMENT })
  @RedrawWith('drawNew')
  async take(
    @CurrentViewer() viewer: Viewer,
    @Body() dto: DocumentDto,
    @UploadedFiles() files: UploadedFile[],
    @Req() request: WebRequest,
  ) {
    const file = files.find((one) => one.bytes.length > 0);
    const given = file ? { bytes: file.bytes } : { text: dto.text ?? '' };
    const sourceName = file?.name ?? dto.name ?? this.views.pastedName(request);
    const planId = await this.documents.take(viewer, given, sourceName);
    return seeOther(`/plans/${planId}/draft`);
  }

  @Get('plans/:id/draft')
  @For('draft-plans')
  @Page()
  async show(@Req() request: WebRequest, @Param('id', ParseIntPipe) planId: number) {
    return this.views.draft(request, planId);
  }

  drawDraft(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.views.draft(request, idIn(request), refused);
  }

  @Post('plans/:id/facts')
  @For('draft-plans')
  @RedrawWith('drawDraft')
  async correctPlan(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: PlanCorrectionDto,
  ) {
    await this.drafts.correctPlan(viewer, planId, dto);
    return seeOther(`/plans/${planId}/draft`);
  }

  @Post('plans/:id/doubts')
  @For('draft-plans')
  @RedrawWith('drawDraft')
  async settle(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: DoubtsDto,
  ) {
    await this.drafts.settleDoubts(viewer, planId, placesOf(dto));
    return seeOther(`/plans/${planId}/draft#doubts`);
  }

  @Post('plans/:id/issue')
  @For('draft-plans')
  @RedrawWith('drawDraft')
  async issue(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: IssueDto,
  ) {
    await this.issuing.issue(viewer, planId, dto);
    return seeOther(`/plans/${planId}?issued=1`);
  }

  @Post('plans/:id/discard')
  @For('draft-plans')
  @RedrawWith('drawDraft')
  async discard(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) planId: number) {
    await this.plans.discard(viewer, planId);
    return seeOther('/plans');
  }

  @Get('tasks/:id/draft')
  @For('draft-plans')
  @Page()
  async showTask(@Req() request: WebRequest, @Param('id', ParseIntPipe) taskId: number) {
    return this.views.task(request, taskId);
  }

  drawTask(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.views.task(request, idIn(request), refused);
  }

  @Post('tasks/:id/facts')
  @For('draft-plans')
  @RedrawWith('drawTask')
  async correctTask(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: TaskCorrectionDto,
  ) {
    await this.drafts.correctTask(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}/draft?saved=1`);
  }

  @Post('tasks/:id/drop')
  @For('draft-plans')
  @RedrawWith('drawTask')
  async drop(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) taskId: number) {
    const planId = await this.views.planOfTask(taskId);
    await this.drafts.dropTask(viewer, taskId);
    return seeOther(`/plans/${planId}/draft`);
  }

  @Post('duties/:id/choice')
  @For('draft-plans')
  @RedrawWith('drawDuty')
  async choose(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) dutyId: number,
    @Body() dto: DutyChoiceDto,
  ) {
    const taskId = await this.views.taskOfDuty(dutyId);
    await this.drafts.chooseDuty(viewer, dutyId, dto);
    return seeOther(`/tasks/${taskId}/draft?saved=1`);
  }

  async drawDuty(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.views.task(request, await this.views.taskOfDuty(idIn(request)), refused);
  }

  @Post('deadlines/:id/day')
  @For('draft-plans')
  @RedrawWith('drawDay')
  async setDay(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) deadlineId: number,
    @Body() dto: DeadlineDayDto,
  ) {
    const back = await this.views.pageOfDeadline(deadlineId);
    await this.drafts.setDay(viewer, deadlineId, dto);
    return seeOther(back);
  }

  async drawDay(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.views.ofDeadline(request, idIn(request), refused);
  }
}

function idIn(request: WebRequest): number {
  return Number((request.params as Record<string, string>)['id']);
}
