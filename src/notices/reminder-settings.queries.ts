/** The jurisdiction's thresholds: the setting `reminders`, and the defaults of the rules for what it leaves out. */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import { defaultThresholds, type Thresholds } from '../rules/deadline-state.js';
import { defaultReminderSettings, type ReminderSettings } from '../rules/reminder-settings.js';

export async function reminderSettings(read: Reader): Promise<ReminderSettings> {
  const stored = await row<{ value: string }>(read, `SELECT value FROM settings WHERE name = 'reminders'`);
  return stored ? merged(JSON.parse(stored.value) as unknown) : defaultReminderSettings;
}

/** The same numbers as the digest compares with. */
export function thresholdsOf(settings: ReminderSettings): Thresholds {
  const { urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter } = settings;
  return { ...defaultThresholds, urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter };
}

/** A value of another type than the default's is as good as none: a slip in a setting must not stop a morning. */
function merged(value: unknown): ReminderSettings {
  if (typeof value !== 'object' || value === null) return defaultReminderSettings;
  const given = Object.entries(value).filter(([name, own]) => isSound(name, own));
  return { ...defaultReminderSettings, ...(Object.fromEntries(given) as Partial<ReminderSettings>) };
}

function isSound(name: string, value: unknown): boolean {
  const usual = (defaultReminderSettings as unknown as Record<string, unknown>)[name];
  if (Array.isArray(usual)) return Array.isArray(value) && value.length > 0 && value.every(isCount);
  if (name === 'hour') return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
  return typeof usual === 'number' ? isCount(value) : typeof value === typeof usual;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
