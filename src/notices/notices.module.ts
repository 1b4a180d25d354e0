/** What is sent by rule: the morning's reminders and digests, and who reads them. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { DigestRecipientsPages } from './digest-recipients.pages.js';
import { DigestRecipientsService } from './digest-recipients.service.js';
import { DigestsService } from './digests.service.js';
import { NoticePost } from './notice-post.js';
import { RemindersService } from './reminders.service.js';

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule, PlansModule],
  controllers: [DigestRecipientsPages],
  providers: [RemindersService, DigestsService, NoticePost, DigestRecipientsService],
  exports: [RemindersService, DigestsService, DigestRecipientsService],
})
export class NoticesModule {}
