/** A deadline's requests for more time, and one of them with its decision. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { mayDecide } from '../rules/deciding.js';
import { addDays } from '../rules/day.js';
import { isOpen, owedOn } from '../rules/deadline-state.js';
import { mayAsk, needsLeader } from '../rules/extensions.js';
import { maySubmit, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ExtensionDecisionDto, ExtensionRequestDto } from './extension.dto.js';
import type { ExtensionRow } from './extensions.queries.js';
import { ExtensionsService } from './extensions.service.js';
import { decidedFor, type DeadlineSubject } from './subjects.queries.js';
import { TermsReports } from './terms-reports.service.js';
import { deadlineView, formView, idOf, outcomeView, sayTo } from './terms-view.js';

@Controller()
export class ExtensionsPages {
  constructor(
    private readonly extensions: ExtensionsService,
    private readonly reports: TermsReports,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly pages: Pages,
  ) {}

  @Get(alsoByLink('/deadlines/:id/extensions'))
  @For('read-work')
  @Page()
  list(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.drawList(request, null, id);
  }

  @Post(alsoByLink('/deadlines/:id/extensions'))
  @For('ask-changes')
  @Once()
  @RedrawWith('drawList')
  async ask(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ExtensionRequestDto,
  ): Promise<Answer> {
    return seeOther(`/extensions/${await this.extensions.request(viewer, id, dto)}`);
  }

  @Get(alsoByLink('/extensions/:id'))
  @For('read-work')
  @Page()
  one(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.drawOne(request, null, id);
  }

  @Post('/extensions/:id/decision')
  @For('decide')
  @RedrawWith('drawOne')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ExtensionDecisionDto,
  ): Promise<Answer> {
    await this.extensions.decide(viewer, id, dto);
    return seeOther(`/extensions/${id}`);
  }

  @Post(alsoByLink('/extensions/:id/withdrawal'))
  @For('ask-changes')
  @Once()
  @RedrawWith('drawOne')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<Answer> {
    await this.extensions.withdraw(viewer, id);
    return seeOther(`/extensions/${id}`);
  }

  async drawList(request: WebRequest, refused: RefusedForm | null, id = idOf(request)): Promise<string> {
    const viewer = request.viewer!;
    const say = sayTo(this.pages, request);
    const { deadline, items } = await this.reports.extensions(viewer, id);
    const refusal = await this.refusalOf(deadline, items);
    const mayAsks = asksFor(viewer, deadline.unitId) && refusal === null;
    return this.pages.render(request, 'changes/extensions', {
      ...deadlineView(say, deadline),
      title: say('terms.extension.title'),
      refused,
      items: items.map((item) => ({ ...item, ...outcomeView(say, item.outcome) })),
      needsLeader: needsLeader(items.filter((item) => item.outcome === 'approved').length),
      form: mayAsks || refused ? formView(refused) : null,
      why: refusal && say(`refusal.${refusal.code}`, { day: refusal.bound ?? '' }),
    });
  }

  async drawOne(request: WebRequest, refused: RefusedForm | null, id = idOf(request)): Promise<string> {
    const viewer = request.viewer!;
    const say = sayTo(this.pages, request);
    const { deadline, extension } = await this.reports.extension(viewer, id);
    const isPending = extension.outcome === 'pending';
    const verdict = mayDecide(viewer, decidedFor(deadline, extension.unitId));
    const decides = isPending && verdict.ok;
    // The department is told why the form is missing; a unit never looks for it.
    const isTold = isPending && !verdict.ok && viewer.roles.includes('supervisor');
    return this.pages.render(request, 'changes/extension', {
      ...deadlineView(say, deadline),
      title: say('terms.extension.one', { unit: deadline.unitName }),
      ...outcomeView(say, extension.outcome),
      ...{ extension, refused },
      form: decides ? formView(refused, { grantedDay: extension.askedDay }) : null,
      why: isTold ? say(`refusal.${verdict.code}`) : null,
      mayWithdraw: isPending && asksFor(viewer, extension.unitId),
    });
  }

  /** Why nobody may ask now; null where only the day is still to be named. */
  private async refusalOf(deadline: DeadlineSubject, items: ExtensionRow[]) {
    const today = this.clock.today();
    const owed = owedOn(deadline);
    const facts = {
      ...{ today, owedOn: owed, askedDay: addDays(owed, SURELY_LATER), planEndsOn: null, parentEndsOn: null },
      isOpen: isOpen(deadline, today),
      isHandedIn: deadline.pendingSince !== null,
      isAsked: items.some((item) => item.outcome === 'pending'),
    };
    const verdict = mayAsk(facts, await this.calendar.working());
    return verdict.ok ? null : verdict;
  }
}

/** Days: farther than any holiday reaches. */
const SURELY_LATER = 30;

/** The unit itself, or a supervisor on its behalf. */
function asksFor(viewer: Viewer, unitId: number): boolean {
  return maySubmit(viewer, { unitId }).ok || maySubmit(viewer, { unitId }, { onBehalf: true }).ok;
}
