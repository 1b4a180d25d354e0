/** The trail in words: of a task, of a plan, and all of it for the auditor. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import { pathOf, type WebRequest } from '../web/request.js';
import { TrailQueryDto } from './trail.dto.js';
import { TrailService, type TrailPlace } from './trail.service.js';

@Controller()
export class TrailPages {
  constructor(
    private readonly trail: TrailService,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get('/tasks/:id/trail')
  @For('read-plans')
  @Page()
  async ofTask(@Req() request: WebRequest, @Param('id') id: number, @Query() query: TrailQueryDto) {
    const place = await this.trail.ofTask(id);
    const heading = this.pages.say(request, 'desk.item', { no: place.no ?? '', title: place.title });
    return this.draw(request, place, query, { heading, backHref: `/tasks/${id}` });
  }

  @Get('/plans/:id/trail')
  @For('read-plans')
  @Page()
  async ofPlan(@Req() request: WebRequest, @Param('id') id: number, @Query() query: TrailQueryDto) {
    const place = await this.trail.ofPlan(id);
    return this.draw(request, place, query, { heading: place.title, backHref: `/plans/${id}` });
  }

  @Get('/audit')
  @For('read-audit')
  @Page()
  async all(@Req() request: WebRequest, @Query() query: TrailQueryDto) {
    const { head, text, last } = await this.trail.head();
    const fault = last?.fault;
    return this.draw(request, { scope: { of: 'all' } }, query, {
      isAudit: true,
      head: text,
      headId: head.id,
      checkedOn: last?.checkedOn ?? null,
      fault: fault && this.pages.say(request, `refusal.audit-${fault.kind}`, { id: fault.id }),
    });
  }

  private async draw(
    request: WebRequest,
    { scope }: Pick<TrailPlace, 'scope'>,
    query: TrailQueryDto,
    view: { heading?: string; [name: string]: unknown },
  ): Promise<string> {
    const { entries, next } = await this.trail.page(scope, query);
    const nouns = await this.trail.nouns(scope);
    const title = this.pages.say(request, view['isAudit'] ? 'trail.audit' : 'trail.title');
    const { noun, person, from, until, after } = query;
    const isFiltered = [noun, person, from, until].some((given) => given !== undefined);
    return this.pages.render(request, 'reports/trail', {
      title: view.heading ? `${title} · ${view.heading}` : title,
      ...{ pageTitle: title, path: pathOf(request), printedOn: this.clock.today() },
      ...{ noun, person, from, until, isFiltered, isContinued: after !== undefined },
      entries: await this.trail.inWords(request, entries),
      nouns: nouns.map((value) => ({
        value,
        word: this.nounWord(request, value),
        isChosen: value === noun,
      })),
      nextHref: next && nextHref(pathOf(request), query, next),
      ...view,
    });
  }

  private nounWord(request: WebRequest, noun: string): string {
    const key = `noun.${noun}`;
    return this.pages.knows(request, key) ? this.pages.say(request, key) : noun;
  }
}

function nextHref(path: string, { noun, person, from, until, limit }: TrailQueryDto, after: string): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ noun, person, from, until, limit, after }))
    if (value !== undefined) asked.set(name, String(value));
  return `${path}?${asked.toString()}`;
}
