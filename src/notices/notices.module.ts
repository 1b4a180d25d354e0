/** What is sent by rule: the morning's reminders and digests, and who reads them. What is sent by a person's click. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { DigestRecipientsController } from './digest-recipients.api.js';
import { DigestRecipientsPages } from './digest-recipients.pages.js';
import { DigestRecipientsService } from './digest-recipients.service.js';
import { DigestsService } from './digests.service.js';
import { EscalationPages } from './escalation.pages.js';
import { EscalationService } from './escalation.service.js';
import { HandPost } from './hand-post.js';
import { InstructionsPages } from './instructions.pages.js';
import { InstructionsService } from './instructions.service.js';
import { NoticePaper } from './notice-paper.js';
import { NoticePost } from './notice-post.js';
import { NoticeReports } from './notice-reports.service.js';
import { PressingController } from './pressing.api.js';
import { ReminderPeople } from './reminder-people.js';
import { ReminderSettingsDesk } from './reminder-settings.desk.js';
import { ReminderSettingsPages } from './reminder-settings.pages.js';
import { ReminderSettingsService } from './reminder-settings.service.js';
import { RemindersService } from './reminders.service.js';
import { SupervisionNoticesPages } from './supervision-notices.pages.js';
import { SupervisionNoticesService } from './supervision-notices.service.js';
import { UrgingService } from './urging.service.js';

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule, PlansModule],
  controllers: [
    ReminderSettingsPages,
    DigestRecipientsController,
    DigestRecipientsPages,
    PressingController,
    EscalationPages,
    SupervisionNoticesPages,
    InstructionsPages,
  ],
  providers: [
    RemindersService,
    ReminderPeople,
    ReminderSettingsService,
    ReminderSettingsDesk,
    DigestsService,
    NoticePost,
    DigestRecipientsService,
    EscalationService,
    HandPost,
    UrgingService,
    SupervisionNoticesService,
    NoticeReports,
    NoticePaper,
    InstructionsService,
  ],
  exports: [ReminderPeople, RemindersService, DigestsService, DigestRecipientsService, EscalationService],
})
export class NoticesModule {}
