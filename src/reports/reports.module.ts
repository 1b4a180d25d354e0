/** Read-only views across features. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DeskModule } from '../desk/desk.module.js';
import { UnitsModule } from '../units/units.module.js';
import { DeadlineReports } from './deadline-reports.service.js';
import { DeadlinesController } from './deadlines.api.js';
import { Ledger } from './ledger.js';
import { LedgerPages } from './ledger.pages.js';
import { MonthLights } from './month-lights.service.js';
import { ObjectionsService } from './objections.service.js';
import { Scores } from './scores.service.js';
import { ScoringService } from './scoring.service.js';
import { StandingService } from './standing.service.js';
import { TaskReports } from './task-reports.service.js';
import { TasksController } from './tasks.api.js';

@Module({
  imports: [CalendarModule, UnitsModule, DeskModule],
  controllers: [DeadlinesController, TasksController, LedgerPages],
  providers: [
    DeadlineReports,
    TaskReports,
    Ledger,
    MonthLights,
    Scores,
    StandingService,
    ScoringService,
    ObjectionsService,
  ],
})
export class ReportsModule {}
