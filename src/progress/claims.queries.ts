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
  const found = await rows<OtherLeadDeadline & { unitName: string }>(
    from,
    `SELECT d."unitId", u.name AS "unitName", d.period, d."dueOn", d."reworkOn", d."pendingSince", d."metOn",
       d."waivedOn", d."openedOn"
     FROM deadlines d JOIN units u ON u.id = d."unitId"
     WHERE d."taskId" = :taskId AND d."unitId" <> :unitId AND d.kind IN ('progress', 'completion')
       AND EXISTS (SELECT 1 FROM duties y
         WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId" AND y.part = 'lead')
     ORDER BY d.id`,
    { taskId: claim.taskId, unitId: claim.unitId },
  );
  if (found.length === 0) return [];
  const told = new Map((await tellings(from, claim)).map(({ unitId, toldOn }) => [unitId, toldOn]));
  const names = new Map(found.map(({ unitId, unitName }) => [unitId, unitName]));
  return otherLeads(found, { period: claim.period, told }, calendar, today).map((lead) => ({
    ...lead,
    unitName: names.get(lead.unitId)!,
  }));
}

function tellings(
  from: EntityManager,
  { taskId, period }: ClaimOf,
): Promise<{ unitId: number; toldOn: Day }[]> {
  return rows(
    from,
    `SELECT "unitId", "toldOn" FROM claim_tellings WHERE "taskId" = :taskId AND period = :period`,
    { taskId, period },
  );
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
