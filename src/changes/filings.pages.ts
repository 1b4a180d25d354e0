/** What was filed for a task: the list, the decision at each, and the form of a lead. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Once } from '../access/once.js';
import { Database } from '../platform/database.js';
import { mayDecide } from '../rules/deciding.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { alsoByLink } from '../web/by-link.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { actingChoices } from './acting-choices.js';
import { FilingDecisionDto, FilingDto } from './filing.dto.js';
import type { FilingRow } from './filings.queries.js';
import { FilingsService } from './filings.service.js';
import { decidedFor, type TaskSubject } from './subjects.queries.js';
import { TermsReports } from './terms-reports.service.js';
import { formView, idOf, marked, outcomeView, sayTo } from './terms-view.js';

interface Again {
  /** null: the form that files */
  filingId: number | null;
  refused: RefusedForm;
}

@Controller()
export class FilingsPages {
  constructor(
    private readonly db: Database,
    private readonly filings: FilingsService,
    private readonly reports: TermsReports,
    private readonly pages: Pages,
  ) {}

  @Get(alsoByLink('/tasks/:id/filings'))
  @For('read-work')
  @Page()
  list(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.draw(request, id, null);
  }

  @Post(alsoByLink('/tasks/:id/filings'))
  @For('ask-changes')
  @Once()
  @RedrawWith('drawFile')
  async file(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: FilingDto,
  ): Promise<Answer> {
    const filingId = await this.filings.file(viewer, id, dto);
    return seeOther(`/tasks/${id}/filings#filing-${filingId}`);
  }

  @Post('/filings/:id/decision')
  @For('decide')
  @RedrawWith('drawDecision')
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: FilingDecisionDto,
  ): Promise<Answer> {
    await this.filings.decide(viewer, id, dto);
    return this.back(viewer, id);
  }

  @Post(alsoByLink('/filings/:id/withdrawal'))
  @For('ask-changes')
  @Once()
  @RedrawWith('drawDecision')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<Answer> {
    await this.filings.withdraw(viewer, id);
    return this.back(viewer, id);
  }

  drawFile(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, idOf(request), { filingId: null, refused });
  }

  async drawDecision(request: WebRequest, refused: RefusedForm): Promise<string> {
    const filingId = idOf(request);
    const { taskId } = await this.reports.filing(request.viewer!, filingId);
    return this.draw(request, taskId, { filingId, refused });
  }

  private async back(viewer: Viewer, id: number): Promise<Answer> {
    const { taskId } = await this.reports.filing(viewer, id);
    return seeOther(`/tasks/${taskId}/filings#filing-${id}`);
  }

  private async draw(request: WebRequest, taskId: number, again: Again | null): Promise<string> {
    const viewer = request.viewer!;
    const say = sayTo(this.pages, request);
    const { task, items } = await this.reports.filings(viewer, taskId);
    const leads = await actingChoices(this.db.read, viewer, taskId);
    const suffix = again?.filingId ? `-${again.filingId}` : '';
    return this.pages.render(request, 'changes/filings', {
      title: say('terms.filing.title'),
      heading: say('desk.item', { no: task.no, title: task.title }),
      task,
      refused: again && marked(again.refused, suffix),
      items: items.map((item) => ({
        ...item,
        ...outcomeView(say, item.outcome),
        ...rightsOn(viewer, task, item, again),
      })),
      file: leads.length ? formView(again?.filingId === null ? again.refused : null) : null,
      choices: leads.length > 1 || (leads.length && maySupervise(viewer).ok) ? leads : null,
    });
  }
}

function rightsOn(viewer: Viewer, task: TaskSubject, item: FilingRow, again: Again | null) {
  const isPending = item.outcome === 'pending';
  const matter = decidedFor(task, item.unitId);
  const isOwn = maySubmit(viewer, item).ok || maySubmit(viewer, item, { onBehalf: true }).ok;
  const refused = again?.filingId === item.id ? again.refused : null;
  return {
    form: isPending && mayDecide(viewer, matter).ok ? formView(refused) : null,
    suffix: `-${item.id}`,
    remarkId: `remark-${item.id}`,
    mayWithdraw: isPending && isOwn,
  };
}
