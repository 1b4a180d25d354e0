import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { ExtensionDecisionDto, ExtensionRequestDto } from './extension.dto.js';
import { ExtensionsService } from './extensions.service.js';
import { ExtensionAnswerDto, ExtensionListDto } from './terms-answers.dto.js';
import { TermsReports } from './terms-reports.service.js';

@Controller('api/v1')
export class ExtensionsController {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly reports: TermsReports,
  ) {}

  /** Every request for more time of one deadline, the newest first. */
  @Get('deadlines/:id/extensions')
  @For('read-work')
  async list(@CurrentViewer() viewer: Viewer, @Param('id') deadlineId: number): Promise<ExtensionListDto> {
    return { items: (await this.reports.extensions(viewer, deadlineId)).items, next: null };
  }

  /** Asks for more time, before the day; a supervisor asks on the unit's behalf. */
  @Post('deadlines/:id/extensions')
  @For('ask-changes')
  async ask(
    @CurrentViewer() viewer: Viewer,
    @Param('id') deadlineId: number,
    @Body() dto: ExtensionRequestDto,
  ): Promise<ExtensionAnswerDto> {
    return this.show(viewer, await this.extensions.request(viewer, deadlineId, dto));
  }

  /** One request for more time. */
  @Get('extensions/:id')
  @For('read-work')
  async show(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<ExtensionAnswerDto> {
    return (await this.reports.extension(viewer, id)).extension;
  }

  /** Grants it, for that day or another, or refuses it. The second one of a deadline needs a leader. */
  @Post('extensions/:id/decision')
  @For('decide')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ExtensionDecisionDto,
  ): Promise<ExtensionAnswerDto> {
    await this.extensions.decide(viewer, id, dto);
    return this.show(viewer, id);
  }

  /** The unit takes its request back. */
  @Post('extensions/:id/withdrawal')
  @For('ask-changes')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<ExtensionAnswerDto> {
    await this.extensions.withdraw(viewer, id);
    return this.show(viewer, id);
  }
}
