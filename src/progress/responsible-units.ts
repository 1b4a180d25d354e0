/** Units that rows of a refinement plan make responsible: what holds at issue and reassignment holds for them as well. */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { reassignProblem, type ReassignProblem } from '../rules/reassigning.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';

export interface ResponsibleUnit {
  unitId: number;
  name: string;
  endedOn: Day | null;
  isReachable: boolean;
  supervisorUnitId: number;
  /** parents, children and affiliated offices */
  relatedUnitIds: number[];
}

export type ResponsibleFaultCode =
  'row-unit-ended' | 'row-unit-unreachable' | 'row-unit-verifies' | 'row-unit-needs-verifier';

const CODES: Record<ReassignProblem, ResponsibleFaultCode> = {
  'unit-without-contact': 'row-unit-unreachable',
  'verifier-would-be-inside': 'row-unit-verifies',
  'lead-needs-outside-verifier': 'row-unit-needs-verifier',
  // A sub-task has nobody else.
  'unit-leads-already': 'row-unit-verifies',
  'unit-holds-already': 'row-unit-verifies',
};

/** By unit id. */
export async function responsibleUnits(
  read: Reader,
  directory: UnitDirectory,
  { planId, unitIds, today }: { planId: number; unitIds: number[]; today: Day },
): Promise<Map<number, ResponsibleUnit>> {
  const plan = await row<{ supervisorUnitId: number }>(
    read,
    'SELECT "supervisorUnitId" FROM plans WHERE id = :planId',
    { planId },
  );
  const found = new Map<number, ResponsibleUnit>();
  const contacts = await directory.contactsOf(unitIds, today, read);
  for (const { unitId, name, endedOn, reachedBy } of (await directory.byIds(unitIds, read)).values()) {
    const hasAddress = contacts.some((contact) => contact.unitId === unitId && contact.address !== null);
    found.set(unitId, {
      ...{ unitId, name, endedOn, supervisorUnitId: plan!.supervisorUnitId },
      isReachable: reachedBy === 'offline' || hasAddress,
      relatedUnitIds: await directory.relatedUnits([unitId], read),
    });
  }
  return found;
}

/** Why this unit may not lead a sub-task of that task; null: it may. */
export function unfitResponsible(
  unit: ResponsibleUnit,
  { verifierUnitId }: { verifierUnitId: number | null },
  today: Day,
): ResponsibleFaultCode | null {
  if (unit.endedOn !== null && unit.endedOn <= today) return 'row-unit-ended';
  const { unitId: toUnitId, isReachable, supervisorUnitId, relatedUnitIds } = unit;
  const problem = reassignProblem({
    ...{ part: 'lead', toUnitId, otherLeads: [], cooperating: [] },
    ...{ isReachable, supervisorUnitId, verifierUnitId, relatedUnitIds },
  });
  return problem && CODES[problem];
}
