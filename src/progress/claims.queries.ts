/** What stands between a first lead and its claim: the other leads of the task, and which of them were told. */
import type { EntityManager } from 'typeorm';
import { row, rows } from '../platform/sql.js';
import { otherLeads, type OtherLead, type OtherLeadDeadline } from '../rules/claims.js';
import type { Day } from '../rules/day.js';
import type { WorkingCalendar } from '../rules/working-days.js';

export interface ClaimOf {
  taskId: number;
  period: string;
  /** The first lead. */
  unitId: number;
}

export type NamedLead = OtherLead & { unitName: string };

export async function standingOfOtherLeads(
  from: EntityManager,
  claim: ClaimOf,
  calendar: WorkingCalendar,
  today: Day,
): Promise<NamedLead[]> {
  return (await standingsOfOtherLeads(from, [claim], calendar, today))[0]!;
}

/** For each claim, in their order: two reads however many there are. */
export async function standingsOfOtherLeads(
  from: EntityManager,
  claims: ClaimOf[],
  calendar: WorkingCalendar,
  today: Day,
): Promise<NamedLead[][]> {
  const taskIds = [...new Set(claims.map(({ taskId }) => taskId))];
  const owed = taskIds.length > 0 ? await owedByLeads(from, taskIds) : [];
  const told = owed.length > 0 ? await tellings(from, taskIds) : [];
  const [owedOf, toldOf] = [byTask(owed), byTask(told)];
  return claims.map(({ taskId, period, unitId }) => {
    const others = (owedOf.get(taskId) ?? []).filter((one) => one.unitId !== unitId);
    const names = new Map(others.map((one) => [one.unitId, one.unitName]));
    const said = (toldOf.get(taskId) ?? []).filter((one) => one.period === period);
    const days = new Map(said.map((one) => [one.unitId, one.toldOn]));
    return otherLeads(others, { period, told: days }, calendar, today).map((lead) => ({
      ...lead,
      unitName: names.get(lead.unitId)!,
    }));
  });
}

type OwedByLead = OtherLeadDeadline & { taskId: number; unitName: string };

function owedByLeads(from: EntityManager, taskIds: number[]): Promise<OwedByLead[]> {
  return rows(
    from,
    `SELECT d."taskId", d."unitId", u.name AS "unitName", d.period, d."dueOn", d."reworkOn", d."pendingSince",
       d."metOn", d."waivedOn", d."openedOn"
     FROM deadlines d JOIN units u ON u.id = d."unitId"
     WHERE d."taskId" IN (:...taskIds) AND d.kind IN ('progress', 'completion')
       AND EXISTS (SELECT 1 FROM duties y
         WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead')
     ORDER BY d.id`,
    { taskIds },
  );
}

function tellings(
  from: EntityManager,
  taskIds: number[],
): Promise<{ taskId: number; period: string; unitId: number; toldOn: Day }[]> {
  return rows(
    from,
    'SELECT "taskId", period, "unitId", "toldOn" FROM claim_tellings WHERE "taskId" IN (:...taskIds)',
    { taskIds },
  );
}

function byTask<T extends { taskId: number }>(found: T[]): Map<number, T[]> {
  const tasks = new Map<number, T[]>();
  for (const one of found) {
    const own = tasks.get(one.taskId);
    if (own) own.push(one);
    else tasks.set(one.taskId, [one]);
  }
  return tasks;
}

export interface Completion {
  id: number;
  planId: number;
  taskId: number;
  unitId: number;
  period: string;
  dueOn: Day;
  metOn: Day | null;
}

/** The completion of a task for a period, of whoever owes it now. */
export function completionOf(
  from: EntityManager,
  taskId: number,
  period: string,
): Promise<Completion | null> {
  return row(
    from,
    `SELECT id, "planId", "taskId", "unitId", period, "dueOn", "metOn" FROM deadlines
     WHERE "taskId" = :taskId AND kind = 'completion' AND period = :period AND "waivedOn" IS NULL
     ORDER BY id DESC LIMIT 1`,
    { taskId, period },
  );
}
