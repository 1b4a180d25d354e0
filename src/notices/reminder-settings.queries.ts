/**
 * Thresholds and the hour. The setting `reminders` is the house's, `reminders:<id>` a jurisdiction's; what one leaves out
 * is the one's above it, and at last the rules' default. There is one hour for the whole house: its mails go out together,
 * one to a unit and day. When a unit is reminded its own jurisdiction says, what a digest calls late its department's.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { defaultThresholds, type Thresholds } from '../rules/deadline-state.js';
import { defaultReminderSettings, type ReminderSettings } from '../rules/reminder-settings.js';

const NAME = 'reminders';

/** What one level of the tree sets for itself; the rest comes from above. */
export type OwnSettings = Partial<ReminderSettings>;

/** Settings of the house, and of each jurisdiction. */
export interface SettingsInForce {
  house: ReminderSettings;
  /** @param jurisdictionId null: the topmost one */
  of(jurisdictionId: number | null): ReminderSettings;
  own(jurisdictionId: number | null): OwnSettings;
  /** What would hold at this level if it set nothing. */
  above(jurisdictionId: number | null): ReminderSettings;
  /** The farthest first word that any of them wants. */
  farthest: number;
}

export function settingName(jurisdictionId: number | null): string {
  return jurisdictionId === null ? NAME : `${NAME}:${jurisdictionId}`;
}

/** All levels at once: a morning asks for many units. */
export async function settingsInForce(read: Reader): Promise<SettingsInForce> {
  const stored = await rows<{ name: string; value: string }>(
    read,
    `SELECT name, value FROM settings WHERE name = '${NAME}' OR name LIKE '${NAME}:%'`,
  );
  const tree = await rows<{ id: number; parentId: number | null }>(
    read,
    'SELECT id, "parentId" FROM jurisdictions',
  );
  const values = new Map(stored.map(({ name, value }) => [name, soundOf(JSON.parse(value) as unknown)]));
  const parentOf = new Map(tree.map(({ id, parentId }) => [id, parentId]));
  const own = (id: number | null): OwnSettings => values.get(settingName(id)) ?? {};
  const house = { ...defaultReminderSettings, ...own(null) };
  const of = (id: number | null): ReminderSettings =>
    id === null ? house : { ...above(id), ...own(id), hour: house.hour };
  const above = (id: number | null): ReminderSettings =>
    id === null ? defaultReminderSettings : of(parentOf.get(id) ?? null);
  const all = [house, ...tree.map(({ id }) => of(id))];
  return { house, of, own, above, farthest: Math.max(...all.flatMap(({ remindBefore }) => remindBefore)) };
}

/** @param jurisdictionId left away: of the house. */
export async function reminderSettings(
  read: Reader,
  jurisdictionId: number | null = null,
): Promise<ReminderSettings> {
  return (await settingsInForce(read)).of(jurisdictionId);
}

/** The same numbers as the digest compares with. */
export function thresholdsOf(settings: ReminderSettings): Thresholds {
  const { urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter } = settings;
  return { ...defaultThresholds, urgeAfter, noticeAfter, unverifiedAfter, unsignedAfter };
}

/** A value of another type than the default's is as good as none: a slip in a setting must not stop a morning. */
function soundOf(value: unknown): OwnSettings {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([name, own]) => isSound(name, own))) as OwnSettings;
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
