/** A task's instructions 批示, and the form for another. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { InstructionDto, LONGEST_INSTRUCTION } from './instruction.dto.js';
import { instructedTask, instructionsOnTask } from './instructions.queries.js';
import { InstructionsService } from './instructions.service.js';

@Controller('tasks/:id/instructions')
export class InstructionsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly instructions: InstructionsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('instruct')
  @Page()
  async show(@Req() request: WebRequest, @Param('id', ParseIntPipe) taskId: number): Promise<string> {
    return await this.draw(request, taskId);
  }

  @Post()
  @For('instruct')
  @RedrawWith('redraw')
  async instruct(
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) taskId: number,
    @Body() dto: InstructionDto,
  ): Promise<Answer> {
    await this.instructions.instruct(viewer, taskId, dto);
    return seeOther(`/tasks/${taskId}`);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, Number((request.params as { id: string }).id), refused);
  }

  private async draw(request: WebRequest, taskId: number, refused?: RefusedForm): Promise<string> {
    const task = await instructedTask(this.db.read, taskId);
    if (!task || task.planState !== 'issued') throw new NotFound('task');
    return this.pages.render(request, 'notices/instructions', {
      refused,
      task,
      title: this.pages.say(request, 'instruction.of', { no: task.no, title: task.title }),
      instructions: await instructionsOnTask(this.db.read, taskId),
      asksLeader: request.viewer!.roles.includes('supervisor'),
      values: { instructedOn: this.clock.today(), ...refused?.values },
      longest: LONGEST_INSTRUCTION,
    });
  }
}
