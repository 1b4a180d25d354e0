/** What a reform of units has to satisfy before anything moves, and what it may not leave behind. */
import type { Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { owingUnits, type OwingUnits } from '../plans/owing-units.js';
import type { Day } from '../rules/day.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import { nameSince } from '../units/names-in-time.js';
import type { Unit } from '../units/unit.entity.js';
import { lastHandedIn, verifiedTasks, type VerifiedTask } from './reform.queries.js';
import { inArea } from '../units/area.queries.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';

/** A reform is entered on its day or afterwards; nothing happens by itself on a day to come. */
export function refuseFuture(on: Day, today: Day): void {
  if (on > today) throw wrongInput('reform-in-future', { on: 'reform-in-future' });
}

export function refuseNoReason(reason: string): void {
  if (!reason.trim()) throw wrongInput('field-required', { reason: 'field-required' });
}

/** @throws Refusal for a unit that cannot end, or not on that day */
export async function refuseUnfitToEnd(tx: Tx, unit: Unit, on: Day): Promise<void> {
  const params = { unit: unit.name };
  if (unit.endedOn !== null) throw new Refusal('unit-ended', params);
  if (unit.kind === 'group') throw new Refusal('reform-of-group', params);
  if (unit.isSupervisor) throw new Refusal('reform-of-department', params);
  const since = await nameSince(tx, unit.id);
  if (since !== null && on < since)
    throw wrongInput('reform-before-name', { on: 'reform-before-name' }, { ...params, day: since });
  const last = await lastHandedIn(tx, unit.id);
  if (last !== null && on < last)
    throw wrongInput('reform-before-facts', { on: 'reform-before-facts' }, { ...params, day: last });
}

/** @throws Refusal for one that cannot take anything over */
export function refuseUnfitToSucceed(
  unit: { name: string; kind: Unit['kind']; endedOn: Day | null },
  field: string,
): void {
  const params = { unit: unit.name };
  if (unit.kind === 'group') throw wrongInput('reform-of-group', { [field]: 'reform-of-group' }, params);
  if (unit.endedOn !== null) throw wrongInput('unit-ended', { [field]: 'unit-ended' }, params);
}

/** Who takes over a lead must be reachable, as at issue. */
export async function refuseUnreachable(
  tx: Tx,
  directory: UnitDirectory,
  unitIds: number[],
  today: Day,
): Promise<void> {
  const units = await directory.byIds(unitIds, tx);
  const contacts = await directory.contactsOf(unitIds, today, tx);
  const written = new Set(contacts.filter((one) => one.address !== null).map((one) => one.unitId));
  const names = [...units.values()]
    .filter((unit) => unit.reachedBy !== 'offline' && !written.has(unit.unitId))
    .map((unit) => unit.name);
  if (names.length === 0) return;
  throw wrongInput(
    'lead-without-contact',
    { successors: 'lead-without-contact' },
    { names: names.join('、'), count: names.length },
  );
}

/**
 * After the duties moved: whoever verifies still stands outside, and what the department leads itself has an outside
 * verifier. @throws Refusal naming the items
 */
export async function refuseInsideVerifier(
  tx: Tx,
  directory: UnitDirectory,
  taskIds: number[],
  today: Day,
): Promise<void> {
  const tasks = await verifiedTasks(tx, taskIds);
  const leadsOf = await leadsByTask(tx, directory, tasks, today);
  const inside: VerifiedTask[] = [];
  for (const task of tasks.filter((one) => one.verifierUnitId !== null)) {
    const leads = leadsOf.get(task.taskId) ?? [];
    const near = await directory.relatedUnits(leads, tx);
    if ([...leads, ...near].includes(task.verifierUnitId!)) inside.push(task);
  }
  if (inside.length) {
    const verifier = (await directory.byIds([inside[0]!.verifierUnitId!], tx)).get(
      inside[0]!.verifierUnitId!,
    );
    throw new Refusal(
      'reform-verifier-inside',
      { names: numbers(inside), unit: verifier!.name },
      { successors: 'reform-verifier-inside' },
    );
  }
  const selfLed = tasks.filter(
    (task) =>
      task.verifierUnitId === null && (leadsOf.get(task.taskId) ?? []).includes(task.supervisorUnitId),
  );
  if (selfLed.length)
    throw new Refusal('self-led-without-verifier', { names: numbers(selfLed), count: selfLed.length });
}

async function leadsByTask(
  tx: Tx,
  directory: UnitDirectory,
  tasks: VerifiedTask[],
  today: Day,
): Promise<Map<number, number[]>> {
  const owing = new Map<number, OwingUnits>();
  for (const planId of new Set(tasks.map((task) => task.planId)))
    for (const [taskId, units] of await owingUnits(tx, directory, planId, today)) owing.set(taskId, units);
  return new Map(tasks.map(({ taskId }) => [taskId, owing.get(taskId)?.leads ?? []]));
}

export function numbers(tasks: Pick<VerifiedTask, 'taskNo'>[]): string {
  return [...new Set(tasks.map((task) => task.taskNo))].join('、');
}

/** What a plan of another jurisdiction asks of a unit is not its own keepers' to hand on. */
export async function refuseOwingElsewhere(
  tx: Tx,
  viewer: Viewer,
  { id: unitId, name }: Pick<Unit, 'id' | 'name'>,
): Promise<void> {
  if (!viewer.area) return;
  const found = await row(
    tx,
    `SELECT p.id FROM plans p WHERE p.state <> 'withdrawn' AND NOT coalesce(${inArea(viewer, 'p."jurisdictionId"')}, 1 = 0)
       AND (EXISTS (SELECT 1 FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE t."planId" = p.id
           AND y."unitId" = :unitId AND t.state NOT IN ('closed', 'withdrawn'))
         OR EXISTS (SELECT 1 FROM deadlines d WHERE d."planId" = p.id AND d."unitId" = :unitId
           AND d."metOn" IS NULL AND d."waivedOn" IS NULL)
         OR EXISTS (SELECT 1 FROM tasks t WHERE t."planId" = p.id AND t."verifierUnitId" = :unitId
           AND t.state NOT IN ('closed', 'withdrawn')))`,
    { unitId },
  );
  if (found) throw new Refusal('unit-owes-elsewhere', { unit: name });
}
