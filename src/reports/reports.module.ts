/** Read-only views across features. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DeskModule } from '../desk/desk.module.js';
import { UnitsModule } from '../units/units.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { BurdenController } from './burden.api.js';
import { BurdenPages } from './burden.pages.js';
import { BurdenService } from './burden.service.js';
import { DeadlineReports } from './deadline-reports.service.js';
import { DeadlinesController } from './deadlines.api.js';
import { Ledger } from './ledger.js';
import { LedgerPages } from './ledger.pages.js';
import { SecurityLogController } from './security-log.api.js';
import { SecurityLogPages } from './security-log.pages.js';
import { SecurityLogService } from './security-log.service.js';
import { SummaryController } from './summary.api.js';
import { SummaryPages } from './summary.pages.js';
import { SummaryService } from './summary.service.js';
import { StockModule } from './stock.module.js';
import { TaskReports } from './task-reports.service.js';
import { TasksController } from './tasks.api.js';
import { TrailController } from './trail.api.js';
import { TrailPages } from './trail.pages.js';
import { TrailService } from './trail.service.js';

@Module({
  imports: [AuditModule, CalendarModule, UnitsModule, NoticesModule, DeskModule, StockModule],
  controllers: [
    DeadlinesController,
    TasksController,
    TrailController,
    LedgerPages,
    SummaryController,
    SummaryPages,
    BurdenController,
    BurdenPages,
    TrailPages,
    SecurityLogController,
    SecurityLogPages,
  ],
  providers: [
    DeadlineReports,
    TaskReports,
    Ledger,
    SummaryService,
    BurdenService,
    TrailService,
    SecurityLogService,
  ],
})
export class ReportsModule {}
