/** The pages that join features, and their forms. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { UnitsModule } from '../units/units.module.js';
import { HomePages } from './home.pages.js';
import { OpenWorkCounts } from './open-work-counts.js';

@Module({
  imports: [CalendarModule, UnitsModule, ProgressModule],
  controllers: [HomePages],
  providers: [OpenWorkCounts],
})
export class DeskModule {}
