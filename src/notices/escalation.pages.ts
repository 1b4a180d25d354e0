/** 催办建议: what the ladder proposes, and the click that follows it, after a look at the mails. */
import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { EscalationService } from './escalation.service.js';
import { groupsOf, peopleOf } from './escalation.view.js';
import { LONGEST_NOTE, UrgingDto } from './urging.dto.js';
import { UrgingService } from './urging.service.js';

/** More than a person ticks through in one sitting. */
const MOST_SHOWN = 300;

@Controller()
export class EscalationPages {
  constructor(
    private readonly clock: Clock,
    private readonly escalation: EscalationService,
    private readonly urging: UrgingService,
    private readonly units: UnitDirectory,
    private readonly pages: Pages,
  ) {}

  @Get('/escalation')
  @For('urge')
  @Page()
  async show(@Req() request: WebRequest, @Query() query: Record<string, unknown>): Promise<string> {
    return await this.draw(request, { done: query });
  }

  /** The mails as they would go out, before anything goes out. */
  @Get('/escalation/preview')
  @For('urge')
  @Page()
  @RedrawWith('redraw')
  async preview(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() dto: UrgingDto,
  ): Promise<string> {
    const mails = await this.urging.preview(viewer, dto);
    const say = this.say(request);
    return this.pages.render(request, 'notices/urging-preview', {
      wish: dto,
      count: dto.deadlineIds.length,
      mails: mails
        .filter(({ reason }) => reason === null)
        .map((mail) => ({
          ...mail,
          to: mail.recipients.map((one) => `${one.name} <${one.address}>`).join('，'),
        })),
      calls: mails
        .filter(({ reason }) => reason !== null)
        .map(({ unitName, reason }) => ({ unitName, why: say(`notice.reason.${reason}`) })),
    });
  }

  @Post('/urgings')
  @For('urge')
  @RedrawWith('redraw')
  async urge(@CurrentViewer() viewer: Viewer, @Body() dto: UrgingDto) {
    const units = await this.urging.urge(viewer, dto);
    const sum = (count: (unit: (typeof units)[number]) => number) =>
      units.reduce((total, unit) => total + count(unit), 0);
    const calls = units.filter((unit) => unit.reason !== null).map((unit) => unit.unitId);
    const call = calls.length > 0 ? `&call=${calls.join(',')}` : '';
    return seeOther(
      `/escalation?urged=${sum((unit) => unit.urgings)}&mails=${sum((unit) => unit.mails)}${call}`,
    );
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, { done: {}, refused });
  }

  private async draw(
    request: WebRequest,
    { done, refused }: { done: Record<string, unknown>; refused?: RefusedForm },
  ): Promise<string> {
    const say = this.say(request);
    const all = await this.escalation.proposals(request.viewer!);
    const rows = all.slice(0, MOST_SHOWN);
    const known = {
      details: await this.escalation.detailsOf(rows),
      contacts: await this.units.contactsOf([...new Set(rows.map((row) => row.unitId))], this.clock.today()),
    };
    return this.pages.render(request, 'notices/escalation', {
      refused,
      values: refused?.values ?? {},
      urge: groupsOf(say, rows, 'urge', known),
      notice: groupsOf(say, rows, 'notice', known, true),
      call: groupsOf(say, rows, 'call', known),
      leader: groupsOf(say, rows, 'leader', known, true),
      paused: groupsOf(say, rows, 'paused', known),
      nothing: all.length === 0,
      more: Math.max(0, all.length - rows.length),
      longestNote: LONGEST_NOTE,
      done: await this.doneView(request.viewer!, done),
    });
  }

  /** What the click before did: how many, and whom to call. */
  private async doneView(viewer: Viewer, query: Record<string, unknown>) {
    const number = (name: string) => (/^\d{1,6}$/.test(String(query[name])) ? Number(query[name]) : 0);
    const urged = number('urged');
    if (urged === 0) return null;
    const ids =
      typeof query['call'] === 'string' && /^[\d,]{1,500}$/.test(query['call']) ? query['call'] : '';
    return { urged, mails: number('mails'), calls: await this.toCall(viewer, idsIn(ids)) };
  }

  private async toCall(viewer: Viewer, unitIds: number[]) {
    const units = await this.units.byIds(unitIds);
    const contacts = await this.units.contactsOf(unitIds, this.clock.today());
    const own = [...units.values()].filter((unit) => isWithin(viewer, unit.jurisdictionId));
    return own.map(({ unitId, name }) => ({ name, people: peopleOf(contacts, unitId) }));
  }

  private say(request: WebRequest): Say {
    return (key, values) => this.pages.say(request, key, values);
  }
}

function idsIn(text: string): number[] {
  return text
    .split(',')
    .map(Number)
    .filter((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31);
}
