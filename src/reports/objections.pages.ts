/** Objections 申诉 as the department sees them: what waits, and what was decided last. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { yearOf, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { seeOther, type Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ObjectionDecisionDto } from './objections.dto.js';
import {
  contestedEvents,
  latestObjections,
  type ContestedEvent,
  type ObjectionRow,
} from './objections.queries.js';
import { ObjectionsService } from './objections.service.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';

const SHOWN = 100;

@Controller()
export class ObjectionsPages {
  constructor(
    private readonly db: Database,
    private readonly objections: ObjectionsService,
    private readonly pages: Pages,
  ) {}

  @Get('/objections')
  @For('read-plans')
  @Page()
  list(@Req() request: WebRequest, @CurrentViewer() viewer: Viewer): Promise<string> {
    return this.draw(request, viewer);
  }

  @Post('/objections/:id/decision')
  @For('decide-objections')
  @RedrawWith('drawRefused')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ObjectionDecisionDto,
  ): Promise<Answer> {
    await this.objections.decide(viewer, id, dto);
    return seeOther(`/objections#objection-${id}`);
  }

  drawRefused(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, request.viewer!, {
      id: Number((request.params as { id: string }).id),
      refused,
    });
  }

  private async draw(
    request: WebRequest,
    viewer: Viewer,
    again: { id: number; refused: RefusedForm } | null = null,
  ): Promise<string> {
    const found = await latestObjections(this.db.read, viewer, SHOWN);
    const events = await contestedEvents(this.db.read, found);
    const say: Say = (key, values) => this.pages.say(request, key, values);
    const views = [];
    for (const one of found) {
      const isOpen = one.outcome === 'pending';
      const mayDecide = isOpen && (await this.objections.verdictFor(viewer, one)).ok;
      const refused = again?.id === one.id ? again.refused : null;
      views.push({ ...objectionView(one, events.get(one.eventKey), say), isOpen, mayDecide, refused });
    }
    return this.pages.render(request, 'reports/objections', {
      title: say('objections.title'),
      waiting: views.filter((one) => one.isOpen),
      decided: views.filter((one) => !one.isOpen),
      refused: again && {
        ...again.refused,
        faults: again.refused.faults.map((fault) => ({
          ...fault,
          field: fault.field && `${fault.field}-${again.id}`,
        })),
      },
    });
  }
}

function objectionView(one: ObjectionRow, event: ContestedEvent | undefined, say: Say) {
  const code = one.eventKey.split(':')[0]!;
  return {
    ...one,
    event: say(`lists.code.${code}`),
    what: event ? headingOf(say, event) : '',
    matter: event && event.taskNo !== null ? matterOf(say, event) : null,
    outcomeWord: say(`objections.outcome-${one.outcome}`),
    cardHref: `/units/${one.unitId}/lists/scorecard?year=${yearOf((event?.dueOn ?? one.askedOn) as Day)}`,
  };
}
