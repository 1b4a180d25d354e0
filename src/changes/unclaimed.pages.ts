/** 待认领: the duties that have no unit, and the form by which one is named. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { unitNames } from '../units/unit-list.queries.js';
import type { Answer } from '../web/answer.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ClaimDutyDto } from './reform.dto.js';
import { unclaimedDuties } from './reform.queries.js';
import { partInWords } from './reforms.view.js';
import { UnclaimedService } from './unclaimed.service.js';

@Controller()
export class UnclaimedPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly unclaimed: UnclaimedService,
  ) {}

  @Get('unclaimed-duties')
  @For('read-plans')
  @Page()
  list(@Req() request: WebRequest, @Query() query: Record<string, unknown>): Promise<string> {
    return this.draw(request, { assigned: query['assigned'] !== undefined });
  }

  @Post('duties/:id/claim')
  @For('reassign-duties')
  @RedrawWith('drawRefused')
  async assign(
    @CurrentViewer() viewer: Viewer,
    @Param('id') dutyId: number,
    @Body() dto: ClaimDutyDto,
  ): Promise<Answer> {
    await this.unclaimed.assign(viewer, dutyId, dto);
    return seeOther('/unclaimed-duties?assigned');
  }

  drawRefused(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, { refused });
  }

  private async draw(
    request: WebRequest,
    { refused, assigned = false }: { refused?: RefusedForm; assigned?: boolean },
  ): Promise<string> {
    const say: Say = (key, values) => this.pages.say(request, key, values);
    const refusedId = refused ? Number((request.params as { id: string }).id) : 0;
    const duties = await unclaimedDuties(this.db.read, request.viewer!);
    return this.pages.render(request, 'changes/unclaimed', {
      ...{ refused, assigned },
      mayAssign: maySupervise(request.viewer!).ok,
      duties: duties.map((duty) => ({
        ...duty,
        heading: say('desk.item', { no: duty.taskNo, title: duty.title }),
        partWord: partInWords(say, duty),
        ...formOf(duty.id, duty.id === refusedId ? refused : undefined),
      })),
      names: await unitNames(this.db.read, request.viewer!, this.clock.today(), 'unit'),
    });
  }
}

/** The refused form bears the plain names that the summary leads to. */
function formOf(dutyId: number, refused: RefusedForm | undefined) {
  return {
    isRefused: refused !== undefined,
    unitField: refused ? 'unit' : `unit-${dutyId}`,
    reasonField: refused ? 'reason' : `reason-${dutyId}`,
    values: refused?.values ?? {},
    messages: refused?.messages ?? {},
  };
}
