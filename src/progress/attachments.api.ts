import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { download, type Answer } from '../web/answer.js';
import { ApiResponse } from '../web/api-marks.js';
import { CurrentViewer, For } from '../web/for.js';
import { AttachmentsService } from './attachments.service.js';

@Controller('api/v1/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: AttachmentsService) {}

  /** The file as it was handed in. */
  @Get(':id')
  @For('read-work')
  @ApiResponse({
    status: 200,
    description: 'with its media type and its name',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  })
  async open(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) attachmentId: number,
  ): Promise<Answer> {
    const { name, mediaType, content } = await this.attachments.open(viewer, attachmentId);
    return download(name, mediaType, content);
  }
}
