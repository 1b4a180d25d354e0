/**
 * What an issued plan gives each unit: the tasks it leads, those it co-operates in, and those it only has to know of
 * as a group's member. Units that lead a task are left out of its groups.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import type { DeadlineKind } from './deadline.entity.js';
import type { DutyPart, GroupMode } from './duty.entity.js';
import { MAILED_TITLE } from './mailed-title.js';

export interface BriefDeadline {
  kind: DeadlineKind;
  period: string;
  dueOn: Day;
}

export interface BriefDuty {
  taskId: number;
  taskNo: string;
  title: string;
  part: 'lead' | 'cooperating' | 'informed';
  isFirst: boolean;
  /** The other leads, first lead first. */
  leads: string[];
  deadlines: BriefDeadline[];
  /** The group the unit is a member of, where that is how it came here. */
  via: string | null;
  /** The unit that reports for the group. */
  collector: string | null;
}

export interface UnitBrief {
  unitId: number;
  /** The day of the refinement plan 细化方案; null for a unit that owes none. */
  refinementOn: Day | null;
  /** In the order of the document. */
  duties: BriefDuty[];
}

interface DutyRow {
  taskId: number;
  taskNo: string;
  title: string;
  unitId: number;
  unitName: string;
  unitKind: 'unit' | 'group';
  part: DutyPart;
  isFirst: boolean;
  groupMode: GroupMode | null;
  via: string | null;
  collectorUnitId: number | null;
  collector: string | null;
}

type DeadlineRow = BriefDeadline & { unitId: number; taskId: number | null };

export async function unitBriefs(
  read: Reader,
  directory: UnitDirectory,
  planId: number,
  on: Day,
): Promise<UnitBrief[]> {
  const duties = await dutyRows(read, planId);
  const deadlines = byOwner(await deadlineRows(read, planId));
  const groupIds = [...new Set(duties.filter(isGroup).map((duty) => duty.unitId))];
  const members = await directory.membersOfAll(groupIds, on, read);
  const briefs = new Map<number, UnitBrief>();
  for (const own of byTask(duties)) {
    const leads = own.filter((duty) => duty.part === 'lead' && !isGroup(duty));
    for (const place of unitsOfTask(own, members)) {
      const { unitId } = place;
      const refinementOn = deadlines.get(ownerOf(unitId, null))?.[0]?.dueOn ?? null;
      const brief = briefs.get(unitId) ?? { unitId, refinementOn, duties: [] };
      brief.duties.push(briefDuty(place, leads, deadlines));
      briefs.set(unitId, brief);
    }
  }
  return [...briefs.values()];
}

interface Place {
  unitId: number;
  duty: DutyRow;
  part: BriefDuty['part'];
}

function briefDuty(
  { unitId, duty, part }: Place,
  leads: DutyRow[],
  deadlines: Map<string, DeadlineRow[]>,
): BriefDuty {
  return {
    ...{ taskId: duty.taskId, taskNo: duty.taskNo, title: duty.title, part },
    isFirst: part === 'lead' && duty.isFirst,
    leads: leads.filter((lead) => lead.unitId !== unitId).map((lead) => lead.unitName),
    deadlines: deadlines.get(ownerOf(unitId, duty.taskId)) ?? [],
    via: isGroup(duty) ? duty.unitName : duty.via,
    collector: duty.groupMode !== 'collected' || duty.collectorUnitId === unitId ? null : duty.collector,
  };
}

async function dutyRows(read: Reader, planId: number): Promise<DutyRow[]> {
  const found = await rows<DutyRow>(
    read,
    `SELECT d."taskId", t.no AS "taskNo", ${MAILED_TITLE}, d."unitId", u.name AS "unitName", u.kind AS "unitKind", d.part,
       d."isFirst", d."groupMode", g.name AS via, d."collectorUnitId", c.name AS collector
     FROM duties d JOIN tasks t ON t.id = d."taskId" JOIN units u ON u.id = d."unitId"
       LEFT JOIN units g ON g.id = d."viaGroupId" LEFT JOIN units c ON c.id = d."collectorUnitId"
     WHERE t."planId" = :planId ORDER BY t.position, t.id, d.part DESC, d.position, d.id`,
    { planId },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

function deadlineRows(read: Reader, planId: number): Promise<DeadlineRow[]> {
  return rows<DeadlineRow>(
    read,
    `SELECT "unitId", "taskId", kind, period, "dueOn" FROM deadlines
     WHERE "planId" = :planId AND "openedOn" IS NOT NULL AND "waivedOn" IS NULL AND "metOn" IS NULL
     ORDER BY "dueOn", kind, period`,
    { planId },
  );
}

function byOwner(deadlines: DeadlineRow[]): Map<string, DeadlineRow[]> {
  const found = new Map<string, DeadlineRow[]>();
  for (const deadline of deadlines) {
    const owner = ownerOf(deadline.unitId, deadline.taskId);
    found.set(owner, [...(found.get(owner) ?? []), deadline]);
  }
  return found;
}

function ownerOf(unitId: number, taskId: number | null): string {
  return `${unitId} ${taskId}`;
}

function byTask(duties: DutyRow[]): DutyRow[][] {
  const tasks = new Map<number, DutyRow[]>();
  for (const duty of duties) tasks.set(duty.taskId, [...(tasks.get(duty.taskId) ?? []), duty]);
  return [...tasks.values()];
}

/** Every unit once, in its weightiest part: lead, co-operating by name or by a duty of its own, member of a group. */
function unitsOfTask(duties: DutyRow[], members: Map<number, { unitId: number }[]>): Place[] {
  const own = duties
    .filter((duty) => !isGroup(duty))
    .map((duty) => ({ unitId: duty.unitId, duty, part: duty.part }));
  const throughGroups = duties
    .filter(isGroup)
    .flatMap((duty) =>
      members.get(duty.unitId)!.map(({ unitId }) => ({ unitId, duty, part: 'informed' as const })),
    );
  const found = new Map<number, Place>();
  for (const one of [...own, ...throughGroups]) if (!found.has(one.unitId)) found.set(one.unitId, one);
  return [...found.values()];
}

function isGroup(duty: DutyRow): boolean {
  return duty.unitKind === 'group';
}
