/** What changes the terms of a task: extension, suspension, filing, correction, coordination; and the reform of units. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';
import { ReformsService } from './reforms.service.js';
import { SuccessionMails } from './succession-mails.js';
import { Successors } from './successors.js';
import { CoordinationsService } from './coordinations.service.js';
import { CorrectionsService } from './corrections.service.js';
import { ExtensionsService } from './extensions.service.js';
import { FilingsService } from './filings.service.js';
import { SuspensionsService } from './suspensions.service.js';

const TERMS = [
  CoordinationsService,
  CorrectionsService,
  ExtensionsService,
  FilingsService,
  SuspensionsService,
];

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule, PlansModule, ProgressModule],
  controllers: [],
  providers: [...TERMS, Successors, SuccessionMails, ReformsService],
  exports: [...TERMS, ReformsService],
})
export class ChangesModule {}
