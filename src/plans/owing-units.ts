/**
 * Who owes in each task: its lead units, first lead first, and the co-operating units that are asked for
 * progress. A group stands for its members or its collecting unit, as was chosen; units that lead the
 * task are left out of its groups.
 */
import type { EntityManager } from 'typeorm';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import type { DutyPart, GroupMode } from './duty.entity.js';

export interface OwingUnits {
  leads: number[];
  asked: number[];
}

export interface DutyOfUnit {
  id: number;
  taskId: number;
  unitId: number;
  unitKind: 'unit' | 'group';
  part: DutyPart;
  groupMode: GroupMode | null;
  collectorUnitId: number | null;
  viaGroupId: number | null;
  reports: boolean;
}

/** Members by group id, groups within groups resolved. */
export type Members = Map<number, number[]>;

/** By task id. `on` is the day on which group membership counts. */
export async function owingUnits(
  manager: EntityManager,
  directory: UnitDirectory,
  planId: number,
  on: Day,
): Promise<Map<number, OwingUnits>> {
  const duties = await dutiesOfPlan(manager, planId);
  const members = await membersOfDuties(manager, directory, duties, on);
  return new Map([...byTask(duties)].map(([taskId, own]) => [taskId, resolved(own, members)]));
}

export function byTask<T extends { taskId: number }>(duties: T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const duty of duties) {
    const own = groups.get(duty.taskId);
    if (own) own.push(duty);
    else groups.set(duty.taskId, [duty]);
  }
  return groups;
}

/** Of all groups that have a duty here. */
export async function membersOfDuties(
  manager: EntityManager,
  directory: UnitDirectory,
  duties: DutyOfUnit[],
  on: Day,
): Promise<Members> {
  const groups = [...new Set(duties.filter((duty) => duty.unitKind === 'group').map((duty) => duty.unitId))];
  const found = await directory.membersOfAll(groups, on, manager);
  return new Map([...found].map(([groupId, members]) => [groupId, members.map((member) => member.unitId)]));
}

/** In the order of the document: leads before co-operating units, each by position. */
export async function dutiesOfPlan(manager: EntityManager, planId: number): Promise<DutyOfUnit[]> {
  const found = await rows<DutyOfUnit>(
    manager,
    `SELECT d.id, d."taskId", d."unitId", u.kind AS "unitKind", d.part, d."groupMode", d."collectorUnitId",
            d."viaGroupId", d.reports
     FROM duties d JOIN tasks t ON t.id = d."taskId" JOIN units u ON u.id = d."unitId"
     WHERE t."planId" = :planId ORDER BY t.position, d.part DESC, d.position`,
    { planId },
  );
  return found.map((duty) => ({ ...duty, reports: Boolean(duty.reports) }));
}

/** Who owes in one task, from all its duties. */
export function resolved(duties: DutyOfUnit[], members: Members): OwingUnits {
  const leads = unique(
    duties.filter((duty) => duty.part === 'lead').flatMap((duty) => unitsOf(duty, members)),
  );
  const asked = duties
    .filter((duty) => duty.part === 'cooperating')
    .flatMap((duty) =>
      duty.unitKind === 'group' ? unitsOf(duty, members) : duty.reports ? [duty.unitId] : [],
    );
  return { leads, asked: unique(asked).filter((unit) => !leads.includes(unit)) };
}

/** The units that owe for a duty: itself, a group's members or its collecting unit, nobody where only informed. */
export function unitsOf(duty: DutyOfUnit, members: Members): number[] {
  if (duty.unitKind === 'unit') return [duty.unitId];
  if (duty.groupMode === 'collected') return duty.collectorUnitId === null ? [] : [duty.collectorUnitId];
  return duty.groupMode === 'each' ? (members.get(duty.unitId) ?? []) : [];
}

function unique(units: number[]): number[] {
  return [...new Set(units)];
}
