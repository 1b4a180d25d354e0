/** The form that enters a yearly notice stands on the calendar's page; deadlines move with it, so it is answered here. */
import { Body, Controller, Post } from '@nestjs/common';
import { CalendarNoticeDto } from '../calendar/calendar.dto.js';
import { CalendarPages } from '../calendar/calendar.pages.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import type { WebRequest } from '../web/request.js';
import { CalendarMovesService } from './calendar-moves.service.js';

@Controller('calendar')
export class CalendarNoticePages {
  constructor(
    private readonly moves: CalendarMovesService,
    private readonly pages: CalendarPages,
  ) {}

  @Post()
  @For('keep-calendar')
  @RedrawWith('drawPreview')
  async enter(@CurrentViewer() viewer: Viewer, @Body() dto: CalendarNoticeDto) {
    const { year, changes, moved } = await this.moves.enter(viewer, dto);
    return seeOther(`/calendar?year=${year}&changed=${changes.length}&moved=${moved}`);
  }

  drawPreview(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.pages.drawPreview(request, refused);
  }
}
