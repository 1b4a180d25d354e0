/** Everything that happens by itself, and the page that shows what did. */
import { Module, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditCheck } from '../audit/audit-check.service.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DigestsService } from '../notices/digests.service.js';
import { EscalationService } from '../notices/escalation.service.js';
import { NoticesModule } from '../notices/notices.module.js';
import { RemindersService } from '../notices/reminders.service.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PeriodsService } from '../plans/periods.service.js';
import { PlansModule } from '../plans/plans.module.js';
import { MonthLights } from '../reports/month-lights.service.js';
import { AuditHealth } from './audit-health.js';
import { Clockwork } from './clockwork.js';
import { JobRegistry, type RunJob } from './job-registry.js';
import { TIMETABLE } from './jobs.timetable.js';
import { OldRecords } from './old-records.service.js';
import { RunHealth } from './run-health.js';
import { Runner } from './runner.js';
import { RunsController } from './runs.api.js';
import { RunsPages } from './runs.pages.js';
import { WebModule } from '../web/web.module.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    AuditModule,
    WebModule,
    OutboxModule,
    CalendarModule,
    PlansModule,
    NoticesModule,
  ],
  controllers: [RunsPages, RunsController],
  providers: [JobRegistry, OldRecords, Runner, RunHealth, AuditHealth, Clockwork],
  exports: [JobRegistry, Runner, RunHealth],
})
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    const of = <T>(type: Type<T>): T => this.modules.get(type, { strict: false });
    const runs: Record<string, RunJob> = {
      'open-next-period': (day) => of(PeriodsService).openNext(day),
      'month-end-lights': (day) => of(MonthLights).run(day),
      'purge-old-records': (day) => of(OldRecords).purge(day),
      'audit-check': (day) => of(AuditCheck).run(day),
      'morning-reminders': (day, previous) => of(RemindersService).run(day, previous),
      'overdue-digest': (day, previous) => of(DigestsService).runOverdue(day, previous),
      'leader-digest': (day, previous) => of(DigestsService).runWeekly(day, previous),
      escalation: (day) => of(EscalationService).run(day),
    };
    for (const entry of TIMETABLE) this.registry.add(entry, runs[entry.job]!);
  }
}
