import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { admits, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { UnitForm } from './unit-form.js';
import { UnitDto, UnitListQuery } from './unit.dto.js';
import { afterOf, rowView } from './unit.view.js';
import { countMissing, unitList } from './unit-list.queries.js';
import { UnitsService } from './units.service.js';

const PAGE = 50;

@Controller('units')
export class UnitsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly form: UnitForm,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @For('read-units')
  @Page()
  async list(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: UnitListQuery,
  ): Promise<string> {
    const on = this.clock.today();
    const missingOnly = query.contact === 'missing';
    const question = { viewer, q: query.q ?? '', on, after: afterOf(query.after), missingOnly };
    const found = await unitList(this.db.read, { ...question, limit: PAGE + 1 });
    const shown = found.slice(0, PAGE);
    return this.pages.render(request, 'units/list', {
      rows: shown.map((unit) => rowView(unit, on, (key, values) => this.pages.say(request, key, values))),
      q: question.q,
      missingOnly,
      isFiltered: question.q !== '' || missingOnly,
      missing: missingOnly ? 0 : await countMissing(this.db.read, viewer, on),
      nextHref: found.length > PAGE ? addressOf(query, shown.at(-1)!.id) : null,
      mayChange: admits('keep-units', viewer),
      readsWork: admits('read-work', viewer),
    });
  }

  @Get('new')
  @For('keep-units')
  @Page()
  enter(@Req() request: WebRequest): Promise<string> {
    return this.form.drawNew(request);
  }

  @Post()
  @For('keep-units')
  @RedrawWith('drawNew')
  async create(@CurrentViewer() viewer: Viewer, @Body() dto: UnitDto): Promise<Answer> {
    return seeOther(`/units/${await this.units.create(viewer, dto)}/edit?saved`);
  }

  drawNew(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.form.drawNew(request, refused);
  }
}

function addressOf({ q, contact }: UnitListQuery, lastId: number): string {
  const query = new URLSearchParams({
    ...(q ? { q } : {}),
    ...(contact ? { contact } : {}),
    after: String(lastId),
  });
  return `/units?${query.toString()}`;
}
