/** Holidays and make-up days as rows, and the one value every date rule is handed. */
import { Module } from '@nestjs/common';
import { CalendarPages } from './calendar.pages.js';
import { CalendarService } from './calendar.service.js';

@Module({
  controllers: [CalendarPages],
  providers: [CalendarService, CalendarPages],
  exports: [CalendarService, CalendarPages],
})
export class CalendarModule {}
