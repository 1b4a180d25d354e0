/** Plans: reading a document, correcting the draft, issuing it. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { CalendarMovesService } from './calendar-moves.service.js';
import { CalendarNoticePages } from './calendar-notice.pages.js';
import { DocumentsService } from './documents.service.js';
import { DraftsApi } from './drafts.api.js';
import { DraftsController } from './drafts.pages.js';
import { DraftsService } from './drafts.service.js';
import { DraftPages } from './drafts.views.js';
import { EndingsService } from './endings.service.js';
import { IssueMails } from './issue-mails.js';
import { IssueService } from './issue.service.js';
import { LifeController } from './life.api.js';
import { LifePages } from './life.pages.js';
import { MailKit } from './mail-kit.js';
import { PeriodsService } from './periods.service.js';
import { PlanRelationsController } from './plan-relations.api.js';
import { PlanRelationPages } from './plan-relations.pages.js';
import { PlanRelationsService } from './plan-relations.service.js';
import { PlansController } from './plans.api.js';
import { PlansService } from './plans.service.js';
import { PrintedUnits } from './printed-units.js';
import { TaskSettingsService } from './task-settings.service.js';

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule],
  controllers: [
    CalendarNoticePages,
    DraftsApi,
    DraftsController,
    LifeController,
    LifePages,
    PlanRelationPages,
    PlansController,
    PlanRelationsController,
  ],
  providers: [
    CalendarMovesService,
    DocumentsService,
    PlansService,
    DraftsService,
    IssueService,
    PlanRelationsService,
    PeriodsService,
    EndingsService,
    TaskSettingsService,
    IssueMails,
    MailKit,
    DraftPages,
    PrintedUnits,
  ],
  exports: [MailKit, PlansService, DraftsService, IssueService, PeriodsService, PlanRelationsService],
})
export class PlansModule {}
