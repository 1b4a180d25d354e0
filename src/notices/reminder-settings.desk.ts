/** Draws the page of the settings: what holds, what was set here, and what it means for a day to come. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Day } from '../rules/day.js';
import { isWithin } from '../rules/permissions.js';
import type { ReminderSettings } from '../rules/reminder-settings.js';
import type { SettingField } from '../rules/reminder-wish.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { JurisdictionsService } from '../units/jurisdictions.service.js';
import type { Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { settingsInForce, type OwnSettings } from './reminder-settings.queries.js';

const TEXTS: SettingField[] = [
  'remindBefore',
  'urgeAfter',
  'noticeAfter',
  'unverifiedAfter',
  'unsignedAfter',
  'hour',
];
/** The example is due so many working days from today. */
const EXAMPLE_IN = 20;

@Injectable()
export class ReminderSettingsDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly calendar: CalendarService,
    private readonly jurisdictions: JurisdictionsService,
  ) {}

  async draw(request: WebRequest, asked: number | null, refused?: RefusedForm): Promise<string> {
    const viewer = request.viewer!;
    const id = asked ?? viewer.area?.homeId ?? null;
    const places = (await this.jurisdictions.list(viewer)).filter((place) => place.endedOn === null);
    if (!isWithin(viewer, id) || (id !== null && !places.some((one) => one.id === id)))
      throw new NotFound('jurisdiction');
    const say = (key: string, values = {}) => this.pages.say(request, `reminderSettings.${key}`, values);
    const inForce = await settingsInForce(this.db.read);
    const known = [...(viewer.area ? [] : [{ id: null, name: say('house') }]), ...places];
    return this.pages.render(request, 'administration/settings', {
      refused,
      saved: !refused && (request.query as Record<string, unknown>)['saved'] !== undefined,
      jurisdictionId: id,
      placeName: known.find((one) => one.id === id)?.name,
      places: known.map((one) => ({ id: one.id ?? '', name: one.name, isChosen: one.id === id })),
      hasPlaces: places.length > 0,
      ...formOf(say, { id, own: inForce.own(id), above: inForce.above(id) }, refused),
      example: say('example', exampleOf(inForce.of(id), this.clock.today(), await this.calendar.working())),
    });
  }
}

interface Level {
  id: number | null;
  own: OwnSettings;
  above: ReminderSettings;
}

/** What was typed where the form was refused, else what is set at this level. */
function formOf(say: Say, { id, own, above }: Level, refused?: RefusedForm) {
  const typed = refused?.values;
  const chosen = typed ? (typed['digestEveryWorkingDay'] ?? '') : everyDayShown(own);
  return {
    fields: TEXTS.filter((name) => name !== 'hour' || id === null).map((name) => ({
      name,
      label: say(name),
      hint: say(`hint-${name}`),
      empty: say(id === null ? 'default' : 'above', { value: shown(above[name]) }),
      value: typed ? typed[name] : ownShown(own, name),
      message: refused?.messages[name],
    })),
    everyDay: ['', 'yes', 'no'].map((value) => ({
      value,
      isChosen: value === chosen,
      word: value ? say(value) : say('asAbove', { value: say(above.digestEveryWorkingDay ? 'yes' : 'no') }),
    })),
  };
}

function shown(value: ReminderSettings[SettingField]): string {
  return Array.isArray(value) ? value.filter((n) => n > 0).join('、') : String(value);
}

function ownShown(own: OwnSettings, name: SettingField): string {
  const value = own[name];
  return value === undefined ? '' : shown(value);
}

function everyDayShown({ digestEveryWorkingDay }: OwnSettings): string {
  if (digestEveryWorkingDay === undefined) return '';
  return digestEveryWorkingDay ? 'yes' : 'no';
}

/** What the settings make of something due in a while. */
function exampleOf(
  settings: ReminderSettings,
  today: Day,
  calendar: WorkingCalendar,
): Record<string, string> {
  const due = calendar.plus(today, EXAMPLE_IN);
  const reminders = settings.remindBefore.filter((n) => n > 0).map((n) => calendar.plus(due, -n));
  return {
    due,
    reminders: reminders.join('、'),
    urge: calendar.plus(due, settings.urgeAfter),
    notice: calendar.plus(due, settings.noticeAfter),
  };
}
