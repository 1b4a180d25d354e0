/** What units hand in, and its verification. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentsController } from './attachments.api.js';
import { AttachmentsPages } from './attachments.pages.js';
import { AttachmentsService } from './attachments.service.js';
import { ClosuresController } from './closures.api.js';
import { ClosuresService } from './closures.service.js';
import { ProgressController } from './progress.api.js';
import { RefinementsService } from './refinements.service.js';
import { SubmissionsService } from './submissions.service.js';
import { VerificationsService } from './verifications.service.js';

const SERVICES = [
  AttachmentStore,
  AttachmentsService,
  ClosuresService,
  RefinementsService,
  SubmissionsService,
  VerificationsService,
];

@Module({
  imports: [WebModule, UnitsModule, CalendarModule],
  controllers: [AttachmentsPages, AttachmentsController, ClosuresController, ProgressController],
  providers: SERVICES,
  exports: SERVICES,
})
export class ProgressModule {}
