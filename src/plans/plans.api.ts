import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { DocumentsService } from './documents.service.js';
import { IssueService } from './issue.service.js';
import { PlanDto, PlanListDto } from './plan-answers.dto.js';
import { DocumentDto, IssueDto, PlanPageDto } from './plan.dto.js';
import { planHead, planSummaries } from './plans.queries.js';

const PAGE = 50;

@Controller('api/v1/plans')
export class PlansController {
  constructor(
    private readonly db: Database,
    private readonly documents: DocumentsService,
    private readonly issuing: IssueService,
    private readonly pages: Pages,
  ) {}

  /** All plans but those given up, newest first. */
  @Get()
  @For('read-plans')
  async list(@CurrentViewer() viewer: Viewer, @Query() query: PlanPageDto): Promise<PlanListDto> {
    const found = await planSummaries(this.db.read, viewer, { before: query.after ?? 0, limit: PAGE + 1 });
    const items = found.slice(0, PAGE);
    return { items, next: found.length > PAGE ? String(items.at(-1)!.id) : null };
  }

  /** Reads a document's text and keeps it as a draft. */
  @Post()
  @For('draft-plans')
  async take(
    @CurrentViewer() viewer: Viewer,
    @Body() dto: DocumentDto,
    @Req() request: WebRequest,
  ): Promise<PlanDto> {
    const sourceName = dto.name ?? 'api';
    const planId = await this.documents.take(viewer, { text: dto.text ?? '' }, sourceName);
    return this.head(request, planId);
  }

  /** One plan; of a draft also what stands in the way of issuing it. */
  @Get(':id')
  @For('read-plans')
  show(@Param('id', ParseIntPipe) planId: number, @Req() request: WebRequest): Promise<PlanDto> {
    return this.head(request, planId);
  }

  /** 交办: starts the clock and mails every unit. Refused with the first point of the check list. */
  @Post(':id/issue')
  @For('draft-plans')
  @HttpCode(200)
  async issue(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) planId: number,
    @Body() dto: IssueDto,
    @Req() request: WebRequest,
  ): Promise<PlanDto> {
    await this.issuing.issue(viewer, planId, dto);
    return this.head(request, planId);
  }

  private async head(request: WebRequest, planId: number): Promise<PlanDto> {
    const head = await planHead(this.db.read, planId);
    if (!head) throw new NotFound('plan');
    const problems = head.state === 'draft' ? await this.issuing.problemsOf(planId) : [];
    const sentences = problems.map((problem) =>
      this.pages.say(request, `refusal.${problem.code}`, {
        names: problem.names.join('、'),
        count: problem.names.length,
      }),
    );
    return { ...head, problems: sentences };
  }
}
