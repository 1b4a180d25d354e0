/** By what a plan is scored, published to its units; and where they stand, for the department. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { isOfDepartment } from '../desk/viewer-scope.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { OWN_RULES, POINT_BOUNDS, POINT_NAMES, PRESET_NAMES } from '../rules/score-rules.js';
import { seeOther, type Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { YearQueryDto } from './lists.dto.js';
import { pointsInWords } from './points.js';
import { Scores } from './scores.service.js';
import { RankingDto, ScoringDto } from './scoring.dto.js';
import { ScoringService } from './scoring.service.js';
import { rateInWords, StandingService } from './standing.service.js';

@Controller()
export class ScoringPages {
  constructor(
    private readonly scoring: ScoringService,
    private readonly scores: Scores,
    private readonly standing: StandingService,
    private readonly pages: Pages,
  ) {}

  @Get('/plans/:id/scoring')
  @For('read-work')
  @Page()
  page(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
  ): Promise<string> {
    return this.draw(request, viewer, id);
  }

  @Post('/plans/:id/scoring')
  @For('set-scoring')
  @RedrawWith('drawRefused')
  async choose(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ScoringDto,
  ): Promise<Answer> {
    await this.scoring.choose(viewer, id, dto);
    return seeOther(`/plans/${id}/scoring`);
  }

  @Post('/plans/:id/ranking')
  @For('set-scoring')
  @RedrawWith('drawRefused')
  async rank(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() { on }: RankingDto,
  ): Promise<Answer> {
    await this.scoring.showRanking(viewer, id, on);
    return seeOther(`/plans/${id}/scoring#ranking`);
  }

  @Get('/plans/:id/standing')
  @For('read-plans')
  @Page()
  async ofPlan(
    @Req() request: WebRequest,
    @Param('id') id: number,
    @Query() { year }: YearQueryDto,
  ): Promise<string> {
    const plan = await this.scores.plan(id);
    const { items } = await this.standing.ofPlan(id, year ?? null);
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    return this.pages.render(request, 'reports/standing', {
      title: say('planStanding.title'),
      ...{ plan, year },
      unasked: items
        .filter((unit) => unit.place === null)
        .map((unit) => unit.unitName)
        .join('、'),
      items: items
        .filter((unit) => unit.place !== null)
        .map((unit) => ({
          ...unit,
          points: pointsInWords(unit.points),
          rate: rateInWords(unit, say),
          duties: say('stock.dutiesSaid', { leads: unit.leads, cooperates: unit.cooperates }),
        })),
    });
  }

  drawRefused(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, request.viewer!, Number((request.params as { id: string }).id), refused);
  }

  private async draw(
    request: WebRequest,
    viewer: Viewer,
    id: number,
    refused: RefusedForm | null = null,
  ): Promise<string> {
    const plan = await this.scoring.rulesOf(viewer, id);
    const { preset, points } = plan.rules;
    const chosen = refused?.values['preset'] ?? preset;
    return this.pages.render(request, 'reports/scoring', {
      title: this.pages.say(request, 'scoring.title'),
      plan,
      presetKey: `scoring.preset-${preset}`,
      numbers: POINT_NAMES.map((name) => ({
        ...{ name, key: `scoring.point.${name}`, points: pointsInWords(points[name]) },
        ...{ lowest: POINT_BOUNDS[name][0], highest: POINT_BOUNDS[name][1] },
        value: refused?.values[name] ?? points[name],
        fault: refused?.messages[name] ?? null,
      })),
      presets: [...PRESET_NAMES, OWN_RULES].map((name) => ({
        ...{ name, key: `scoring.preset-${name}`, says: `scoring.presetSays-${name}` },
        isChosen: name === chosen,
      })),
      mayChoose: maySupervise(viewer).ok && plan.state !== 'withdrawn',
      seesAll: isOfDepartment(viewer),
      refused,
    });
  }
}
