/** What units hand in, and its verification. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { AttachmentStore } from './attachment-store.js';
import { AttachmentsController } from './attachments.api.js';
import { AttachmentsPages } from './attachments.pages.js';
import { AttachmentsService } from './attachments.service.js';
import { ClosuresController } from './closures.api.js';
import { ClosuresPages } from './closures.pages.js';
import { ClosuresService } from './closures.service.js';
import { ContactLinksPages } from './contact-links.pages.js';
import { ContactLinkMail } from './contact-link-mail.js';
import { ContactLinksService } from './contact-links.service.js';
import { DutiesController } from './duties.api.js';
import { DutiesPages } from './duties.pages.js';
import { DutyReports } from './duty-reports.service.js';
import { DutyView } from './duty.view.js';
import { HandoverMails } from './handover-mails.js';
import { HandoversController } from './handovers.api.js';
import { HandoversPages } from './handovers.pages.js';
import { HandoversService } from './handovers.service.js';
import { ProgressController } from './progress.api.js';
import { ReassignmentMails } from './reassignment-mails.js';
import { ReassignmentsService } from './reassignments.service.js';
import { ReceiptsPages } from './receipts.pages.js';
import { ReceiptsService } from './receipts.service.js';
import { RefinementMails } from './refinement-mails.js';
import { RefinementForm } from './refinement-form.js';
import { RefinementsController } from './refinements.api.js';
import { RefinementsPages } from './refinements.pages.js';
import { RefinementsService } from './refinements.service.js';
import { SubmissionsService } from './submissions.service.js';
import { TargetsPages } from './targets.pages.js';
import { TargetsService } from './targets.service.js';
import { VerificationsService } from './verifications.service.js';

const SERVICES = [
  AttachmentStore,
  AttachmentsService,
  ClosuresService,
  DutyReports,
  HandoverMails,
  HandoversService,
  ReassignmentMails,
  ReassignmentsService,
  ReceiptsService,
  RefinementMails,
  RefinementsService,
  SubmissionsService,
  TargetsService,
  VerificationsService,
];

@Module({
  imports: [WebModule, OutboxModule, PlansModule, UnitsModule, CalendarModule],
  controllers: [
    ContactLinksPages,
    AttachmentsPages,
    AttachmentsController,
    DutiesController,
    DutiesPages,
    HandoversController,
    HandoversPages,
    ReceiptsPages,
    ClosuresController,
    ClosuresPages,
    ProgressController,
    RefinementsController,
    RefinementsPages,
    TargetsPages,
  ],
  providers: [ContactLinksService, ContactLinkMail, ...SERVICES, DutyView, RefinementForm],
  exports: SERVICES,
})
export class ProgressModule {}
