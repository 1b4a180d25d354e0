/** Holidays and make-up days as rows, and the one value every date rule is handed. */
import { Module } from '@nestjs/common';
import { CalendarService } from './calendar.service.js';

@Module({ providers: [CalendarService], exports: [CalendarService] })
export class CalendarModule {}
