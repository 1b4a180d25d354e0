import { Controller, Get, Param, Query } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { UnitDetailsDto, UnitListDto } from './unit-answers.dto.js';
import { UnitListQuery } from './unit.dto.js';
import { afterOf, detailsJson, itemJson } from './unit.view.js';
import { unitList, unitRecord } from './unit-list.queries.js';

const PAGE = 50;

@Controller('api/v1/units')
export class UnitsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Units and groups in the order they were entered; `q` searches names, aliases and former names. */
  @Get()
  @For('read-units')
  async list(@CurrentViewer() viewer: Viewer, @Query() query: UnitListQuery): Promise<UnitListDto> {
    const found = await unitList(this.db.read, {
      viewer,
      q: query.q ?? '',
      on: this.clock.today(),
      after: afterOf(query.after),
      missingOnly: query.contact === 'missing',
      limit: PAGE + 1,
    });
    const items = found.slice(0, PAGE).map(itemJson);
    return { items, next: found.length > PAGE ? String(items.at(-1)!.id) : null };
  }

  /** One unit or group with its names, members and contacts. */
  @Get(':id')
  @For('read-units')
  async show(@Param('id') unitId: number): Promise<UnitDetailsDto> {
    return detailsJson(await unitRecord(this.db.read, unitId, this.clock.today()));
  }
}
