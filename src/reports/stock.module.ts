/** Taking stock: scores and what they are reckoned by, objections, month-end lights, and the three lists. */
import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { DeskModule } from '../desk/desk.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { UnitsModule } from '../units/units.module.js';
import { ListsController } from './lists.api.js';
import { ListsPages } from './lists.pages.js';
import { ListsService } from './lists.service.js';
import { MonthLights } from './month-lights.service.js';
import { ObjectionsPages } from './objections.pages.js';
import { ObjectionsService } from './objections.service.js';
import { Scores } from './scores.service.js';
import { ScoringPages } from './scoring.pages.js';
import { ScoringService } from './scoring.service.js';
import { StandingService } from './standing.service.js';

@Module({
  imports: [CalendarModule, UnitsModule, NoticesModule, DeskModule],
  controllers: [ListsController, ListsPages, ScoringPages, ObjectionsPages],
  providers: [MonthLights, Scores, StandingService, ScoringService, ObjectionsService, ListsService],
})
export class StockModule {}
