import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { DigestRecipientDto, DigestRecipientIdDto, DigestRecipientListDto } from './digest-recipient.dto.js';
import { DigestRecipientsService } from './digest-recipients.service.js';

/** Who reads the digests of the caller's department. */
@Controller('api/v1/digest-recipients')
export class DigestRecipientsController {
  constructor(private readonly recipients: DigestRecipientsService) {}

  /** Who reads now, then who did. */
  @Get()
  @For('keep-recipients')
  async list(@CurrentViewer() viewer: Viewer): Promise<DigestRecipientListDto> {
    return { items: await this.recipients.list(viewer), next: null };
  }

  /** From today on; somebody who had stopped reads again. */
  @Post()
  @For('keep-recipients')
  async add(@CurrentViewer() viewer: Viewer, @Body() dto: DigestRecipientDto): Promise<DigestRecipientIdDto> {
    return { id: await this.recipients.add(viewer, dto) };
  }

  /** From today on no longer. */
  @Delete(':id')
  @For('keep-recipients')
  @HttpCode(204)
  async end(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number): Promise<void> {
    await this.recipients.end(viewer, id);
  }
}
