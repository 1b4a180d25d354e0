/** Read-only views across features. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DeadlineReports } from './deadline-reports.service.js';
import { DeadlinesController } from './deadlines.api.js';
import { TaskReports } from './task-reports.service.js';
import { TasksController } from './tasks.api.js';

@Module({
  imports: [CalendarModule],
  controllers: [DeadlinesController, TasksController],
  providers: [DeadlineReports, TaskReports],
})
export class ReportsModule {}
