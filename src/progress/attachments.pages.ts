import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { download } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { AttachmentsService } from './attachments.service.js';

@Controller(alsoByLink('/attachments'))
export class AttachmentsPages {
  constructor(private readonly attachments: AttachmentsService) {}

  @Get(':id')
  @For('read-work')
  async save(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) attachmentId: number) {
    const { name, mediaType, content } = await this.attachments.open(viewer, attachmentId);
    return download(name, mediaType, content);
  }
}
