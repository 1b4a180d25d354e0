/** What changes the terms of a task: extension, suspension, filing, correction, coordination; and the reform of units. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { ReformsController } from './reforms.api.js';
import { ReformPages } from './reforms.pages.js';
import { ReformsService } from './reforms.service.js';
import { ReformView } from './reforms.view.js';
import { SuccessionMails } from './succession-mails.js';
import { Successors } from './successors.js';
import { UnclaimedPages } from './unclaimed.pages.js';
import { UnclaimedService } from './unclaimed.service.js';
import { CoordinationsService } from './coordinations.service.js';
import { CorrectionsService } from './corrections.service.js';
import { ExtensionsService } from './extensions.service.js';
import { FilingsService } from './filings.service.js';
import { SuspensionsService } from './suspensions.service.js';
import { CoordinationsController } from './coordinations.api.js';
import { CoordinationsPages } from './coordinations.pages.js';
import { CorrectionsController } from './corrections.api.js';
import { CorrectionsPages } from './corrections.pages.js';
import { ExtensionsController } from './extensions.api.js';
import { ExtensionsPages } from './extensions.pages.js';
import { FilingsController } from './filings.api.js';
import { FilingsPages } from './filings.pages.js';
import { SuspensionsController } from './suspensions.api.js';
import { SuspensionsPages } from './suspensions.pages.js';
import { TermsReports } from './terms-reports.service.js';

const TERMS_DOORS = [
  CoordinationsController,
  CoordinationsPages,
  CorrectionsController,
  CorrectionsPages,
  ExtensionsController,
  ExtensionsPages,
  FilingsController,
  FilingsPages,
  SuspensionsController,
  SuspensionsPages,
];
const TERMS = [
  TermsReports,
  CoordinationsService,
  CorrectionsService,
  ExtensionsService,
  FilingsService,
  SuspensionsService,
];

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule, PlansModule, ProgressModule],
  controllers: [...TERMS_DOORS, ReformPages, UnclaimedPages, ReformsController],
  providers: [...TERMS, Successors, SuccessionMails, ReformsService, ReformView, UnclaimedService],
  exports: [...TERMS, ReformsService, UnclaimedService],
})
export class ChangesModule {}
