/** What every page of the desk is drawn against: today, the calendar, its cut-offs, and the reader's language. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Words } from '../platform/words.js';
import { dayInZone, timeInZone } from '../rules/day.js';
import { cutoffs } from '../rules/deadline-state.js';
import type { WebRequest } from '../web/request.js';
import type { DayContext } from './deadline-view.js';
import { DepartmentName } from './department-name.js';

@Injectable()
export class DeskDay {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly words: Words,
    private readonly department: DepartmentName,
  ) {}

  async of({ language }: Pick<WebRequest, 'language'>): Promise<DayContext> {
    await this.department.refresh();
    const calendar = await this.calendar.working();
    const { timeZone } = this.clock;
    return {
      say: (key, values) => this.words.say(language, key, values),
      hasWord: (key) => this.words.has(language, key),
      local: (instant) => `${dayInZone(instant, timeZone)} ${timeInZone(instant, timeZone)}`,
      calendar,
      by: cutoffs(calendar, this.clock.today()),
    };
  }
}
