/** Dates with memory, as they are read: every change of a deadline's day, the oldest first. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DaySource } from './deadline.entity.js';

export interface DayChangeRow {
  deadlineId: number;
  fromDay: Day;
  toDay: Day;
  source: DaySource;
  reason: string;
  changedOn: Day;
  personName: string;
}

export async function dayChangesOf(
  read: Reader,
  deadlineIds: number[],
): Promise<Map<number, DayChangeRow[]>> {
  const found = await rows<DayChangeRow>(
    read,
    `SELECT "deadlineId", "fromDay", "toDay", source, reason, "changedOn", "personName" FROM day_changes
     WHERE "deadlineId" IN (:...ids) ORDER BY id`,
    { ids: [0, ...deadlineIds] },
  );
  const changes = new Map<number, DayChangeRow[]>();
  for (const change of found)
    changes.set(change.deadlineId, [...(changes.get(change.deadlineId) ?? []), change]);
  return changes;
}
