/** The pages that join features, and their forms. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { UnitsModule } from '../units/units.module.js';
import { DepartmentName } from './department-name.js';
import { DeskDay } from './desk-day.js';
import { HomePages } from './home.pages.js';
import { OpenWorkCounts } from './open-work-counts.js';
import { SubmissionDesk } from './submission-desk.js';
import { SubmissionPages } from './submission.pages.js';
import { TaskDesk } from './task-desk.js';
import { TaskPages } from './task.pages.js';
import { UnitDesk } from './unit-desk.js';
import { UnitStanding } from './unit-standing.js';
import { UnitPages } from './unit.pages.js';

@Module({
  imports: [CalendarModule, UnitsModule, ProgressModule, NoticesModule],
  controllers: [HomePages, UnitPages, TaskPages, SubmissionPages],
  exports: [DeskDay, UnitStanding],
  providers: [DepartmentName, DeskDay, OpenWorkCounts, UnitStanding, UnitDesk, TaskDesk, SubmissionDesk],
})
export class DeskModule {}
