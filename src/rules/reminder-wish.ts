/**
 * What a person may set of the reminder settings. Rule: reminders at most 60 working days before, at most six of them,
 * the day itself always; a supervision notice comes after an urging. An empty field takes what holds above.
 *
 * Example: “10、3、1” becomes [10, 3, 1, 0]; “0” or “十天” is refused at its field.
 */
import type { ReminderSettings } from './reminder-settings.js';

export type SettingField = keyof ReminderSettings;
export type SettingFault =
  'setting-days-wrong' | 'setting-count-wrong' | 'setting-hour-wrong' | 'notice-before-urging';

/** As typed; an empty text: as above. */
export type SettingsTyped = Record<SettingField, string>;

export interface SettingsRead {
  own: Partial<ReminderSettings>;
  faults: Partial<Record<SettingField, SettingFault>>;
}

const FARTHEST = 60;
const MOST_REMINDERS = 6;
const COUNTS = ['urgeAfter', 'noticeAfter', 'unverifiedAfter', 'unsignedAfter'] as const;

/** @param above what holds where a field is empty */
export function readSettings(typed: SettingsTyped, above: ReminderSettings): SettingsRead {
  const { own, faults } = new Reading(typed).read();
  const all = { ...above, ...own };
  const isOdd = all.noticeAfter <= all.urgeAfter && !faults.noticeAfter && !faults.urgeAfter;
  return { own, faults: isOdd ? { ...faults, noticeAfter: 'notice-before-urging' } : faults };
}

class Reading {
  private readonly own: Partial<ReminderSettings> = {};
  private readonly faults: SettingsRead['faults'] = {};

  constructor(private readonly typed: SettingsTyped) {}

  read(): SettingsRead {
    this.take('remindBefore', daysIn, 'setting-days-wrong');
    for (const name of COUNTS) this.take(name, countIn, 'setting-count-wrong');
    this.take('hour', hourIn, 'setting-hour-wrong');
    if (this.typed.digestEveryWorkingDay)
      this.own.digestEveryWorkingDay = this.typed.digestEveryWorkingDay === 'yes';
    return { own: this.own, faults: this.faults };
  }

  private take<Name extends SettingField>(
    name: Name,
    reading: (text: string) => ReminderSettings[Name] | null,
    fault: SettingFault,
  ): void {
    const text = this.typed[name].normalize('NFKC').trim();
    if (!text) return;
    const value = reading(text);
    if (value === null) this.faults[name] = fault;
    else this.own[name] = value;
  }
}

function daysIn(text: string): number[] | null {
  const parts = text.split(/[、,;\s]+/).filter(Boolean);
  const days = parts.map(countIn);
  if (days.length === 0 || days.length > MOST_REMINDERS || days.includes(null)) return null;
  return [...new Set(days as number[])].sort((a, b) => b - a).concat(0);
}

function countIn(text: string): number | null {
  const n = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return n >= 1 && n <= FARTHEST ? n : null;
}

function hourIn(text: string): string | null {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : null;
}
