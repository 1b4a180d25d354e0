/** Rows of a refinement plan against the plan: which task each refines, who answers for it, and whether it may. */
import type { Reader } from '../platform/database.js';
import { treeOfPlan, type TreeTask } from '../plans/sub-tasks.js';
import type { Figure } from '../rules/amounts.js';
import type { Day } from '../rules/day.js';
import { itemKey, type Column, type MeasureRow, type RowFaultCode } from '../rules/measure-rows.js';
import { isLaterThanParent, latestDay, mayHaveSubTasks } from '../rules/task-tree.js';
import { unitKey } from '../rules/unit-names.js';
import type { KnownUnit, UnitDirectory } from '../units/unit-directory.queries.js';
import {
  responsibleUnits,
  unfitResponsible,
  type ResponsibleFaultCode,
  type ResponsibleUnit,
} from './responsible-units.js';

export interface PlacedRow {
  row: number;
  task: TreeTask;
  measure: string;
  target: Figure | null;
  responsibleName: string;
  /** null: an office of the unit itself. */
  responsibleUnitId: number | null;
  leader: string;
  dueOn: Day;
}

export type PlacedFaultCode =
  | RowFaultCode
  | 'row-task-unknown'
  | 'row-task-not-led'
  | 'row-task-ambiguous'
  | 'row-task-too-deep'
  | 'row-task-not-running'
  | 'row-task-refined'
  | 'row-task-sensitive'
  | 'row-later-than-parent'
  | 'row-day-passed'
  | 'row-unit-is-group'
  | 'row-units-several'
  | ResponsibleFaultCode;

export interface PlacedFault {
  row: number;
  column: Column | null;
  code: PlacedFaultCode;
  params: Record<string, string | number>;
}

/** Whose refinement plan it is. */
export interface Refiner {
  planId: number;
  unitId: number;
  unitName: string;
  /** Its items of the document were refined and accepted. */
  onlySubTasks: boolean;
}

export interface Placing {
  units: UnitDirectory;
  today: Day;
}

export interface Placed {
  rows: PlacedRow[];
  faults: PlacedFault[];
  tasks: TreeTask[];
}

/** Every row that can be placed, and what is wrong with the others. */
export async function placed(
  read: Reader,
  refiner: Refiner,
  given: MeasureRow[],
  { units, today }: Placing,
): Promise<Placed> {
  const tasks = await treeOfPlan(read, refiner.planId, refiner.unitId);
  const names = given.flatMap(({ responsible }) => (responsible ? namesIn(responsible) : []));
  const known = await units.resolve(names, today, { from: read });
  const responsible = await responsibleIn(read, units, { known, refiner, today });
  const rows: PlacedRow[] = [];
  const faults: PlacedFault[] = [];
  for (const row of given) {
    const task = row.no ? taskOf(tasks, row, faults) : null;
    const found = faultsOf(row, task, { known, responsible, today, onlySubTasks: refiner.onlySubTasks });
    faults.push(...found);
    if (!task || !row.dueOn || found.length) continue;
    rows.push({ ...plainOf(row), ...responsibleOf(row.responsible, refiner, known), task, dueOn: row.dueOn });
  }
  return { rows, faults, tasks };
}

function plainOf({ row, measure, target, leader }: MeasureRow) {
  return { row, measure, target, leader };
}

/** The task a number names: where several bear it, the one that the unit leads. */
function taskOf(tasks: TreeTask[], { row, no }: MeasureRow, faults: PlacedFault[]): TreeTask | null {
  const named = tasks.filter((task) => itemKey(task.no) === itemKey(no));
  const led = named.filter((task) => task.isLed);
  const [task] = led;
  if (task && led.length === 1) return task;
  const code = led.length ? 'row-task-ambiguous' : named.length ? 'row-task-not-led' : 'row-task-unknown';
  faults.push({ row, column: 'no', code, params: { row, no } });
  return null;
}

const RUNNING = ['issued', 'active'];

