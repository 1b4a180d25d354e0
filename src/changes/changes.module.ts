/** What changes the terms of a task: extension, suspension, filing, correction, coordination; and the reform of units. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { UnitsModule } from '../units/units.module.js';
import { WebModule } from '../web/web.module.js';

@Module({
  imports: [WebModule, OutboxModule, UnitsModule, CalendarModule, PlansModule, ProgressModule],
  controllers: [],
  providers: [],
  exports: [],
})
export class ChangesModule {}
