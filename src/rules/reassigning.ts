/**
 * Rule: a unit may send a wrong duty back with a reason, before it has signed or soon after; the department gives it to
 * another unit or says why not. What holds at issue holds here as well: a lead unit is reachable, what the department
 * leads itself has an outside verifier, and whoever verifies is outside every lead unit, the new one included.
 *
 * Example: 市财政局 signs for item 14 on 2018-11-06 and may send it back until 2018-11-20, the tenth working day. It
 * cannot go to 市委办, which leads that item already.
 */
import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

/** In working days after the signature. */
export const SEND_BACK_WITHIN = 10;

export function mayStillSendBack(signedOn: Day | null, today: Day, calendar: WorkingCalendar): boolean {
  return signedOn === null || calendar.workingDaysBetween(signedOn, today) <= SEND_BACK_WITHIN;
}

export interface ReassignFacts {
  part: 'lead' | 'cooperating';
  toUnitId: number;
  /** of the task, without the unit that gives it up */
  otherLeads: number[];
  cooperating: number[];
  /** Has a contact with an address, or is asked by telephone and paper. */
  isReachable: boolean;
  supervisorUnitId: number;
  verifierUnitId: number | null;
  /** parents, children and affiliated offices of those who will lead */
  relatedUnitIds: number[];
}

export type ReassignProblem =
  | 'unit-leads-already'
  | 'unit-holds-already'
  | 'unit-without-contact'
  | 'lead-needs-outside-verifier'
  | 'verifier-would-be-inside';

/** Why a duty cannot go to that unit; null: it can. A co-operating unit may become a lead. */
export function reassignProblem(facts: ReassignFacts): ReassignProblem | null {
  const { part, toUnitId, otherLeads, cooperating } = facts;
  if (otherLeads.includes(toUnitId)) return 'unit-leads-already';
  if (part === 'cooperating') return cooperating.includes(toUnitId) ? 'unit-holds-already' : null;
  if (!facts.isReachable) return 'unit-without-contact';
  return verifierProblem([...otherLeads, toUnitId], facts);
}

function verifierProblem(leads: number[], facts: ReassignFacts): ReassignProblem | null {
  const { supervisorUnitId, verifierUnitId, relatedUnitIds } = facts;
  if (verifierUnitId === null) return leads.includes(supervisorUnitId) ? 'lead-needs-outside-verifier' : null;
  const isInside = leads.includes(verifierUnitId) || relatedUnitIds.includes(verifierUnitId);
  return isInside ? 'verifier-would-be-inside' : null;
}
