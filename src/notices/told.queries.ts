/**
 * What a reader has really been told. A mail that expired unsent told nobody anything: after an outage the next
 * morning says it again, to those it did not reach and to nobody else.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { addDays, type Day } from '../rules/day.js';
import type { PreviousRun } from './run.js';

/** Days an outage is looked back for; what is older than that is said by the weekly mention. */
const LOOK_BACK = 40;

/** Address → the days on which its mail of this kind expired unsent. */
export async function lostMails(read: Reader, kind: string, today: Day): Promise<Map<string, Set<Day>>> {
  const found = await rows<{ toAddress: string; onDay: Day }>(
    read,
    `SELECT "toAddress", "onDay" FROM messages
     WHERE kind = :kind AND "onDay" >= :from AND "onDay" < :today AND state = 'expired'`,
    { kind, today, from: addDays(today, -LOOK_BACK) },
  );
  const lost = new Map<string, Set<Day>>();
  for (const { toAddress, onDay } of found)
    lost.set(toAddress, (lost.get(toAddress) ?? new Set()).add(onDay));
  return lost;
}

/** True where somebody had a mail that day, and not one of them got it. */
export function isLost(addresses: string[], day: Day, lost: Map<string, Set<Day>>): boolean {
  return addresses.length > 0 && addresses.every((address) => lost.get(address)?.has(day));
}

export interface ComposedNotice {
  unitId: number;
  recipient: string;
  day: Day;
  at: string;
}

/** The newest composed line of each unit; with `from` all of them since that day, newest first. */
export function composedNotices(
  read: Reader,
  kind: string,
  unitIds: number[],
  from?: Day,
): Promise<ComposedNotice[]> {
  if (unitIds.length === 0) return Promise.resolve([]);
  const columns = from
    ? `"unitId", recipient, "onDay" AS day, "composedAt" AS at`
    : `"unitId", '' AS recipient, max("onDay") AS day, max("composedAt") AS at`;
  return rows<ComposedNotice>(
    read,
    `SELECT ${columns} FROM notices
     WHERE kind = :kind AND outcome = 'composed' AND "unitId" IN (:...unitIds) ${from ? 'AND "onDay" >= :from' : ''}
     ${from ? 'ORDER BY "onDay" DESC, id DESC' : 'GROUP BY "unitId"'}`,
    { kind, unitIds, ...(from && { from }) },
  );
}

/** The newest of these that reached somebody. */
export function newestTold(
  notices: ComposedNotice[],
  addressesOf: (notice: ComposedNotice) => string[],
  lost: Map<string, Set<Day>>,
): PreviousRun {
  const told = notices.find((notice) => !isLost(addressesOf(notice), notice.day, lost));
  return { day: told?.day ?? null, at: told?.at ?? null };
}

export function lookBackFrom(today: Day): Day {
  return addDays(today, -LOOK_BACK);
}