interface Against {
  known: Map<string, KnownUnit | null>;
  /** By unit id, without the unit that refines. */
  responsible: Map<number, ResponsibleUnit>;
  today: Day;
  onlySubTasks: boolean;
}

function faultsOf(given: MeasureRow, task: TreeTask | null, against: Against): PlacedFault[] {
  const { today, onlySubTasks } = against;
  const { row, responsible, dueOn } = given;
  const params = { row, no: task?.no ?? '', day: dueOn ?? '' };
  const faults: PlacedFault[] = [];
  const wrongTask = task && unfit(task, onlySubTasks);
  if (wrongTask) faults.push({ row, column: 'no', code: wrongTask, params });
  if (dueOn) faults.push(...dayFaults(row, dueOn, task, today));
  const wrong = responsible ? wrongUnit(responsible, task, against) : null;
  if (wrong)
    faults.push({ row, column: 'responsible', code: wrong, params: { ...params, name: responsible } });
  return faults;
}

function unfit({ level, state, sensitiveFromOn }: TreeTask, onlySubTasks: boolean): PlacedFaultCode | null {
  if (level === 1 && onlySubTasks) return 'row-task-refined';
  if (!mayHaveSubTasks(level)) return 'row-task-too-deep';
  if (sensitiveFromOn !== null) return 'row-task-sensitive';
  return RUNNING.includes(state) ? null : 'row-task-not-running';
}

function dayFaults(row: number, dueOn: Day, task: TreeTask | null, today: Day): PlacedFault[] {
  const fault = (code: PlacedFaultCode, more = {}): PlacedFault[] => [
    { row, column: 'dueOn', code, params: { row, day: dueOn, ...more } },
  ];
  const isLate = task !== null && isLaterThanParent(dueOn, task);
  return [
    ...(dueOn < today ? fault('row-day-passed') : []),
    ...(isLate ? fault('row-later-than-parent', { no: task.no, latest: latestDay(task)! }) : []),
  ];
}

const BETWEEN_NAMES = /[、，,;；/]/u;

/** The cell as a whole, and each name in it. */
function namesIn(responsible: string): string[] {
  return [responsible, ...partsIn(responsible)];
}

function partsIn(responsible: string): string[] {
  return responsible
    .split(BETWEEN_NAMES)
    .map((name) => name.trim())
    .filter(Boolean);
}

function wrongUnit(
  responsible: string,
  task: TreeTask | null,
  { known, responsible: facts, today }: Against,
): PlacedFaultCode | null {
  const unit = known.get(responsible);
  if (unit?.kind === 'group') return 'row-unit-is-group';
  const other = unit && facts.get(unit.unitId);
  if (other && task) return unfitResponsible(other, task, today);
  const parts = partsIn(responsible);
  return !unit && parts.length > 1 && parts.some((name) => known.get(name)) ? 'row-units-several' : null;
}

/** The unit that refines leads already, and was fit to at issue. */
function responsibleIn(
  read: Reader,
  units: UnitDirectory,
  { known, refiner, today }: { known: Map<string, KnownUnit | null>; refiner: Refiner; today: Day },
): Promise<Map<number, ResponsibleUnit>> {
  const named = [...known.values()].flatMap((unit) => (unit && unit.kind !== 'group' ? [unit.unitId] : []));
  const unitIds = [...new Set(named)].filter((unitId) => unitId !== refiner.unitId);
  return responsibleUnits(read, units, { planId: refiner.planId, unitIds, today });
}

/** A name that is no unit's is an office's of the unit that hands in. */
function responsibleOf(responsible: string, refiner: Refiner, known: Map<string, KnownUnit | null>) {
  const isItself = !responsible || unitKey(responsible) === unitKey(refiner.unitName);
  if (isItself) return { responsibleName: refiner.unitName, responsibleUnitId: refiner.unitId };
  return { responsibleName: responsible, responsibleUnitId: known.get(responsible)?.unitId ?? null };
}
