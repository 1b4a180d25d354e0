/** /administration/settings: when units are reminded and what counts as late, for the house or one jurisdiction. */
import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import type { SettingsTyped } from '../rules/reminder-wish.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ReminderSettingsDesk } from './reminder-settings.desk.js';
import { ReminderSettingsDto, SettingsQuery } from './reminder-settings.dto.js';
import { ReminderSettingsService } from './reminder-settings.service.js';

@Controller('administration/settings')
@For('keep-settings')
export class ReminderSettingsPages {
  constructor(
    private readonly desk: ReminderSettingsDesk,
    private readonly settings: ReminderSettingsService,
  ) {}

  @Get()
  @Page()
  show(@Req() request: WebRequest, @Query() query: SettingsQuery): Promise<string> {
    return this.desk.draw(request, Number(query.jurisdiction) || null);
  }

  @Post()
  @RedrawWith('redraw')
  async set(@CurrentViewer() viewer: Viewer, @Body() dto: ReminderSettingsDto): Promise<Answer> {
    const { jurisdictionId = null } = dto;
    await this.settings.set(viewer, jurisdictionId, typedIn(dto));
    return seeOther(
      `/administration/settings?${jurisdictionId === null ? '' : `jurisdiction=${jurisdictionId}&`}saved`,
    );
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.draw(request, Number(refused.values['jurisdictionId']) || null, refused);
  }
}

function typedIn(dto: ReminderSettingsDto): SettingsTyped {
  const {
    remindBefore = '',
    urgeAfter = '',
    noticeAfter = '',
    unverifiedAfter = '',
    unsignedAfter = '',
  } = dto;
  const { digestEveryWorkingDay = '', hour = '' } = dto;
  return {
    remindBefore,
    urgeAfter,
    noticeAfter,
    unverifiedAfter,
    unsignedAfter,
    digestEveryWorkingDay,
    hour,
  };
}
