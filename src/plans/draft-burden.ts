/** Before issuing: what the plan's units got this month already, and what this issue would add. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { endOfMonth, makeDay, monthOf, yearOf, type Day } from '../rules/day.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import { burdenOf } from './burden.queries.js';
import { unitBriefs } from './issue-briefs.queries.js';
import { recipientsByUnit } from './mail-recipients.js';

export interface AddedBurden {
  unitId: number;
  unitName: string;
  /** This month so far, across all plans. */
  requests: number;
  mails: number;
  addedRequests: number;
  addedMails: number;
}

/** The most burdened first. */
export async function draftBurden(
  read: Reader,
  directory: UnitDirectory,
  planId: number,
  today: Day,
): Promise<AddedBurden[]> {
  const unitIds = (await unitBriefs(read, directory, planId, today)).map((brief) => brief.unitId);
  const units = await directory.byIds(unitIds, read);
  const recipients = recipientsByUnit(await directory.contactsOf(unitIds, today, read));
  const months = await burdenOf(read, monthOfDay(today));
  const soFar = new Map(months.map((unit) => [unit.unitId, unit]));
  const added = await deadlinesOfDraft(read, planId);
  return unitIds
    .map((unitId) => {
      const { name: unitName, reachedBy } = units.get(unitId)!;
      const { requests = 0, mails = 0 } = soFar.get(unitId) ?? {};
      const addedMails = reachedBy === 'mail' ? (recipients.get(unitId)?.length ?? 0) : 0;
      return { unitId, unitName, requests, mails, addedRequests: added.get(unitId) ?? 0, addedMails };
    })
    .sort((a, b) => weight(b) - weight(a) || a.unitId - b.unitId);
}

/** Units shown before the rest is folded away. */
const MOST_BURDENED = 10;

/** For the page: the ten most burdened, the rest folded away, and what is added in all. */
export function burdenView(units: AddedBurden[]) {
  const total = (count: (unit: AddedBurden) => number) => units.reduce((sum, unit) => sum + count(unit), 0);
  return {
    top: units.slice(0, MOST_BURDENED),
    rest: units.slice(MOST_BURDENED),
    count: units.length,
    addedRequests: total((unit) => unit.addedRequests),
    addedMails: total((unit) => unit.addedMails),
  };
}

export function monthOfDay(day: Day): { from: Day; until: Day } {
  const [year, month] = [yearOf(day), monthOf(day)];
  return { from: makeDay(year, month, 1), until: endOfMonth(year, month) };
}

function weight({ requests, addedRequests }: AddedBurden): number {
  return requests + addedRequests;
}

async function deadlinesOfDraft(read: Reader, planId: number): Promise<Map<number, number>> {
  const found = await rows<{ unitId: number; n: number }>(
    read,
    'SELECT "unitId", count(*) AS n FROM deadlines WHERE "planId" = :planId AND "waivedOn" IS NULL GROUP BY "unitId"',
    { planId },
  );
  return new Map(found.map(({ unitId, n }) => [unitId, Number(n)]));
}
