/** A draft as its page shows it: what was read, what is doubted, what is proposed, what stands in the way. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DaySource, DeadlineKind } from './deadline.entity.js';
import type { DutyPart, GroupMode } from './duty.entity.js';
import type { LeftOver, Plan, StoredDoubt } from './plan.entity.js';
import type { PrintedDeadline, Task } from './task.entity.js';

export interface DraftDuty {
  id: number;
  taskId: number;
  unitId: number;
  unitName: string;
  unitKind: 'unit' | 'group';
  part: DutyPart;
  isFirst: boolean;
  printedName: string;
  groupMode: GroupMode | null;
  collectorUnitId: number | null;
  reports: boolean;
}

export interface DraftDeadline {
  id: number;
  taskId: number | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  period: string;
  nominalOn: Day | null;
  dueOn: Day;
  source: DaySource;
  isDropped: boolean;
}

export interface DraftTaskView extends Pick<
  Task,
  | 'id'
  | 'no'
  | 'section'
  | 'title'
  | 'text'
  | 'kinds'
  | 'kindsCertain'
  | 'restsOnAssessment'
  | 'standingRhythm'
  | 'reporting'
  | 'verifierUnitId'
  | 'openEnded'
> {
  planId: number;
  printed: PrintedDeadline[];
  duties: DraftDuty[];
  deadlines: DraftDeadline[];
}

export interface DraftView {
  plan: Omit<Plan, 'doubts' | 'leftOver' | 'sourceText'> & { doubts: StoredDoubt[]; leftOver: LeftOver[] };
  tasks: DraftTaskView[];
  refinements: DraftDeadline[];
}

export async function draftView(read: Reader, planId: number): Promise<DraftView | null> {
  const plan = await planRow(read, planId);
  if (!plan) return null;
  const tasks = await taskRows(read, planId);
  const duties = grouped(await dutyRows(read, planId), (duty) => duty.taskId);
  const deadlines = await deadlineRows(read, planId);
  const byTask = grouped(deadlines, (deadline) => deadline.taskId ?? 0);
  return {
    plan,
    tasks: tasks.map((task) => ({
      ...task,
      duties: duties.get(task.id) ?? [],
      deadlines: byTask.get(task.id) ?? [],
    })),
    refinements: byTask.get(0) ?? [],
  };
}

async function planRow(read: Reader, planId: number): Promise<DraftView['plan'] | null> {
  const found = await row<Omit<Plan, 'doubts' | 'leftOver'> & { doubts: string; leftOver: string }>(
    read,
    `SELECT id, title, "documentNumber", "issuedBy", "issuedOn", "refinementDueOn", "refinementPhrase", "sourceName",
            doubts, "leftOver", state, reporting, "supervisorUnitId", "clockStartedOn", "issuedAt", "createdAt", "changedAt"
     FROM plans WHERE id = :planId`,
    { planId },
  );
  if (!found) return null;
  return {
    ...found,
    doubts: JSON.parse(found.doubts) as StoredDoubt[],
    leftOver: JSON.parse(found.leftOver) as LeftOver[],
  };
}

async function taskRows(read: Reader, planId: number) {
  const found = await rows<Task & { kinds: unknown; printed: unknown }>(
    read,
    `SELECT id, "planId", no, section, title, text, kinds, "kindsCertain", "restsOnAssessment", "standingRhythm",
            printed, reporting, "verifierUnitId", "openEnded"
     FROM tasks WHERE "planId" = :planId ORDER BY position`,
    { planId },
  );
  return found.map((task) => ({
    ...task,
    kinds: JSON.parse(String(task.kinds)) as Task['kinds'],
    printed: JSON.parse(String(task.printed)) as PrintedDeadline[],
    kindsCertain: Boolean(task.kindsCertain),
    restsOnAssessment: Boolean(task.restsOnAssessment),
    openEnded: Boolean(task.openEnded),
  }));
}

async function dutyRows(read: Reader, planId: number): Promise<DraftDuty[]> {
  const found = await rows<DraftDuty>(
    read,
    `SELECT d.id, d."taskId", d."unitId", u.name AS "unitName", u.kind AS "unitKind", d.part, d."isFirst",
            d."printedName", d."groupMode", d."collectorUnitId", d.reports
     FROM duties d JOIN tasks t ON t.id = d."taskId" JOIN units u ON u.id = d."unitId"
     WHERE t."planId" = :planId ORDER BY t.position, d.part DESC, d.position`,
    { planId },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst), reports: Boolean(duty.reports) }));
}

async function deadlineRows(read: Reader, planId: number): Promise<DraftDeadline[]> {
  const found = await rows<Omit<DraftDeadline, 'isDropped'> & { waivedOn: Day | null }>(
    read,
    `SELECT d.id, d."taskId", d."unitId", u.name AS "unitName", d.kind, d.period, d."nominalOn", d."dueOn",
            d.source, d."waivedOn"
     FROM deadlines d JOIN units u ON u.id = d."unitId"
     WHERE d."planId" = :planId ORDER BY d."dueOn", d.id`,
    { planId },
  );
  return found.map(({ waivedOn, ...deadline }) => ({ ...deadline, isDropped: waivedOn !== null }));
}

function grouped<T, K>(list: T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
