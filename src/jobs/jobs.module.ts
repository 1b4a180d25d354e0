/** Everything that happens by itself, and the page that shows what did. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DigestsService } from '../notices/digests.service.js';
import { NoticesModule } from '../notices/notices.module.js';
import { RemindersService } from '../notices/reminders.service.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { PeriodsService } from '../plans/periods.service.js';
import { PlansModule } from '../plans/plans.module.js';
import { Clockwork } from './clockwork.js';
import { JobRegistry, type RunJob } from './job-registry.js';
import { TIMETABLE } from './jobs.timetable.js';
import { RunHealth } from './run-health.js';
import { Runner } from './runner.js';
import { RunsController } from './runs.api.js';
import { RunsPages } from './runs.pages.js';
import { WebModule } from '../web/web.module.js';

@Module({
  imports: [ScheduleModule.forRoot(), WebModule, OutboxModule, CalendarModule, PlansModule, NoticesModule],
  controllers: [RunsPages, RunsController],
  providers: [JobRegistry, Runner, RunHealth, Clockwork],
  exports: [JobRegistry, Runner, RunHealth],
})
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly reminders: RemindersService,
    private readonly digests: DigestsService,
    private readonly periods: PeriodsService,
  ) {}

  onModuleInit(): void {
    const runs: Record<string, RunJob> = {
      'open-next-period': (day) => this.periods.openNext(day),
      'morning-reminders': (day, previous) => this.reminders.run(day, previous),
      'overdue-digest': (day, previous) => this.digests.runOverdue(day, previous),
      'leader-digest': (day, previous) => this.digests.runWeekly(day, previous),
    };
    for (const entry of TIMETABLE) this.registry.add(entry, runs[entry.job]!);
  }
}
