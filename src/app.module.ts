/** The whole product as one list of rooms, in the order of the architecture. */
import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CalendarModule } from './calendar/calendar.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { DeskModule } from './desk/desk.module.js';
import { ENTITIES } from './entities.js';
import { JobsModule } from './jobs/jobs.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { PlansModule } from './plans/plans.module.js';
import { ProgressModule } from './progress/progress.module.js';
import type { Clock } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { PlatformModule } from './platform/platform.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { UnitsModule } from './units/units.module.js';
import { WebModule } from './web/web.module.js';

export interface AppOptions {
  config: Config;
  /** Left away: the system's. Tests and the demo put their own. */
  clock?: Clock;
}

@Module({})
export class AppModule {
  static with(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with({ ...options, entities: ENTITIES }),
        AuditModule,
        WebModule,
        OutboxModule,
        UnitsModule,
        AccessModule,
        CalendarModule,
        PlansModule,
        ProgressModule,
        ChangesModule,
        NoticesModule,
        DeskModule,
        ReportsModule,
        JobsModule,
      ],
    };
  }
}
