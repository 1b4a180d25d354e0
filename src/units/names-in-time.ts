/**
 * The names a unit bore, each with its days. A unit that is renamed keeps its id, its duties and its history; what
 * happened before shows the name of its time.
 *
 * Example: 市卫计委 becomes 市卫健委 on 2019-03-25. What it handed in on the 24th stands under 市卫计委.
 */
import { insertRow, type Reader, type Tx } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Unit } from './unit.entity.js';
import { UnitName } from './unit-name.entity.js';

/** @param on the first day of the new name. @throws Refusal when the name of now began later than that */
export async function keepFormerName(tx: Tx, unit: Pick<Unit, 'id' | 'name'>, on: Day): Promise<void> {
  const fromOn = await nameSince(tx, unit.id);
  if (fromOn !== null && on < fromOn)
    throw new Refusal('reform-before-name', { unit: unit.name, day: fromOn }, { on: 'reform-before-name' });
  // Corrected on the very day: nobody was called that.
  if (fromOn === on) return;
  await insertRow(tx, UnitName, { unitId: unit.id, name: unit.name, fromOn, untilOn: on });
}

/** The first day of the name it bears now; null: it always bore it. */
export async function nameSince(read: Reader, unitId: number): Promise<Day | null> {
  const last = await row<{ untilOn: Day | null }>(
    read,
    'SELECT max("untilOn") AS "untilOn" FROM unit_names WHERE "unitId" = :unitId',
    { unitId },
  );
  return last?.untilOn ?? null;
}

export interface FormerName {
  unitId: number;
  name: string;
  fromOn: Day | null;
  /** The first day on which it no longer bore it. */
  untilOn: Day;
}

/** The oldest first. */
export function formerNames(read: Reader, unitIds: number[]): Promise<FormerName[]> {
  return rows<FormerName>(
    read,
    `SELECT "unitId", name, "fromOn", "untilOn" FROM unit_names WHERE "unitId" IN (:...unitIds)
     ORDER BY "unitId", "untilOn", id`,
    { unitIds: [0, ...unitIds] },
  );
}

/** As a column of a larger query: what the unit was called on that day, null where it is called so still. */
export function nameThen(unitId: string, day: string): string {
  return `(SELECT n.name FROM unit_names n WHERE n."unitId" = ${unitId} AND n."untilOn" > ${day}
    ORDER BY n."untilOn", n.id LIMIT 1)`;
}

/** What a unit was called on a day, where that is not what it is called now. */
export type NamesThen = (unitId: number, on: Day) => string | null;

/** For history: one query for all units a page shows. */
export async function namesThen(read: Reader, unitIds: number[]): Promise<NamesThen> {
  const spans = await formerNames(read, [...new Set(unitIds)]);
  return (unitId, on) => spans.find((span) => span.unitId === unitId && on < span.untilOn)?.name ?? null;
}

/** By unit: the name of that day. */
export async function namesOn(read: Reader, unitIds: number[], on: Day): Promise<Map<number, string>> {
  const then = await namesThen(read, unitIds);
  const now = await rows<{ id: number; name: string }>(
    read,
    'SELECT id, name FROM units WHERE id IN (:...unitIds)',
    { unitIds: [0, ...unitIds] },
  );
  return new Map(now.map(({ id, name }) => [id, then(id, on) ?? name]));
}
