/** 细化方案 by rows: paste, look at what they mean, hand in. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { Once } from '../access/once.js';
import { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { HTML, Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UploadedFiles, Uploads, type UploadedFile } from '../web/uploads.js';
import { LARGEST_FILE, MOST_FILES } from './attachment-store.js';
import { RefinementForm } from './refinement-form.js';
import type { RefinementOf } from './refinement-place.js';
import { RefinementFormDto } from './refinement.dto.js';
import { RefinementsService } from './refinements.service.js';

const LIMITS = { files: MOST_FILES, bytes: LARGEST_FILE };
const OK = 200;

interface Sent {
  dto: RefinementFormDto;
  files: UploadedFile[];
}

@Controller()
export class RefinementsPages {
  constructor(
    private readonly form: RefinementForm,
    private readonly refinements: RefinementsService,
  ) {}

  @Get(alsoByLink('/deadlines/:id/refinement'))
  @For('read-work')
  @Page()
  ofDeadline(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') deadlineId: number,
  ): Promise<string> {
    return this.form.draw(request, viewer, { deadlineId }, { dto: null, refused: null });
  }

  /** Where none is owed: a sub-task that the unit leads, to the third level. */
  @Get('/tasks/:id/refinement')
  @For('read-work')
  @Page()
  ofTask(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') taskId: number,
  ): Promise<string> {
    return this.form.draw(request, viewer, { taskId }, { dto: null, refused: null });
  }

  @Post(alsoByLink('/deadlines/:id/refinement'))
  @For('report')
  @Once()
  @Uploads(LIMITS)
  @RedrawWith('drawOfDeadline')
  handIn(
    @Req() request: WebRequest,
    @Param('id') deadlineId: number,
    @Body() dto: RefinementFormDto,
    @UploadedFiles() files: UploadedFile[],
  ): Promise<Answer> {
    return this.take(request, { deadlineId }, { dto, files });
  }

  @Post('/tasks/:id/refinement')
  @For('report')
  @Once()
  @Uploads(LIMITS)
  @RedrawWith('drawOfTask')
  refine(
    @Req() request: WebRequest,
    @Param('id') taskId: number,
    @Body() dto: RefinementFormDto,
    @UploadedFiles() files: UploadedFile[],
  ): Promise<Answer> {
    return this.take(request, { taskId }, { dto, files });
  }

  drawOfDeadline(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawAgain(request, { deadlineId: idIn(request) }, refused);
  }

  drawOfTask(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawAgain(request, { taskId: idIn(request) }, refused);
  }

  /** A look changes nothing: the same page comes back with the rows as they are read. */
  private async take(request: WebRequest, of: RefinementOf, { dto, files }: Sent): Promise<Answer> {
    const viewer = request.viewer!;
    if (dto.step === 'preview') {
      const html = await this.form.draw(request, viewer, of, { dto, refused: null });
      return new Answer(OK, { 'content-type': HTML }, html);
    }
    const receipt = await this.refinements.handIn(viewer, of, dto, files);
    return seeOther(`/submissions/${receipt.submissionId}?received=1`);
  }

  private drawAgain(request: WebRequest, of: RefinementOf, refused: RefusedForm): Promise<string> {
    const typed = (field: string) => [refused.values[field] ?? ''].flat()[0] ?? '';
    const dto = { pasted: typed('pasted'), text: typed('text') };
    return this.form.draw(request, request.viewer!, of, { dto, refused });
  }
}

function idIn(request: WebRequest): number {
  return Number((request.params as { id: string }).id);
}
