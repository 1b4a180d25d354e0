/** 督办单: the list, the form it is written with, and the paper itself. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { NoticeReports } from './notice-reports.service.js';
import { NoticePaper } from './notice-paper.js';
import { NoticesQueryDto, NoticeWithdrawalDto, SupervisionNoticeDto } from './supervision-notice.dto.js';
import { summaryView } from './supervision-notice.view.js';
import { SupervisionNoticesService } from './supervision-notices.service.js';

@Controller()
export class SupervisionNoticesPages {
  constructor(
    private readonly notices: SupervisionNoticesService,
    private readonly reports: NoticeReports,
    private readonly paper: NoticePaper,
    private readonly pages: Pages,
  ) {}

  @Get('/supervision-notices')
  @For('read-work')
  @Page()
  async list(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: NoticesQueryDto,
  ): Promise<string> {
    const { items, next } = await this.reports.list(viewer, query);
    const filter = query.plan === undefined ? '' : `&plan=${query.plan}`;
    return this.pages.render(request, 'notices/supervision-notices', {
      notices: items.map((notice) =>
        summaryView((key, values) => this.pages.say(request, key, values), notice),
      ),
      supervises: maySupervise(viewer).ok,
      nextHref: next && `/supervision-notices?after=${next}${filter}`,
    });
  }

  /** For one unit and one of its plans; without them the proposals say for whom. */
  @Get('/supervision-notices/new')
  @For('urge')
  @Page()
  async draft(
    @Req() request: WebRequest,
    @Query('unit') unit?: string,
    @Query('plan') plan?: string,
  ): Promise<string | Answer> {
    const [unitId, planId] = [Number(unit), Number(plan)];
    if (!isId(unitId) || !isId(planId)) return seeOther('/escalation#notice');
    return await this.paper.form(request, { unitId, planId });
  }

  @Post('/supervision-notices')
  @For('urge')
  @RedrawWith('redrawForm')
  async send(@CurrentViewer() viewer: Viewer, @Body() dto: SupervisionNoticeDto): Promise<Answer> {
    const { noticeId } = await this.notices.send(viewer, dto);
    return seeOther(`/supervision-notices/${noticeId}?sent=1`);
  }

  async redrawForm(request: WebRequest, refused: RefusedForm): Promise<string> {
    return await this.paper.formAgain(request, refused);
  }

  @Get(alsoByLink('/supervision-notices/:id'))
  @For('read-work')
  @Page()
  async show(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<string> {
    return await this.paper.draw(request, viewer, id);
  }

  @Post('/supervision-notices/:id/withdrawal')
  @For('urge')
  @RedrawWith('redrawPaper')
  async withdraw(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() dto: NoticeWithdrawalDto,
  ): Promise<Answer> {
    await this.notices.withdraw(viewer, id, dto.reason);
    return seeOther(`/supervision-notices/${id}`);
  }

  redrawPaper(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { id } = request.params as { id: string };
    return this.paper.draw(request, request.viewer!, Number(id), refused);
  }
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id < 2 ** 31;
}
