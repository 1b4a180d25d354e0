/** Thresholds and the hour, set for the house or for one jurisdiction. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { wrongInput, type FieldFaults } from '../platform/refusal.js';
import { Setting } from '../platform/setting.entity.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { readSettings, type SettingsTyped } from '../rules/reminder-wish.js';
import { parentFor } from '../units/jurisdictions.service.js';
import { settingName, settingsInForce, type OwnSettings } from './reminder-settings.queries.js';

@Injectable()
export class ReminderSettingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * All of one level at once; an empty field takes what holds above.
   * @param jurisdictionId null: the house, for whose administrators alone. @throws Refusal at the field
   */
  async set(viewer: Viewer, jurisdictionId: number | null, typed: SettingsTyped): Promise<void> {
    if (!isWithin(viewer, jurisdictionId))
      throw wrongInput('jurisdiction-unknown', { jurisdictionId: 'jurisdiction-unknown' });
    await this.db.inTransaction(async (tx) => {
      await parentFor(tx, viewer, jurisdictionId, 'jurisdictionId');
      const inForce = await settingsInForce(tx);
      // One house, one clock.
      const wish = jurisdictionId === null ? typed : { ...typed, hour: '' };
      const { own, faults } = readSettings(wish, inForce.above(jurisdictionId));
      if (Object.keys(faults).length) throw wrongInput('input-wrong', faults as FieldFaults);
      const name = settingName(jurisdictionId);
      const before = inForce.own(jurisdictionId);
      await tx.delete(Setting, { name });
      if (Object.keys(own).length) await tx.insert(Setting, { name, value: own });
      const change = { before: told(before), after: told(own) };
      const id = jurisdictionId ?? 'house';
      await record(tx, this.clock, viewer, { verb: 'change', noun: 'settings', id, ...change });
      await noteSecurity(tx, this.clock, {
        kind: 'settings-changed',
        personId: viewer.personId,
        subject: `settings:${name}`,
      });
    });
  }
}

/** Each setting stands in the trail, those of above as nothing. */
function told(own: OwnSettings): Record<string, unknown> {
  const names = ['remindBefore', 'urgeAfter', 'noticeAfter', 'unverifiedAfter', 'unsignedAfter'] as const;
  return Object.fromEntries(
    [...names, 'digestEveryWorkingDay' as const, 'hour' as const].map((name) => [name, own[name] ?? null]),
  );
}
