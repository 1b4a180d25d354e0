/** 机构变动: a unit renamed, merged, split or dissolved, with a preview before anything happens. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ReformDto } from './reform.dto.js';
import { ReformsService } from './reforms.service.js';
import { ReformView } from './reforms.view.js';

@Controller('units/:id')
export class ReformPages {
  constructor(
    private readonly reforms: ReformsService,
    private readonly view: ReformView,
  ) {}

  @Get('reform')
  @For('reform-units')
  @Page()
  show(
    @Req() request: WebRequest,
    @Param('id') unitId: number,
    @Query() query: Record<string, unknown>,
  ): Promise<string> {
    return this.view.draw(request, unitId, query);
  }

  @Post('reforms')
  @For('reform-units')
  @RedrawWith('drawReform')
  async reform(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: ReformDto,
  ): Promise<Answer> {
    await this.reforms.reform(viewer, unitId, dto);
    return seeOther(`/units/${unitId}#reforms`);
  }

  drawReform(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { id } = request.params as { id: string };
    return this.view.draw(request, Number(id), {}, refused);
  }
}
