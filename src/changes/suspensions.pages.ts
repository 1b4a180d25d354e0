/** The suspension of a task: begun, reviewed, ended. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { movesFrom, type Move } from '../rules/task-states.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import type { TaskSubject } from './subjects.queries.js';
import { ResumptionDto, ReviewDayDto, SuspensionDto } from './suspension.dto.js';
import { SuspensionsService } from './suspensions.service.js';
import { TermsReports } from './terms-reports.service.js';
import { formView, idOf, sayTo } from './terms-view.js';

type Form = 'suspend' | 'resume' | 'review';

@Controller('/tasks/:id')
export class SuspensionsPages {
  constructor(
    private readonly suspensions: SuspensionsService,
    private readonly reports: TermsReports,
    private readonly pages: Pages,
  ) {}

  @Get('suspension')
  @For('read-work')
  @Page()
  show(@Req() request: WebRequest): Promise<string> {
    return this.draw(request);
  }

  @Post('suspension')
  @For('suspend')
  @RedrawWith('drawSuspend')
  async suspend(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: SuspensionDto,
  ): Promise<Answer> {
    await this.suspensions.suspend(viewer, id, dto);
    return seeOther(`/tasks/${id}`);
  }

  @Post('resumption')
  @For('suspend')
  @RedrawWith('drawResume')
  async resume(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ResumptionDto,
  ): Promise<Answer> {
    await this.suspensions.resume(viewer, id, dto);
    return seeOther(`/tasks/${id}`);
  }

  @Post('review-day')
  @For('suspend')
  @RedrawWith('drawReview')
  async setReviewDay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() dto: ReviewDayDto,
  ): Promise<Answer> {
    await this.suspensions.setReviewDay(viewer, id, dto);
    return seeOther(`/tasks/${id}`);
  }

  drawSuspend(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, { form: 'suspend', refused });
  }

  drawResume(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, { form: 'resume', refused });
  }

  drawReview(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, { form: 'review', refused });
  }

  private async draw(
    request: WebRequest,
    again: { form: Form; refused: RefusedForm } | null = null,
  ): Promise<string> {
    const viewer = request.viewer!;
    const say = sayTo(this.pages, request);
    const { task, items } = await this.reports.suspensions(viewer, idOf(request));
    const { moves, why } = await this.movesFor(viewer, task);
    const refusedOf = (form: Form) => (again?.form === form ? again.refused : null);
    const open = items.find((item) => item.endedOn === null);
    const resumes = moves.includes('resume') && open !== undefined;
    return this.pages.render(request, 'changes/suspension', {
      title: say(task.state === 'suspended' ? 'terms.suspension.titleStands' : 'terms.suspension.title'),
      heading: say('desk.item', { no: task.no, title: task.title }),
      ...{ task, items, refused: again?.refused },
      why: why && say(`refusal.${why}`),
      suspend: moves.includes('suspend') ? formView(refusedOf('suspend')) : null,
      resume: resumes ? formView(refusedOf('resume')) : null,
      review: resumes ? formView(refusedOf('review'), { reviewOn: open.reviewOn }) : null,
    });
  }

  /** What may be done to it, or, to the department, why nothing may; a unit never looks for the form. */
  private async movesFor(viewer: Viewer, task: TaskSubject): Promise<{ moves: Move[]; why: string | null }> {
    const verdict = await this.suspensions.verdictFor(viewer, task);
    const moves = movesFrom(task.state).filter((move) => move === 'suspend' || move === 'resume');
    if (verdict.ok) return { moves, why: null };
    const isTold = moves.length > 0 && viewer.roles.includes('supervisor');
    return { moves: [], why: isTold ? verdict.code : null };
  }
}
