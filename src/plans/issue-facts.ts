/** What the check list before issuing looks at, read in a handful of queries. */
import type { EntityManager } from 'typeorm';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { IssueFacts, IssueGroup, IssueTask, IssueUnit } from '../rules/issuing.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import {
  byTask,
  dutiesOfPlan,
  membersOfDuties,
  resolved,
  type DutyOfUnit,
  type Members,
} from './owing-units.js';
import type { StoredDoubt } from './plan.entity.js';

type Facts = Omit<IssueFacts, 'arePastDaysAccepted'>;

interface TaskRow {
  id: number;
  no: string;
  verifierUnitId: number | null;
  deadlines: number;
}

export async function issueFacts(
  manager: EntityManager,
  directory: UnitDirectory,
  planId: number,
  today: Day,
): Promise<Facts> {
  const plan = await row<{ doubts: string; supervisorUnitId: number }>(
    manager,
    `SELECT doubts, "supervisorUnitId" FROM plans WHERE id = :planId`,
    { planId },
  );
  const duties = await dutiesOfPlan(manager, planId);
  const members = await membersOfDuties(manager, directory, duties, today);
  const dutiesByTask = byTask(duties);
  const leadsByTask = new Map(
    [...dutiesByTask].map(([taskId, own]) => [taskId, resolved(own, members).leads]),
  );
  const units = await reachable(manager, directory, [...new Set([...leadsByTask.values()].flat())], today);
  const names = await directory.byIds([...new Set(duties.map((duty) => duty.unitId))], manager);
  const related = relatedOnce(manager, directory);
  const tasks: IssueTask[] = [];
  for (const task of await tasksWithDeadlines(manager, planId)) {
    const leads = leadsByTask.get(task.id) ?? [];
    const groups = (dutiesByTask.get(task.id) ?? []).filter((duty) => duty.unitKind === 'group');
    const group = (duty: DutyOfUnit) => groupOf(duty, names.get(duty.unitId)!.name, members);
    tasks.push({
      no: task.no,
      leads: leads.map((id) => units.get(id)!),
      leadGroups: groups.filter(isLead).map(group),
      cooperatingGroups: groups.filter((duty) => !isLead(duty)).map(group),
      isSelfLed: leads.includes(plan!.supervisorUnitId),
      verifierUnitId: task.verifierUnitId,
      relatedUnitIds: task.verifierUnitId === null ? [] : await related(leads),
      hasDeadline: task.deadlines > 0,
    });
  }
  const openDoubts = (JSON.parse(plan!.doubts) as StoredDoubt[]).filter((doubt) => !doubt.settled).length;
  return { tasks, openDoubts, pastDeadlines: await pastDeadlines(manager, planId, today) };
}

function isLead(duty: DutyOfUnit): boolean {
  return duty.part === 'lead';
}

/** Many tasks have the same leads: each set is looked up once. */
function relatedOnce(manager: EntityManager, directory: UnitDirectory) {
  const known = new Map<string, Promise<number[]>>();
  return (leads: number[]): Promise<number[]> => {
    const key = [...leads].sort((a, b) => a - b).join(' ');
    const found = known.get(key) ?? directory.relatedUnits(leads, manager);
    known.set(key, found);
    return found;
  };
}

function groupOf(duty: DutyOfUnit, name: string, members: Members): IssueGroup {
  return {
    name,
    mode: duty.groupMode ?? 'informed',
    hasMembers: (members.get(duty.unitId) ?? []).length > 0,
    hasCollector: duty.collectorUnitId !== null,
  };
}

/** A lead can be asked when it has a contact with an address, or is marked as asked by telephone and paper. */
async function reachable(
  manager: EntityManager,
  directory: UnitDirectory,
  unitIds: number[],
  today: Day,
): Promise<Map<number, IssueUnit>> {
  const facts = await directory.byIds(unitIds, manager);
  const contacts = await directory.contactsOf(unitIds, today, manager);
  const withAddress = new Set(
    contacts.filter((contact) => contact.address !== null).map((contact) => contact.unitId),
  );
  return new Map(
    unitIds.map((id) => {
      const unit = facts.get(id)!;
      return [id, { id, name: unit.name, isReachable: unit.reachedBy === 'offline' || withAddress.has(id) }];
    }),
  );
}

function tasksWithDeadlines(manager: EntityManager, planId: number): Promise<TaskRow[]> {
  return rows<TaskRow>(
    manager,
    `SELECT t.id, t.no, t."verifierUnitId",
            (SELECT count(*) FROM deadlines d WHERE d."taskId" = t.id AND d."waivedOn" IS NULL) AS deadlines
     FROM tasks t WHERE t."planId" = :planId ORDER BY t.position`,
    { planId },
  );
}

async function pastDeadlines(manager: EntityManager, planId: number, today: Day): Promise<number> {
  const found = await row<{ past: number }>(
    manager,
    `SELECT count(*) AS past FROM deadlines WHERE "planId" = :planId AND "dueOn" < :today AND "waivedOn" IS NULL`,
    { planId, today },
  );
  return Number(found!.past);
}
