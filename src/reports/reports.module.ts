/** Read-only views across features. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
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
import { TrailController } from './trail.api.js';
import { TrailPages } from './trail.pages.js';
import { TrailService } from './trail.service.js';

@Module({
  imports: [AuditModule, CalendarModule, UnitsModule, DeskModule],
  controllers: [TrailController, TrailPages, DeadlinesController, TasksController, LedgerPages],
  providers: [
    TrailService,
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
