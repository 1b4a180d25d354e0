import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { formerNames } from '../units/names-in-time.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { CurrentViewer, For } from '../web/for.js';
import { ClaimedDutyDto, ReformedDto, UnclaimedListDto, UnitHistoryDto } from './reform-answers.dto.js';
import { ClaimDutyDto, ReformDto } from './reform.dto.js';
import { reformsOf, unclaimedDuties } from './reform.queries.js';
import { ReformsService } from './reforms.service.js';
import { UnclaimedService } from './unclaimed.service.js';

@Controller('api/v1')
export class ReformsController {
  constructor(
    private readonly db: Database,
    private readonly directory: UnitDirectory,
    private readonly reforms: ReformsService,
    private readonly unclaimed: UnclaimedService,
  ) {}

  /** Renames, merges, splits or dissolves a unit on a day; its duties go to whom is named. */
  @Post('units/:id/reforms')
  @For('reform-units')
  @HttpCode(201)
  reform(
    @CurrentViewer() viewer: Viewer,
    @Param('id') unitId: number,
    @Body() dto: ReformDto,
  ): Promise<ReformedDto> {
    return this.reforms.reform(viewer, unitId, dto);
  }

  /** What became of a unit, and what it was called until when. */
  @Get('units/:id/reforms')
  @For('read-units')
  async history(@Param('id') unitId: number): Promise<UnitHistoryDto> {
    if (!(await this.directory.byIds([unitId])).has(unitId)) throw new NotFound('unit');
    const names = await formerNames(this.db.read, [unitId]);
    return {
      reforms: await reformsOf(this.db.read, unitId),
      formerNames: names.map(({ name, fromOn, untilOn }) => ({ name, fromOn, untilOn })),
    };
  }

  /** Duties that wait for a unit 待认领, the longest waiting first. */
  @Get('unclaimed-duties')
  @For('read-plans')
  async list(@CurrentViewer() viewer: Viewer): Promise<UnclaimedListDto> {
    const duties = await unclaimedDuties(this.db.read, viewer);
    return {
      items: duties.map(
        ({ id, taskId, taskNo, title, planId, part, isFirst, unitId, unitName, unclaimedFromOn }) => ({
          ...{ id, taskId, taskNo, title, planId, part, isFirst, unitId, unitName, unclaimedFromOn },
        }),
      ),
      next: null,
    };
  }

  /** Names the unit that takes such a duty over; its clock runs again. */
  @Post('duties/:id/claim')
  @For('reassign-duties')
  @HttpCode(200)
  claim(
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
    @Body() dto: ClaimDutyDto,
  ): Promise<ClaimedDutyDto> {
    return this.unclaimed.assign(viewer, dutyId, dto);
  }
}
