/** The three lists 三单 of a unit as pages to read and to print, and the objection from a scorecard. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { maySubmit, type Viewer } from '../rules/permissions.js';
import { seeOther, type Answer } from '../web/answer.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { StatementQueryDto, YearQueryDto } from './lists.dto.js';
import { ListsService } from './lists.service.js';
import { planView, scoredView, statedView } from './lists.view.js';
import { ObjectionDto } from './objections.dto.js';
import { ObjectionsService } from './objections.service.js';
import { pointsInWords } from './points.js';

@Controller()
export class ListsPages {
  constructor(
    private readonly lists: ListsService,
    private readonly objections: ObjectionsService,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get('/units/:id/lists/tasks')
  @For('read-work')
  @Page()
  async tasks(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
  ): Promise<string> {
    const list = await this.lists.taskList(viewer, id, year);
    const say = this.say(request);
    return this.pages.render(request, 'reports/task-list', {
      title: say('lists.taskListTitle', { unit: list.unitName, year: list.year }),
      ...this.head(id, 'tasks', list.year),
      ...list,
      plans: list.plans.map((plan) => planView(plan, say)),
    });
  }

  @Get('/units/:id/lists/statement')
  @For('read-work')
  @Page()
  async statement(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: StatementQueryDto,
  ): Promise<string> {
    const statement = await this.lists.statement(viewer, id, query);
    const say = this.say(request);
    const half = say(`lists.half-${statement.half}`);
    const { unitName: unit, year, fromOn: from, toOn: to } = statement;
    const other = statement.half === 'H1' ? 'H2' : 'H1';
    return this.pages.render(request, 'reports/statement', {
      title: say('lists.statementTitle', { unit, year, half }),
      ...this.head(id, 'statement', year),
      ...statement,
      period: say('lists.periodSaid', { year, half, from, to }),
      otherHalf: {
        href: `/units/${id}/lists/statement?year=${year}&half=${other}`,
        word: say(`lists.half-${other}`),
      },
      items: statement.items.map((row) => statedView(row, say)),
    });
  }

  @Get('/units/:id/lists/scorecard')
  @For('read-work')
  @Page()
  scorecard(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
  ): Promise<string> {
    return this.drawScorecard(request, viewer, { id, year });
  }

  @Post('/units/:id/objections')
  @For('report')
  @RedrawWith('drawRefused')
  async object(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
    @Body() dto: ObjectionDto,
  ): Promise<Answer> {
    await this.objections.object(viewer, id, dto);
    const query = year === undefined ? '' : `?year=${year}`;
    return seeOther(`/units/${id}/lists/scorecard${query}#${dto.eventKey.replaceAll(':', '-')}`);
  }

  drawRefused(request: WebRequest, refused: RefusedForm): Promise<string> {
    const { id } = request.params as { id: string };
    const year = Number((request.query as { year?: string }).year);
    const asked = { id: Number(id), year: Number.isInteger(year) && year > 0 ? year : undefined };
    return this.drawScorecard(request, request.viewer!, asked, refused);
  }

  private async drawScorecard(
    request: WebRequest,
    viewer: Viewer,
    { id, year }: { id: number; year: number | undefined },
    refused: RefusedForm | null = null,
  ): Promise<string> {
    const card = await this.lists.scorecard(viewer, id, year);
    const say = this.say(request);
    const mayObject = maySubmit(viewer, { unitId: id }).ok;
    return this.pages.render(request, 'reports/scorecard', {
      title: say('lists.scorecardTitle', { unit: card.unitName, year: card.year }),
      ...this.head(id, 'scorecard', card.year),
      ...card,
      points: pointsInWords(card.points),
      plans: card.plans.map((plan) => scoredView(plan, say, mayObject)),
      refused: refused && anchored(refused),
    });
  }

  /** What the head of every list needs: the years beside this one, and the other two. */
  private head(unitId: number, list: string, year: number) {
    const href = (name: string, of: number) => `/units/${unitId}/lists/${name}?year=${of}`;
    return {
      printedOn: this.clock.today(),
      years: [year - 1, year + 1].map((one) => ({ year: one, href: href(list, one) })),
      others: [
        { key: 'tasks', word: 'stock.taskList' },
        { key: 'statement', word: 'stock.statement' },
        { key: 'scorecard', word: 'stock.scorecard' },
      ]
        .filter(({ key }) => key !== list)
        .map(({ key, word }) => ({ href: href(key, year), key: word })),
    };
  }

  private say(request: WebRequest): Say {
    return (key, values) => this.pages.say(request, key, values);
  }
}

/** Every event has its own form, so each field bears its event's name. */
function anchored(refused: RefusedForm): RefusedForm {
  const anchor = String(refused.values['eventKey'] ?? '').replaceAll(':', '-');
  return {
    ...refused,
    faults: refused.faults.map((fault) => ({ ...fault, field: fault.field && `${fault.field}-${anchor}` })),
  };
}
