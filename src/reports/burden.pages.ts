/** /burden: what each unit was asked for in a month. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { BurdenQueryDto } from './burden.dto.js';
import { BurdenService, monthAfter } from './burden.service.js';

@Controller('burden')
export class BurdenPages {
  constructor(
    private readonly burden: BurdenService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('read-burden')
  @Page()
  async show(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() { month: asked }: BurdenQueryDto,
  ): Promise<string> {
    const { month, items } = await this.burden.of(viewer, asked);
    const total = (count: (unit: (typeof items)[number]) => number) =>
      items.reduce((sum, unit) => sum + count(unit), 0);
    return this.pages.render(request, 'reports/burden', {
      ...{ month, items },
      previous: monthAfter(month, -1),
      next: monthAfter(month, 1),
      requests: total((unit) => unit.requests),
      mails: total((unit) => unit.mails),
    });
  }
}
