/** One submission: the unit's receipt, and where it is verified. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { VerificationDto } from '../progress/verification.dto.js';
import { VerificationsService } from '../progress/verifications.service.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { SubmissionDesk } from './submission-desk.js';

@Controller()
export class SubmissionPages {
  constructor(
    private readonly desk: SubmissionDesk,
    private readonly verifications: VerificationsService,
  ) {}

  /** `?received` right after it was handed in, `?verified` right after its verification. */
  @Get(alsoByLink('/submissions/:id'))
  @For('read-work')
  @Page()
  submission(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: Record<string, unknown>,
  ): Promise<string> {
    const after = 'received' in query ? 'received' : 'verified' in query ? 'verified' : null;
    return this.desk.draw(request, viewer, id, { after, refused: null });
  }

  @Post('/submissions/:id/verification')
  @For('verify')
  @RedrawWith('drawAgain')
  async verify(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: VerificationDto,
  ): Promise<Answer> {
    await this.verifications.verify(viewer, id, dto);
    return seeOther(`/submissions/${id}?verified=1`);
  }

  drawAgain(request: WebRequest, refused: RefusedForm): Promise<string> {
    const id = Number((request.params as { id: string }).id);
    return this.desk.draw(request, request.viewer!, id, { after: null, refused });
  }
}
