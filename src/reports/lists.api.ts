import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import {
  PlanStandingDto,
  ScorecardDto,
  StatementDto,
  StatementQueryDto,
  UnitTasksDto,
  YearQueryDto,
} from './lists.dto.js';
import { ListsService } from './lists.service.js';
import { ObjectionDecisionDto, ObjectionMadeDto, UnitObjectionDto } from './objections.dto.js';
import { ObjectionsService } from './objections.service.js';
import { StandingService } from './standing.service.js';

@Controller('api/v1')
export class ListsController {
  constructor(
    private readonly lists: ListsService,
    private readonly objections: ObjectionsService,
    private readonly standing: StandingService,
  ) {}

  /** 任务单 of a year. A reporter reads the lists of its own units. */
  @Get('units/:id/task-list')
  @For('read-work')
  taskList(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
  ): Promise<UnitTasksDto> {
    return this.lists.taskList(viewer, id, year);
  }

  /** 对账单 of a half-year. */
  @Get('units/:id/statement')
  @For('read-work')
  statement(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: StatementQueryDto,
  ): Promise<StatementDto> {
    return this.lists.statement(viewer, id, query);
  }

  /** 成绩单 of a year: every point with the event behind it. */
  @Get('units/:id/scorecard')
  @For('read-work')
  scorecard(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
  ): Promise<ScorecardDto> {
    return this.lists.scorecard(viewer, id, year);
  }

  /** All units of a plan by points; of one year where it is given. */
  @Get('plans/:id/standing')
  @For('read-plans')
  ofPlan(@Param('id') id: number, @Query() { year }: YearQueryDto): Promise<PlanStandingDto> {
    return this.standing.ofPlan(id, year ?? null);
  }

  /** 申诉: contests one event of the viewer's own unit's scorecard. */
  @Post('objections')
  @For('report')
  async object(@CurrentViewer() viewer: Viewer, @Body() dto: UnitObjectionDto): Promise<ObjectionMadeDto> {
    return { id: await this.objections.object(viewer, dto.unitId, dto) };
  }

  /** Upholds an objection, which strikes the point, or refuses it. */
  @Post('objections/:id/decision')
  @For('decide-objections')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ObjectionDecisionDto,
  ): Promise<ObjectionMadeDto> {
    await this.objections.decide(viewer, id, dto);
    return { id };
  }
}
