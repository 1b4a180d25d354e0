import { Controller, Get, Param, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { TaskDesk } from './task-desk.js';

@Controller()
export class TaskPages {
  constructor(private readonly desk: TaskDesk) {}

  @Get('/tasks/:id')
  @For('read-work')
  @Page()
  task(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
  ): Promise<string> {
    return this.desk.draw(request, viewer, id);
  }
}
