/** /units/unused: what a discarded draft left behind. */
import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UnusedUnits } from './unused-units.service.js';

@Controller('units')
@For('keep-units')
export class UnusedUnitsPages {
  constructor(
    private readonly pages: Pages,
    private readonly unused: UnusedUnits,
  ) {}

  @Get('unused')
  @Page()
  list(@Req() request: WebRequest): Promise<string> {
    return this.draw(request);
  }

  @Post(':id/removal')
  @RedrawWith('draw')
  async remove(@CurrentViewer() viewer: Viewer, @Param('id') unitId: number): Promise<Answer> {
    await this.unused.remove(viewer, unitId);
    return seeOther('/units/unused?saved');
  }

  async draw(request: WebRequest, refused?: RefusedForm): Promise<string> {
    return this.pages.render(request, 'units/unused', {
      refused,
      saved: !refused && (request.query as Record<string, unknown>)['saved'] !== undefined,
      rows: await this.unused.list(request.viewer!),
    });
  }
}
